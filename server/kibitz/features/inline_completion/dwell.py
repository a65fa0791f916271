"""Waits until a suggestion has been looked at; only then what comes after it is worth a request."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from kibitz.features.inline_completion.flights import Flight

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from kibitz.features.inline_completion.candidate import Candidate, Drop
    from kibitz.features.inline_completion.flights import Flights
    from kibitz.features.inline_completion.view import View

DWELL_S = 0.2  # a suggestion is looked at for as long before it is taken, or thrown away by the next key


class Dwelling:
    """The one suggestion that is being looked at."""

    def __init__(self, flights: Flights, sleep: Callable[[float], Awaitable[None]]) -> None:
        """What is asked goes into `flights`, as long as nothing else is under way there."""
        self._flights = flights
        self._sleep = sleep
        self._place: tuple[str, str, int] | None = None
        self._waiting: asyncio.Task[None] | None = None

    def begin(
        self, uri: str, ahead: View, ask: Callable[[Flight], Coroutine[None, None, Candidate | Drop]]
    ) -> None:
        """After a while, `ask` about the document as it may be soon; not twice about the same."""
        place = (uri, ahead.text, ahead.offset)
        if place == self._place:
            return
        self.end()
        self._place = place

        async def dwell() -> None:
            await self._sleep(DWELL_S)
            if self._flights.idle:
                self._flights.start_ahead(Flight(uri=uri, text=ahead.text, offset=ahead.offset), ask)

        self._waiting = asyncio.create_task(dwell())

    def end(self) -> None:
        """The suggestion is gone: what was to come after it will not come."""
        self._place = None
        if self._waiting is not None:
            self._waiting.cancel()
