"""Getting a model when there is none: says once what would be fetched, asks, fetches with progress.

Suggestions stay empty meanwhile; nothing is fetched without consent.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from kibitz.backends.local.errors import DownloadNeeded, in_words
from kibitz.base.errors import KibitzError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from kibitz.base.ports import Progress, User
    from kibitz.models.catalogue import CatalogueEntry
    from kibitz.settings.model import Settings

DOWNLOAD = "Download"
NOT_NOW = "Not now"

logger = logging.getLogger(__name__)


class ModelSetup:
    """One offer per model and session."""

    def __init__(
        self,
        *,
        user: User,
        settings: Callable[[], Settings],
        fetch: Callable[[CatalogueEntry, Progress], Awaitable[object]],
    ) -> None:
        """`fetch` brings the weights to this machine, or raises KibitzError with what to do."""
        self._user = user
        self._settings = settings
        self._fetch = fetch
        self._offered: dict[str, asyncio.Task[bool]] = {}

    def failed(self, error: KibitzError) -> bool:
        """A request failed: when a download would mend it, offer it in the background, once.

        Returns:
            Whether the user is asked, or the download runs: then the error needs no message of its own.
        """
        if not isinstance(error, DownloadNeeded) or self._settings().local.downloads == "never":
            return False
        self.offer(error.entry)
        return True

    def offer(self, entry: CatalogueEntry) -> asyncio.Task[bool]:
        """The task that asks and fetches; True when the model is there afterwards."""
        if entry.name not in self._offered:
            self._offered[entry.name] = asyncio.ensure_future(self._ask_and_fetch(entry))
        return self._offered[entry.name]

    async def _ask_and_fetch(self, entry: CatalogueEntry) -> bool:
        if self._settings().local.downloads == "ask":
            question = (
                f"Kibitz has no model yet. Download {entry.name} ({in_words(entry.size_bytes)}, "
                f"licence {entry.licence})? It runs on this machine; no text leaves it."
            )
            if await self._user.ask(question, (DOWNLOAD, NOT_NOW)) != DOWNLOAD:
                return False
        try:
            async with self._user.progress(f"Fetching {entry.name}") as progress:
                await self._fetch(entry, progress)
        except KibitzError as error:
            self._user.tell(str(error), "error")
            del self._offered[entry.name]
            return False
        except asyncio.CancelledError:
            del self._offered[entry.name]
            raise
        self._user.tell(f"{entry.name} is ready.")
        return True
