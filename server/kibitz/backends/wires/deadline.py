"""One deadline for the many waits of a stream: `asyncio.timeout_at` around each cost 20 µs a token.

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
    """Runs from the beginning of the block."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._expired = False
        self._waiting: asyncio.Task[object] | None = None

    def __enter__(self) -> Self:
        self._timer = asyncio.get_running_loop().call_later(self._seconds, self._expire)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()

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
        self._expired = True
        if self._waiting is not None:
            self._waiting.cancel()
