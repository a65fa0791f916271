"""What a model is asked about a place, and what its answer says to whoever has typed on. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kibitz.features.inline_completion.candidate import Candidate, Drop
from kibitz.features.inline_completion.reuse import Shown, rest_of
from kibitz.text.span import Span

if TYPE_CHECKING:
    from kibitz.context.window import Window
    from kibitz.features.inline_completion.cache import Question
    from kibitz.features.inline_completion.flights import Flight
    from kibitz.features.inline_completion.place import Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a model is asked about a place.

    Attributes:
        context_tokens: what parts of other files may cost.
    """

    situation: Situation
    window: Window
    context_tokens: int
    question: Question

    @property
    def next_line(self) -> Question | None:
        """The same for the line below a cursor at the end of its line; None elsewhere."""
        place = self.situation.place
        at_end = place.line_before.strip() and not place.line_after.strip()
        return self.question.behind("\n") if at_end and self.situation.kind == "code" else None


def rest_for(flight: Flight, answer: Candidate | Drop, text: str, offset: int) -> Candidate | None:
    """What an answer says to whoever has typed on since it was asked for."""
    if isinstance(answer, Drop):
        return None
    span = Span(flight.offset, flight.offset + answer.replaces)
    shown = Shown(text=flight.text, offset=flight.offset, span=span, suggested=answer.text)
    rest = rest_of(shown, text, offset)
    return Candidate(text=rest.suggested, replaces=rest.replaces) if rest else None
