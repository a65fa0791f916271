"""Answers to places: what earlier ones tell, else what the model says, judged and remembered.

Knows nothing of documents that change and of who waits: that is for `flights.py` and `complete.py`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kibitz.context.window import cut
from kibitz.features.inline_completion.alternatives import sample
from kibitz.features.inline_completion.ask import DIVERGED, ask
from kibitz.features.inline_completion.asked import Asked
from kibitz.features.inline_completion.cache import AnswerCache, Question
from kibitz.features.inline_completion.candidate import Candidate, Drop
from kibitz.features.inline_completion.filters.pipeline import FILTERS, run
from kibitz.features.inline_completion.pace import CHARS_PER_TOKEN, Pace
from kibitz.features.inline_completion.second_try import indented
from kibitz.features.inline_completion.stop import stopped
from kibitz.prompts.fim import control_tokens

if TYPE_CHECKING:
    from kibitz.backends.model import Model
    from kibitz.features.inline_completion.flights import Flight
    from kibitz.features.inline_completion.place import Situation
    from kibitz.features.inline_completion.surroundings import Around
    from kibitz.observability.trace import Trace
    from kibitz.prompts.files import Surroundings
    from kibitz.settings.model import InlineCompletion as InlineSettings


class Answers:
    """Of all models and documents of a session."""

    def __init__(self, context: Around) -> None:
        """`context` finds what of other files helps."""
        self._context = context
        self._cache = AnswerCache()
        self._paces: dict[str, Pace] = {}

    def pace(self, model: Model) -> Pace:
        """How fast the model is."""
        return self._paces.setdefault(model.label, Pace(local=model.local))

    def forget(self) -> None:
        """Start anew: what is still being asked is not remembered either."""
        self._cache = AnswerCache()

    def asked(self, model: Model, situation: Situation, settings: InlineSettings) -> Asked:
        """What to ask the model about a place."""
        pace = self.pace(model)
        tokens = control_tokens(model.family)
        situation = replace(situation, control_tokens=tokens, model_ends=pace.ends_itself)
        budget = pace.budget(model.context_tokens, settings.max_tokens)
        window = cut(situation.document, situation.offset, budget)
        language_id, indent = situation.place.language_id, situation.place.indent
        shaped_by = (settings.multi_line, settings.max_tokens, self._context.edition, indent)
        question = Question(model.label, language_id, shaped_by, window.suffix, window.prefix)
        return Asked(
            situation=situation, window=window, context_tokens=budget.context_tokens, question=question
        )

    def known(self, asked: Asked) -> Candidate | Drop | None:
        """The answer, as far as earlier ones tell; at the end of a line also from the next line."""
        answer = self._cache.get(asked.question)
        if isinstance(answer, Candidate):
            return answer
        below = asked.next_line
        found = self._cache.get(below) if below else None
        if isinstance(found, Candidate):
            return replace(found, text="\n" + found.text)
        unread = "" if answer else self._cache.unread(asked.question)
        if unread:
            answer = stopped(unread, asked.situation, finished=False, cut_off=True)
            answer = run(FILTERS, answer, asked.situation) if isinstance(answer, Candidate) else answer
            if answer is not None:
                self._cache.put(asked.question, answer)
        return answer

    async def from_model(
        self,
        model: Model,
        asked: Asked,
        settings: InlineSettings,
        trace: Trace,
        flight: Flight,
        *,
        again: bool = True,
    ) -> Candidate | Drop:
        """The model's answer, judged; `flight` hears it come. Asked `again` where that is worth it.

        Raises:
            UserActionNeeded, BackendFailure: as the backend says.
        """
        situation, pace, cache = asked.situation, self.pace(model), self._cache
        trace.note("prefix_tokens", len(asked.window.prefix) // CHARS_PER_TOKEN)
        trace.note("suffix_tokens", len(asked.window.suffix) // CHARS_PER_TOKEN)
        trace.note("target_ms", settings.target_ms)
        around = await self._context.around(flight.uri, asked, trace)
        answer = await ask(
            model, asked.window, situation, settings, pace=pace, trace=trace, hear=flight.hear, around=around
        )
        if answer.cut is DIVERGED:
            return DIVERGED
        for name, value in pace.facts().items():
            trace.note(name, value)
        trace.note(
            "budget", pace.budget(model.context_tokens, settings.max_tokens).in_tokens(CHARS_PER_TOKEN)
        )
        with trace.stage("filters"):
            fired: list[str] = []
            judged = answer.cut
            if isinstance(judged, Candidate):
                judged = run(FILTERS, judged, situation, fired=fired.append)
            trace.note("filters", ", ".join(fired) or "none did anything")
        if isinstance(judged, Drop) and again:
            judged = await self._ask_again(model, situation, judged, settings, trace, around)
        cache.put(asked.question, judged)
        if isinstance(judged, Candidate):
            begun, line_break, unread = answer.received.partition(judged.text + "\n")
            if line_break and not begun:
                cache.put_unread(asked.question.behind(judged.text + "\n"), unread)
        return judged

    async def sampled(
        self,
        model: Model,
        uri: str,
        asked: Asked,
        settings: InlineSettings,
        n_wanted: int,
        trace: Trace,
    ) -> list[Candidate]:
        """Other answers to the same; none where the model fails."""
        pace = Pace(local=model.local)  # they slow each other down
        around = await self._context.around(uri, asked, trace)

        async def ask_one(warm: Model) -> Candidate | Drop:
            return await _aside(warm, asked, settings, pace=pace, trace=trace, around=around)

        return await sample(model, n_wanted, ask_one)

    async def _ask_again(
        self,
        model: Model,
        situation: Situation,
        dropped: Drop,
        settings: InlineSettings,
        trace: Trace,
        around: Surroundings,
    ) -> Candidate | Drop:
        """The answer to a second question where that is worth it, else `dropped`."""
        second = indented(situation, dropped)
        if second is None:
            return dropped
        lead, there = second
        trace.note("second_try", dropped.reason)
        judged = await _aside(
            model,
            self.asked(model, there, settings),
            settings,
            pace=self.pace(model),
            trace=trace,
            around=around,
        )
        return replace(judged, text=lead + judged.text) if isinstance(judged, Candidate) else dropped


async def _aside(
    model: Model,
    asked: Asked,
    settings: InlineSettings,
    *,
    pace: Pace,
    trace: Trace,
    around: Surroundings,
) -> Candidate | Drop:
    """The model's answer, judged, that nobody follows while it comes."""
    answer = await ask(
        model,
        asked.window,
        asked.situation,
        settings,
        pace=pace,
        trace=trace,
        hear=lambda _: True,
        around=around,
    )
    judged = answer.cut
    return judged if isinstance(judged, Drop) else run(FILTERS, judged, asked.situation)
