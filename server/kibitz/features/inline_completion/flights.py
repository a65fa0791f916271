"""Requests to the model that are under way: at most one a document, one ahead of the user, a few in all.

The work belongs to no caller. A key that agrees with what is being written joins it instead of asking anew;
work that nobody waits for any more goes on for as long as the user types what may be its answer, since the
next request of the editor is some milliseconds away. Everything else is cancelled at the model server.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kibitz.base.errors import KibitzError
from kibitz.features.inline_completion.candidate import Drop
from kibitz.features.inline_completion.reuse import typed_at

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

    from kibitz.features.inline_completion.candidate import Candidate

MOST_AT_ONCE = 4  # over all documents; a model on this machine works on one or two at a time
GRACE_S = (
    0.001  # the change and the request that belong to a cancelled one come in the same read, or the next
)
LINGER_S = 0.35  # Neovim waits 200 ms after a key before it asks again, VS Code 50 ms

OVERTAKEN = Drop(reason="overtaken")

logger = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True, eq=False)
class Flight:
    """One request to the model.

    Attributes:
        uri: of the document.
        text: of the document it is about.
        offset: of the cursor in it.
        explicit: the user asked for it.
        heard: what the model has written so far.
        typed: what whoever waits has typed since.
        n_waiting: how many wait for it.
        left: nobody joins it any more.
    """

    uri: str
    text: str
    offset: int
    explicit: bool = False
    heard: str = ""
    typed: str = ""
    n_waiting: int = 0
    left: bool = False
    work: asyncio.Task[Candidate | Drop] = field(init=False)

    def hear(self, heard: str) -> bool:
        """Take note of all that the model has written so far; False when nobody can want the rest."""
        self.heard = heard
        return self._agrees(self.typed)

    def agrees(self, text: str, offset: int | None) -> bool:
        """Whether its answer may be one for the cursor at `offset` of `text`; None when that is not known."""
        if self.work.done() or self.left:
            return False
        typed = typed_at(self.text, self.offset, text, offset)
        return typed is not None and self._agrees(typed)

    def _agrees(self, typed: str) -> bool:
        return self.heard.startswith(typed) or typed.startswith(self.heard)


class Flights:
    """Which requests are under way."""

    def __init__(self, current: Callable[[str], str | None]) -> None:
        """`current` tells the text of a document as it is now; None when it is not known."""
        self._current = current
        self._by_uri: dict[str, Flight] = {}
        self._ahead: Flight | None = None

    @property
    def idle(self) -> bool:
        """Whether nothing is under way."""
        return not any(True for _ in self._all())

    def joinable(self, uri: str, text: str, offset: int) -> Flight | None:
        """What is under way and may answer for the cursor at `offset` of `text`."""
        mine = (each for each in self._all() if each.uri == uri)
        return next((each for each in mine if each.agrees(text, offset)), None)

    def is_about(self, uri: str, text: str) -> bool:
        """Whether something is under way for this very text."""
        return any(each.uri == uri and each.text == text for each in self._all())

    def leave(self) -> None:
        """From now on nothing that is under way answers for anybody but those who wait for it already."""
        for flight in self._all():
            flight.left = True

    def start(
        self, flight: Flight, work: Callable[[Flight], Coroutine[None, None, Candidate | Drop]]
    ) -> Flight:
        """Begin `flight`. Ends what is under way for its document, and what was asked ahead of the user."""
        for older in (self._by_uri.pop(flight.uri, None), self._ahead):
            if older is not None:
                older.work.cancel()
        if len(self._by_uri) >= MOST_AT_ONCE:
            least = min(self._by_uri.values(), key=lambda each: (each.explicit, each.n_waiting > 0))
            self._by_uri.pop(least.uri).work.cancel()
        self._by_uri[flight.uri] = flight
        flight.work = asyncio.create_task(work(flight))
        flight.work.add_done_callback(lambda _: self._ended(flight))
        return flight

    def start_ahead(
        self, flight: Flight, work: Callable[[Flight], Coroutine[None, None, Candidate | Drop]]
    ) -> None:
        """Begin a request for what the user has not typed yet: any other one ends it."""
        if self._ahead is not None:
            self._ahead.work.cancel()
        self._ahead = flight
        flight.work = asyncio.create_task(work(flight))
        flight.work.add_done_callback(lambda _: self._ended(flight))

    async def wait(self, flight: Flight, text: str, offset: int) -> Candidate | Drop:
        """The answer to `flight`, for a cursor that agrees with it: the caller finds its own place in that.

        Raises:
            UserActionNeeded, BackendFailure: as the work does.
        """
        flight.typed = typed_at(flight.text, flight.offset, text, offset) or ""
        flight.n_waiting += 1
        try:
            await asyncio.wait({flight.work})
        except asyncio.CancelledError:
            flight.n_waiting -= 1
            await self._left(flight)
            raise
        flight.n_waiting -= 1
        return OVERTAKEN if flight.work.cancelled() else flight.work.result()

    async def aclose(self) -> None:
        """Cancel everything and wait until it has ended."""
        works = [flight.work for flight in self._all()]
        for work in works:
            work.cancel()
        await asyncio.gather(*works, return_exceptions=True)

    async def _left(self, flight: Flight) -> None:
        """Nobody waits for it now: does the user still type what may be its answer?"""
        if flight.n_waiting or flight.work.done():
            return
        if self._current(flight.uri) is None:
            flight.work.cancel()
            await asyncio.wait({flight.work})
            return
        asyncio.get_running_loop().call_later(GRACE_S, self._judge, flight)

    def _judge(self, flight: Flight) -> None:
        current = self._current(flight.uri)
        if flight.n_waiting or flight.work.done():
            return
        if current is None or current == flight.text or not flight.agrees(current, None):
            flight.work.cancel()
            return
        asyncio.get_running_loop().call_later(LINGER_S, self._end, flight)

    def _end(self, flight: Flight) -> None:
        if not flight.n_waiting:
            flight.work.cancel()

    def _ended(self, flight: Flight) -> None:
        if self._by_uri.get(flight.uri) is flight:
            del self._by_uri[flight.uri]
        if self._ahead is flight:
            self._ahead = None
        error = None if flight.work.cancelled() else flight.work.exception()
        if error is not None and not flight.n_waiting:
            level = logging.DEBUG if isinstance(error, KibitzError) else logging.ERROR
            logger.log(level, "A request that nobody waited for failed: %s", type(error).__name__)

    def _all(self) -> Iterator[Flight]:
        yield from self._by_uri.values()
        if self._ahead is not None:
            yield self._ahead
