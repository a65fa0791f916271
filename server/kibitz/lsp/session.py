"""What belongs to one connected client. Handlers take from it what they name; it holds no logic."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kibitz.base.latest import LatestWins
from kibitz.documents.notebooks import Notebooks
from kibitz.documents.store import DocumentStore
from kibitz.lsp.snooze import Snooze

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from pygls.lsp.server import LanguageServer

    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.edits.proposal import Proposal
    from kibitz.lsp.client import Client
    from kibitz.lsp.configuration import Configuration
    from kibitz.lsp.features import Features
    from kibitz.lsp.status import Status
    from kibitz.lsp.user import EditorUser


@dataclass(slots=True, kw_only=True)
class Session:
    """One client, from `initialize` to `exit`.

    Attributes:
        features: builds them on first use, in the background after the initialize response: their imports
            would double the start-up time.
        in_flight: which request works on which document.
        background: actions that run; they outlive the request that started them.
        reviews: what the client shows in its own view now, by the proposal's id.
        asks_ghost_text: whether the client ever sent an inline completion request.
    """

    server: LanguageServer
    client: Client
    configuration: Configuration
    user: EditorUser
    status: Status
    features: Callable[[], Awaitable[Features]]
    documents: DocumentStore = field(default_factory=DocumentStore)
    notebooks: Notebooks = field(init=False)
    in_flight: LatestWins = field(default_factory=LatestWins)
    snooze: Snooze = field(default_factory=Snooze)
    background: set[asyncio.Task[Any]] = field(default_factory=set[asyncio.Task[Any]])
    reviews: dict[str, Proposal] = field(default_factory=dict[str, "Proposal"])
    asks_ghost_text: bool = False

    def __post_init__(self) -> None:
        self.notebooks = Notebooks(self.documents)

    def snapshot(self, uri: str) -> Snapshot | None:
        """The document now; None when the client never opened it."""
        return self.documents.get(uri)
