"""From a cursor to ghost text: the pipeline, one file a stage.

gate -> reuse -> mode -> window -> cache -> debounce -> privacy -> prompt -> stream, stop -> filters -> cache

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
from typing import TYPE_CHECKING

from kibitz.context.window import cut
from kibitz.features.inline_completion.ask import ask
from kibitz.features.inline_completion.background import Background
from kibitz.features.inline_completion.cache import AnswerCache, Question
from kibitz.features.inline_completion.candidate import Candidate, Drop
from kibitz.features.inline_completion.filters.pipeline import FILTERS, run
from kibitz.features.inline_completion.gate import gate_document, gate_kind, gate_place
from kibitz.features.inline_completion.mode import choose_mode, looks_like_block_start
from kibitz.features.inline_completion.pace import Pace
from kibitz.features.inline_completion.place import Situation, look_around
from kibitz.features.inline_completion.request import InlineRequest, InlineResult, Suggestion
from kibitz.features.inline_completion.reuse import Shown, rest_of
from kibitz.features.inline_completion.view import view_of
from kibitz.observability.trace import Trace
from kibitz.prompts.fim import control_tokens
from kibitz.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from kibitz.backends.model import ModelSource
    from kibitz.base.errors import KibitzError
    from kibitz.features.inline_completion.view import View
    from kibitz.settings.model import InlineCompletion as InlineSettings
    from kibitz.settings.model import Settings
    from kibitz.syntax.parser import Parser

__all__ = ["InlineCompletion", "InlineRequest", "InlineResult", "Suggestion"]

MOST_DOCUMENTS = 8  # with a suggestion that may be typed on; each keeps the text it was made for

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
    ) -> None:
        """Build once.

        Args:
            models: says which model completes.
            parser: keeps the trees of documents.
            clock: seconds that never go back.
            sleep: waits for some seconds.
            on_late_fault: hears of faults behind the deadline of `complete_within`.
        """
        self._models = models
        self._parser = parser
        self._clock = clock
        self._sleep = sleep
        self._cache = AnswerCache()
        self._shown: OrderedDict[str, Shown] = OrderedDict()
        self._paces: dict[str, Pace] = {}
        self._background = Background(on_late_fault)
        self._ids = itertools.count(1)

    async def complete(self, request: InlineRequest, settings: Settings) -> InlineResult:
        """Suggestions for the cursor of `request`.

        Raises:
            UserActionNeeded, BackendFailure: there is no model, or it did not do its part.
        """
        trace = Trace(self._clock)
        view = view_of(request)
        inline = settings.inline_completion
        outcome = self._at_once(request, view, inline, trace)
        if isinstance(outcome, Situation):
            outcome = await self._from_model(request, outcome, inline, trace)
            if isinstance(outcome, Candidate):
                outcome = replace(outcome, text=outcome.text.replace("\n", _line_ending(view.text)))
                self._remember(request, view, outcome)
        if isinstance(outcome, Drop):
            trace.note("reason", outcome.reason)
            return InlineResult(suggestions=(), reason=outcome.reason, trace=trace)
        suggestion = Suggestion(
            id=str(next(self._ids)),
            span=Span(view.span.start, view.span.end + outcome.replaces),
            text=view.menu_text + outcome.text,
        )
        return InlineResult(suggestions=(suggestion,), reason=None, trace=trace)

    async def complete_within(
        self, request: InlineRequest, settings: Settings, deadline_ms: int
    ) -> InlineResult:
        """As `complete`, or the reason `deadline` when that comes first; the work goes on for the next key.

        Cancelling the caller, or a newer request for the document, ends that work.
        """
        question = (request.snapshot.text, request.offset, request.trigger, settings)
        result = await self._background.within(
            request.snapshot.uri, question, lambda: self.complete(request, settings), deadline_ms
        )
        if result is not None:
            return result
        return InlineResult(suggestions=(), reason="deadline", trace=Trace(self._clock))

    def accepted(self, suggestion_id: str) -> None:
        """The user took a suggestion."""
        logger.info("Suggestion %s accepted", suggestion_id)

    async def aclose(self) -> None:
        """End the work that goes on behind deadlines."""
        await self._background.aclose()

    def _at_once(
        self, request: InlineRequest, view: View, settings: InlineSettings, trace: Trace
    ) -> Candidate | Drop | Situation:
        """What can be said without a model; else what to ask one."""
        uri, language_id = request.snapshot.uri, request.snapshot.language_id
        with trace.stage("gate"):
            reason = gate_document(uri, language_id, settings)
            if reason is not None:
                return Drop(reason=reason)
            place = look_around(view.text, view.offset, language_id)
            reason = gate_place(place, request.trigger)
            if reason is not None:
                return Drop(reason=reason)
        with trace.stage("reuse"):
            shown = None if view.menu_text else self._shown.get(uri)
            rest = rest_of(shown, view.text, view.offset) if shown else None
        if rest is not None:
            trace.note("answered_by", "reuse")
            return Candidate(text=rest.suggested, replaces=rest.replaces)
        with trace.stage("syntax"):
            tree = self._parser.tree(uri, view.text, language_id, near=view.offset)
            kind = tree.kind_at(view.offset) if tree else "code"
            opens_block = (
                tree.opens_block_at(view.offset) if tree else looks_like_block_start(place.line_before)
            )
        reason = gate_kind(kind, settings)
        if reason is not None:
            return Drop(reason=reason)
        mode = choose_mode(place, kind=kind, opens_block=opens_block, multi_line=settings.multi_line)
        trace.note("mode", mode)
        return Situation(
            document=view.text,
            offset=view.offset,
            place=place,
            mode=mode,
            kind=kind,
            opens_block=opens_block,
            control_tokens=(),
            parser=self._parser,
        )

    async def _from_model(
        self, request: InlineRequest, situation: Situation, settings: InlineSettings, trace: Trace
    ) -> Candidate | Drop:
        with trace.stage("model"):
            model = await self._models.model_for("completion")
        trace.note("model", model.label)
        situation = replace(situation, control_tokens=control_tokens(model.family))
        pace = self._paces.setdefault(model.label, Pace(local=model.local))
        with trace.stage("cache"):
            budget = pace.budget(model.context_tokens, settings.max_tokens)
            window = cut(situation.document, situation.offset, budget)
            language_id = situation.place.language_id
            question = Question(model.label, language_id, situation.mode, window.suffix, window.prefix)
            known = self._cache.get(question)
        if known is not None:
            trace.note("answered_by", "cache")
            return known
        if settings.debounce_ms and request.trigger == "automatic":
            with trace.stage("debounce"):
                await self._sleep(settings.debounce_ms / 1000)
        answer = await ask(model, window, situation, settings, pace=pace, trace=trace)
        with trace.stage("filters"):
            judged = answer if isinstance(answer, Drop) else run(FILTERS, answer, situation)
        trace.note("answered_by", "model")
        self._cache.put(question, judged)
        return judged

    def _remember(self, request: InlineRequest, view: View, shown: Candidate) -> None:
        if view.menu_text:
            return
        uri, offset = request.snapshot.uri, view.offset
        span = Span(offset, offset + shown.replaces)
        self._shown[uri] = Shown(text=view.text, offset=offset, span=span, suggested=shown.text)
        self._shown.move_to_end(uri)
        if len(self._shown) > MOST_DOCUMENTS:
            self._shown.popitem(last=False)


def _line_ending(text: str) -> str:
    first = text.find("\n")
    return "\r\n" if first > 0 and text[first - 1] == "\r" else "\n"
