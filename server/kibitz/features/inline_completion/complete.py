"""From a cursor to ghost text: the pipeline, one file a stage.

gate -> reuse -> mode -> window -> cache -> flights -> debounce -> context -> privacy -> prompt
-> stream, stop -> filters -> cache. What is shown starts a request for what comes after it (`ahead.py`).

Knows no editor. Faults of the model server come out as `KibitzError`; that a request is out of date is the
caller's to notice: it cancels the task.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import time
from collections import OrderedDict
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from kibitz.features.inline_completion.ahead import after_accepting, after_line_break
from kibitz.features.inline_completion.alternatives import ranked
from kibitz.features.inline_completion.answers import Answers
from kibitz.features.inline_completion.asked import rest_for
from kibitz.features.inline_completion.background import Background
from kibitz.features.inline_completion.candidate import Candidate, Drop
from kibitz.features.inline_completion.debounce import Rhythm
from kibitz.features.inline_completion.dwell import Dwelling
from kibitz.features.inline_completion.explanation import explanation
from kibitz.features.inline_completion.flights import OVERTAKEN, Flight, Flights
from kibitz.features.inline_completion.ignored import nothing_ignored
from kibitz.features.inline_completion.on_screen import OnScreen
from kibitz.features.inline_completion.outcomes import Outcomes, Record
from kibitz.features.inline_completion.place import Situation
from kibitz.features.inline_completion.request import InlineRequest, InlineResult, Suggestion
from kibitz.features.inline_completion.reuse import is_taken, rest_of
from kibitz.features.inline_completion.situate import gated_place, situate
from kibitz.features.inline_completion.surroundings import NO_CONTEXT, Around
from kibitz.features.inline_completion.view import line_ending, view_of
from kibitz.observability.trace import Trace
from kibitz.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from kibitz.backends.model import ModelSource
    from kibitz.base.errors import KibitzError
    from kibitz.features.inline_completion.pace import Pace
    from kibitz.features.inline_completion.view import View
    from kibitz.settings.model import InlineCompletion as InlineSettings
    from kibitz.settings.model import Settings
    from kibitz.syntax.parser import Parser

__all__ = ["InlineCompletion", "InlineRequest", "InlineResult", "Suggestion"]

MOST_DOCUMENTS = 8  # whose last suggestion is explained

logger = logging.getLogger(__name__)


def _log_late_fault(error: KibitzError) -> None:
    logger.warning("A suggestion for the next key failed: %s", error)


class InlineCompletion:
    """Ghost text for all documents of a session."""

    def __init__(
        self,
        *,
        models: ModelSource,
        parser: Parser,
        clock: Callable[[], float] = time.perf_counter,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        on_late_fault: Callable[[KibitzError], None] = _log_late_fault,
        current: Callable[[str], str | None] = lambda _: None,
        keep: Callable[[Record], None] = lambda _: None,
        context: Around = NO_CONTEXT,
        ignored: Callable[[str], Awaitable[bool]] = nothing_ignored,
    ) -> None:
        """Build once.

        Args:
            models: says which model completes.
            parser: keeps the trees of documents.
            clock: seconds that never go back.
            sleep: waits for some seconds.
            on_late_fault: hears of faults behind the deadline of `complete_within`.
            current: the text of a document as it is now, with its neighbours; None when it is not open, or
                not known.
            keep: hears what became of every suggestion.
            context: finds what of other files helps.
            ignored: whether nothing is wanted in a document unless somebody asks.
        """
        self._models = models
        self._parser = parser
        self._clock = clock
        self._sleep = sleep
        self._answers = Answers(context)
        self._ignored = ignored
        self._on_screen = OnScreen()
        self._background = Background(on_late_fault)
        self._current = current
        self._flights = Flights(current)
        self._outcomes = Outcomes(current=current, keep=keep)
        self._last: OrderedDict[str, InlineResult] = OrderedDict()
        self._rhythm = Rhythm()
        self._dwelling = Dwelling(self._flights, sleep)
        self._ids = itertools.count(1)
        self._settings: Settings | None = None

    async def complete(self, request: InlineRequest, settings: Settings) -> InlineResult:
        """Suggestions for the cursor of `request`.

        Raises:
            UserActionNeeded, BackendFailure: there is no model, or it did not do its part.
        """
        trace = Trace(self._clock)
        view = view_of(request)
        inline = settings.inline_completion
        self._follow(settings)
        self._rhythm.key(self._clock() * 1000)
        self._outcomes.look(request.snapshot.uri, request.whole_text)
        if request.trigger == "automatic" and await self._ignored(request.snapshot.uri):
            outcome = Drop(reason="ignored file")
        else:
            outcome = self._at_once(request, view, inline, trace)
        others: asyncio.Task[list[Candidate]] | None = None
        try:
            if isinstance(outcome, Situation):
                situation = outcome
                if request.trigger == "automatic" and situation.document is view.text:
                    others = self._sampling(
                        request.snapshot.uri, situation, inline, inline.automatic_alternatives
                    )
                outcome = await self._answer(request, view, situation, settings, trace)
            if isinstance(outcome, Drop):
                trace.note("reason", outcome.reason)
                result = InlineResult(suggestions=(), reason=outcome.reason, trace=trace)
                return self._explained(request, result)
            if inline.speculate != "off" and view.is_as_typed:
                ahead = after_accepting(view, outcome)
                self._dwelling.begin(
                    request.snapshot.uri, ahead, partial(self._ask_ahead, ahead, request, inline)
                )
            if request.trigger == "invoked" and trace.fact("answered_by") != "model":
                here = self._elsewhere(view, request, inline)
                if isinstance(here, Situation):
                    others = self._sampling(request.snapshot.uri, here, inline, inline.alternatives)
            found = (outcome,)
            if others is not None:
                with trace.stage("alternatives"):
                    found = ranked(outcome, await others)
                self._on_screen.put_others(request.snapshot.uri, view, found[1:])
            suggestions = tuple(self._suggestion(view, each) for each in found)
            return self._explained(request, InlineResult(suggestions=suggestions, reason=None, trace=trace))
        finally:
            if others is not None:
                others.cancel()

    async def complete_within(
        self, request: InlineRequest, settings: Settings, deadline_ms: int
    ) -> InlineResult:
        """As `complete`, or the reason `deadline` when that comes first; the work goes on for the next key.

        Cancelling the caller, or a newer request for the document, ends that work.
        """
        question = (request.whole_text, request.offset, request.trigger, settings)
        result = await self._background.within(
            request.snapshot.uri, question, lambda: self.complete(request, settings), deadline_ms
        )
        if result is not None:
            return result
        return InlineResult(suggestions=(), reason="deadline", trace=Trace(self._clock))

    def is_asking(self, uri: str, text: str) -> bool:
        """Whether the model works on this very text: then nothing need be made ready for it."""
        return self._flights.is_about(uri, text)

    def accepted(self, suggestion_id: str) -> None:
        """The user took a suggestion."""
        logger.info("Suggestion %s accepted", suggestion_id)
        for uri, last in self._last.items():
            if any(each.id == suggestion_id for each in last.suggestions):
                self._outcomes.accepted(uri)

    def rejected(self, suggestion_id: str) -> None:
        """The user let a suggestion go; what was put in before that still counts."""
        for uri, last in self._last.items():
            if any(each.id == suggestion_id for each in last.suggestions):
                self._outcomes.end(uri)

    def explain(self, uri: str | None) -> str:
        """Why the last suggestion was what it was, or why there was none: Markdown, no code.

        Without `uri`, of the document that was asked for last.
        """
        return explanation(self._last.get(uri or next(reversed(self._last), "")))

    def learn(self, shares: Mapping[str, tuple[int, float]], *, blocks: bool = False) -> None:
        """Take over what earlier sessions counted: by language, how many shown, which share followed."""
        for language_id, (n_shown, share) in shares.items():
            self._outcomes.remember(language_id, n_shown, share, blocks=blocks)

    async def aclose(self) -> None:
        """End the work that nobody waits for."""
        self._dwelling.end()
        self._outcomes.close()
        await self._background.aclose()
        await self._flights.aclose()

    def _follow(self, settings: Settings) -> None:
        """Under new settings, another model among them, nothing is said again that was said before."""
        if settings == self._settings:
            return
        self._settings = settings
        self._on_screen.clear()
        self._answers.forget()
        self._flights.leave()
        self._dwelling.end()

    def _at_once(
        self, request: InlineRequest, view: View, settings: InlineSettings, trace: Trace
    ) -> Candidate | Drop | Situation:
        """What can be said without a model; else what to ask one."""
        uri, language_id = request.snapshot.uri, request.snapshot.language_id
        with trace.stage("gate"):
            place = gated_place(request, view, settings)
            if isinstance(place, Drop):
                return place
        with trace.stage("reuse"):
            shown = self._on_screen.at(uri, view)
            rest = rest_of(shown, view.text, view.offset) if shown else None
        if rest is not None:
            self._rhythm.followed()
            trace.note("answered_by", "reuse")
            return Candidate(text=rest.suggested, replaces=rest.replaces)
        taken = shown is not None and is_taken(shown, view.text, view.offset)
        if shown is not None and self._on_screen.is_news(shown):
            if taken:
                self._rhythm.followed()
            else:
                self._rhythm.disagreed()
                self._dwelling.end()  # what was to come after that suggestion will not come
        with trace.stage("syntax"):
            below = after_line_break(view) if taken and settings.multi_line else None
            if below is not None:
                return self._elsewhere(below, request, settings)
            tree = self._parser.chunk(view.text, language_id, uri, near=view.offset)
            situation = situate(
                place, view, tree, self._parser, settings, invoked=request.trigger == "invoked"
            )
        if isinstance(situation, Situation):
            trace.note("mode", situation.mode)
            unasked_block = situation.mode == "block" and request.trigger == "automatic"
            if unasked_block and self._outcomes.withholds_block(language_id):
                return Drop(reason="blocks are not taken here")
        return situation

    def _elsewhere(self, view: View, request: InlineRequest, settings: InlineSettings) -> Situation | Drop:
        """The situation in the document of `request` as it may be soon."""
        place = gated_place(request, view, settings)
        if isinstance(place, Drop):
            return place
        uri, language_id = request.snapshot.uri, request.snapshot.language_id
        tree = self._parser.chunk(view.text, language_id, uri, near=view.offset)
        return situate(place, view, tree, self._parser, settings)

    async def _from_model(
        self, request: InlineRequest, situation: Situation, settings: InlineSettings, trace: Trace
    ) -> Candidate | Drop:
        with trace.stage("model"):
            model = await self._models.model_for("completion")
        trace.note("model", model.label)
        uri, text, offset = request.snapshot.uri, situation.document, situation.offset
        pace = self._answers.pace(model)
        with trace.stage("cache"):
            asked = self._answers.asked(model, situation, settings)
            answer = self._answers.known(asked)
        if answer is not None:
            trace.note("answered_by", "cache")
            return answer
        if request.trigger == "automatic" and request.snapshot.shortened:
            return Drop(reason="after a deletion")
        trace.note("answered_by", "model")
        flight = self._flights.joinable(uri, text, offset)
        if flight is not None:
            with trace.stage("join"):
                joined = await self._flights.wait(flight, text, offset)
                answer = rest_for(flight, joined, text, offset) or self._answers.known(asked)
            if answer is not None:
                return answer
            self._rhythm.disagreed()
        if request.trigger == "automatic":
            with trace.stage("debounce"):
                await self._pause(settings, pace, situation.place.language_id, trace.elapsed_ms)
            if self._moved_on(request):
                return OVERTAKEN
        flight = Flight(uri=uri, text=text, offset=offset, explicit=request.trigger == "invoked")
        self._flights.start(
            flight, lambda flight: self._answers.from_model(model, asked, settings, trace, flight)
        )
        answer = await self._flights.wait(flight, text, offset)
        if isinstance(answer, Drop) and answer is not OVERTAKEN:
            self._rhythm.disagreed()
        return answer

    async def _pause(self, settings: InlineSettings, pace: Pace, language_id: str, waited_ms: float) -> None:
        if settings.debounce == "fixed":
            wait_ms = float(settings.debounce_ms)
        else:
            reluctant = self._outcomes.reluctant(language_id)
            wait_ms = self._rhythm.wait_ms(pace.first_text_ms, reluctant=reluctant)
        if wait_ms:
            await self._sleep(max(wait_ms - waited_ms, 0) / 1000)
            await asyncio.sleep(0)  # a key that came meanwhile goes first, also on a busy machine

    def _moved_on(self, request: InlineRequest) -> bool:
        """Whether the document has changed already: the request for that is about to come."""
        current = self._current(request.snapshot.uri)
        return current is not None and current != request.whole_text

    async def _ask_ahead(
        self, ahead: View, request: InlineRequest, settings: InlineSettings, flight: Flight
    ) -> Candidate | Drop:
        model = await self._models.model_for("completion")
        if settings.speculate == "auto" and not model.local:
            return Drop(reason="not asked ahead")
        situation = self._elsewhere(ahead, request, settings)
        if isinstance(situation, Drop):
            return situation
        asked = self._answers.asked(model, situation, settings)
        known = self._answers.known(asked)
        return known or await self._answers.from_model(
            model, asked, settings, Trace(self._clock), flight, again=False
        )

    def _watch(self, request: InlineRequest, view: View, shown: Candidate, trace: Trace) -> None:
        """What becomes of it goes into the statistics."""
        if not view.is_as_typed:
            return
        record = Record(
            language_id=request.snapshot.language_id,
            model=trace.fact("model") or "",
            trigger=request.trigger,
            mode=trace.fact("mode") or "",
            answered_by=trace.fact("answered_by") or "",
            latency_ms=trace.elapsed_ms,
            n_chars=len(shown.text),
        )
        self._outcomes.shown(request.snapshot.uri, record, view.text, view.offset, shown.text)

    def _explained(self, request: InlineRequest, result: InlineResult) -> InlineResult:
        uri = request.snapshot.uri
        self._last[uri] = result
        self._last.move_to_end(uri)
        if len(self._last) > MOST_DOCUMENTS:
            self._last.popitem(last=False)
        return result

    async def _answer(
        self,
        request: InlineRequest,
        view: View,
        situation: Situation,
        settings: Settings,
        trace: Trace,
    ) -> Candidate | Drop:
        outcome = await self._from_model(request, situation, settings.inline_completion, trace)
        if isinstance(outcome, Candidate):
            if situation.document is not view.text:  # it is about the line below
                outcome = replace(outcome, text="\n" + outcome.text)
            outcome = replace(outcome, text=outcome.text.replace("\n", line_ending(view.text)))
            if settings == self._settings:
                self._on_screen.put(request.snapshot.uri, view, outcome)
            self._watch(request, view, outcome, trace)
        return outcome

    def _sampling(
        self, uri: str, situation: Situation, settings: InlineSettings, n_wanted: int
    ) -> asyncio.Task[list[Candidate]] | None:
        """Other suggestions, asked for from now on; None when one is enough."""
        if n_wanted < 2:
            return None

        async def sampled() -> list[Candidate]:
            model = await self._models.model_for("completion")
            asked = self._answers.asked(model, situation, settings)
            found = await self._answers.sampled(model, uri, asked, settings, n_wanted - 1, Trace(self._clock))
            ending = line_ending(situation.document)
            return [replace(each, text=each.text.replace("\n", ending)) for each in found]

        return asyncio.create_task(sampled())

    def _suggestion(self, view: View, candidate: Candidate) -> Suggestion:
        return Suggestion(
            id=str(next(self._ids)),
            span=Span(view.span.start, view.span.end + candidate.replaces),
            text=view.menu_text + candidate.text + view.tail.replace("\n", line_ending(view.text)),
        )
