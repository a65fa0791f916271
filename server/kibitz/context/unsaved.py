"""Takes what was typed into the index when typing has stopped: other files need it before it is saved.

Lives on the event loop. A key costs an entry in a table; reading and parsing happen behind it, in threads.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from kibitz.documents.snapshot import Snapshot

QUIET_S = 3.0  # well after a pause for thought, so that no parsing meets a key

logger = logging.getLogger(__name__)


class Unsaved:
    """The documents that were changed since they were last looked at."""

    def __init__(self, take_in: Callable[[Snapshot], Awaitable[None]], *, quiet_s: float = QUIET_S) -> None:
        """`take_in` brings the index in step with a document."""
        self._take_in = take_in
        self._quiet_s = quiet_s
        self._edited: dict[str, Snapshot] = {}
        self._edited_s = 0.0
        self._work: asyncio.Task[None] | None = None

    def edited(self, snapshot: Snapshot) -> None:
        """A document has another text."""
        self._edited[snapshot.uri] = snapshot
        self._edited_s = asyncio.get_running_loop().time()
        if self._work is None or self._work.done():
            self._work = asyncio.ensure_future(self._follow())

    def forget(self, uri: str) -> None:
        """It is not open any more: what is on disk counts."""
        self._edited.pop(uri, None)

    async def taken_in(self) -> None:
        """Wait until everything that was edited is known."""
        if self._work is not None:
            await self._work

    async def aclose(self) -> None:
        """End the work."""
        if self._work is not None:
            self._work.cancel()
            await asyncio.gather(self._work, return_exceptions=True)

    async def _follow(self) -> None:
        loop = asyncio.get_running_loop()
        while self._edited:
            left_s = self._edited_s + self._quiet_s - loop.time()
            if left_s > 0:
                await asyncio.sleep(left_s)
                continue
            edited, self._edited = self._edited, {}
            for snapshot in edited.values():
                try:
                    await self._take_in(snapshot)
                except Exception as error:  # noqa: BLE001  the index goes on with what it has
                    logger.warning("An open document is not in the index: %s", type(error).__name__)
