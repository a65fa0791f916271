"""One deadline for the waits of a stream, all or each of them: `asyncio.timeout_at` costs 20 µs a token.

Around the waits and not around the loop: a timeout that is open across a `yield` would cancel the consumer in
the middle of its own work.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import TracebackType
    from typing import Self

Result = TypeVar("Result")


class Deadline:
    """Runs from the beginning of the block, or from the last `restart`."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._restarted_at = 0.0
        self._expired = False
        self._waiting: asyncio.Task[object] | None = None

    def __enter__(self) -> Self:
        self.restart()
        self._timer = asyncio.get_running_loop().call_later(self._seconds, self._expire)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()

    def restart(self) -> None:
        """Give it all of its time again, unless it has come. Moves no timer: that would be one a token."""
        self._restarted_at = asyncio.get_running_loop().time()

    async def wait(self, work: Callable[[], Awaitable[Result]]) -> Result:
        """What `work` brings, which is not begun when it is too late.

        Raises:
            TimeoutError: the deadline has come.
        """
        if self._expired:
            raise TimeoutError
        task = self._waiting = asyncio.current_task()
        assert task is not None
        n_cancelled = task.cancelling()
        try:
            return await work()
        except asyncio.CancelledError:
            if self._expired and task.uncancel() <= n_cancelled:
                raise TimeoutError from None
            raise
        finally:
            self._waiting = None

    def _expire(self) -> None:
        loop = asyncio.get_running_loop()
        if loop.time() < self._restarted_at + self._seconds:
            self._timer = loop.call_at(self._restarted_at + self._seconds, self._expire)
            return
        self._expired = True
        if self._waiting is not None:
            self._waiting.cancel()
