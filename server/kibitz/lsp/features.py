"""The features a session works with, built by `app.py` after the initialize response."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from kibitz.context.workspaces import Workspaces
    from kibitz.features.code_actions.run import Services
    from kibitz.features.inline_completion.complete import InlineCompletion
    from kibitz.features.model_setup import ModelSetup
    from kibitz.lsp.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """Everything that is heavier than keeping text.

    Attributes:
        set_folders: takes the URIs of the folders that the editor has open now.
    """

    inline: InlineCompletion
    actions: Services
    setup: ModelSetup
    workspaces: Workspaces
    set_folders: Callable[[tuple[str, ...]], Awaitable[None]]
    new_chat: Callable[[], Coroutine[Any, Any, None]]
    close: Callable[[], Awaitable[None]]


if TYPE_CHECKING:
    BuildFeatures = Callable[[Session], Awaitable[Features]]
