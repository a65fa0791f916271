"""Has ready what a request will need at the place where something was just typed.

Looking into other files takes 4 to 30 ms, parsing one. That begins when the text changes and the event loop
has nothing else to do, so it is done when a suggestion is asked for there, or overlaps the pause before that.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from kibitz.features.inline_completion.request import InlineRequest

logger = logging.getLogger(__name__)

SETTLE_S = 0.004  # what comes with a key press, a request above all, goes first


class Expected:
    """The places that are likely to be asked about, one after the other. Lives on the event loop."""

    def __init__(self, look: Callable[[InlineRequest], Awaitable[None]]) -> None:
        """`look` gets ready what a request needs."""
        self._look = look
        self._newest: InlineRequest | None = None
        self._work: asyncio.Task[None] | None = None

    def expect(self, request: InlineRequest) -> None:
        """Something was typed at the cursor of `request`."""
        self._newest = request
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._keep_up())

    async def aclose(self) -> None:
        """End the work."""
        if self._work is not None:
            self._work.cancel()
            await asyncio.gather(self._work, return_exceptions=True)

    async def _keep_up(self) -> None:
        while self._newest is not None:
            await asyncio.sleep(SETTLE_S)
            request, self._newest = self._newest, None
            try:
                await self._look(request)
            except Exception as error:  # noqa: BLE001  the request itself will tell
                logger.warning("Nothing was made ready for a request: %s", type(error).__name__)
