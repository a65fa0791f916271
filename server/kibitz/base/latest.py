"""Latest wins: a newer piece of work under a key cancels the older one.

One table per kind of work, keyed by document. asyncio only; called by the request handlers.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable

GIVE_WAY_S = 0.05  # closing an HTTP stream takes about a millisecond; a stuck one must not hold up the user


class LatestWins:
    """Which task works on which key."""

    def __init__(self) -> None:
        self._tasks: dict[Hashable, asyncio.Task[object]] = {}

    async def take(self, key: Hashable) -> None:
        """Make the current task the one for `key`; an older one is cancelled first.

        Returns when the older task has ended, so that its (empty) reply goes out before this one's:
        a client that takes replies as they come must not see the old one last.
        """
        current = asyncio.current_task()
        assert current is not None
        older = self._tasks.get(key)
        self._tasks[key] = current
        current.add_done_callback(lambda _: self._forget(key, current))
        if older is not None and older is not current and not older.done():
            older.cancel()
            await asyncio.wait({older}, timeout=GIVE_WAY_S)

    def _forget(self, key: Hashable, task: asyncio.Task[object]) -> None:
        if self._tasks.get(key) is task:
            del self._tasks[key]
