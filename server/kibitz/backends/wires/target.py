"""Whom a wire talks to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kibitz.base.errors import KibitzError

if TYPE_CHECKING:
    from kibitz.backends.provider import Provider

OnFailure = Callable[[KibitzError], None]
"""Told of every failure before it is raised, so that a server that went away is not asked again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A model at a provider, and the key to it.

    Attributes:
        own_slots: the server is the embedded one, with a slot for completions and one for chats.
    """

    provider: Provider
    model_name: str
    api_key: str = field(default="", repr=False)
    own_slots: bool = False
