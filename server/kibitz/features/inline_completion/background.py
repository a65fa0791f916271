"""Answers within a deadline, and finishes the work behind it for the next key: for completion menus.

At most one piece of work per document. A newer one cancels it; the same question again waits for it.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from kibitz.base.errors import KibitzError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from kibitz.features.inline_completion.request import InlineResult

logger = logging.getLogger(__name__)


class Background:
    """Work in progress, by document."""

    def __init__(self, on_late_fault: Callable[[KibitzError], None]) -> None:
        """`on_late_fault` hears of faults that came when nobody waited any more."""
        self._on_late_fault = on_late_fault
        self._work: dict[str, tuple[object, asyncio.Task[InlineResult]]] = {}

    async def within(
        self,
        uri: str,
        question: object,
        start: Callable[[], Coroutine[None, None, InlineResult]],
        deadline_ms: int,
    ) -> InlineResult | None:
        """The result of `start()`, or None at the deadline; the work then goes on.

        None too when a newer question has ended the work. Cancelling the caller cancels the work.
        """
        task = self._task(uri, question, start)
        try:
            await asyncio.wait({task}, timeout=deadline_ms / 1000)
        except asyncio.CancelledError:
            task.cancel()
            raise
        if task.done():
            return None if task.cancelled() else task.result()
        task.add_done_callback(self._report)
        return None

    async def aclose(self) -> None:
        """Cancel everything and wait until it has ended."""
        tasks = [task for _, task in self._work.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _task(
        self,
        uri: str,
        question: object,
        start: Callable[[], Coroutine[None, None, InlineResult]],
    ) -> asyncio.Task[InlineResult]:
        running = self._work.get(uri)
        if running is not None:
            if running[0] == question:
                return running[1]
            running[1].cancel()
        task = asyncio.create_task(start())
        self._work[uri] = question, task
        task.add_done_callback(lambda _: self._forget(uri, task))
        return task

    def _forget(self, uri: str, task: asyncio.Task[InlineResult]) -> None:
        if uri in self._work and self._work[uri][1] is task:
            del self._work[uri]

    def _report(self, task: asyncio.Task[InlineResult]) -> None:
        error = None if task.cancelled() else task.exception()
        if isinstance(error, KibitzError):
            self._on_late_fault(error)
        elif error is not None:
            logger.error("Completion in the background failed", exc_info=error)
