"""Where an answer that is still coming is complete: small models do not stop by themselves. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.features.inline_completion.candidate import Candidate, Drop
from kibitz.features.inline_completion.filters.pipeline import ENDING, TIDYING, run
from kibitz.features.inline_completion.filters.restated_context import remove_restated_context
from kibitz.features.inline_completion.place import indentation
from kibitz.syntax.completion_end import completion_end

if TYPE_CHECKING:
    from kibitz.features.inline_completion.place import Situation

LINES_BETWEEN_LOOKS = 4  # a model that has lost its way does so at any depth
MOST_CHARS = 6000  # of an answer; more comes only from a server that ignores `max_tokens`
MOST_LINES = 24
"""A longer suggestion is not read by anyone; a block that goes on is suggested from there."""


def stopped(text: str, situation: Situation, *, finished: bool, cut_off: bool) -> Candidate | Drop | None:
    """The answer as far as it is wanted, or None while more is needed.

    Args:
        text: all that was received.
        situation: where it is to stand.
        finished: nothing more will come.
        cut_off: it ended because of `max_tokens`, so its last line may be half a line.
    """
    if len(text) > MOST_CHARS:
        return Drop(reason="too long")
    ended = finished or any(token in text for token in situation.control_tokens)
    if situation.mode == "line":
        return _line(text, situation, ended=ended)
    if not ended or cut_off:
        text = text[: text.rfind("\n") + 1] or (text if ended else "")
    if not text.strip():
        return Candidate(text="") if ended else None
    return _block(text, situation, ended=ended) if ended or _may_be_complete(text, situation) else None


def _may_be_complete(text: str, situation: Situation) -> bool:
    """Whether the tree is worth asking: inside of a deeper line nothing ends. Spares a millisecond a line."""
    lines = text.split("\n")[:-1]
    place, last = situation.place, lines[-1]
    return (
        len(lines) == 1
        or len(lines) % LINES_BETWEEN_LOOKS == 0
        or len(indentation(last)) <= len(indentation(place.line_before))
        or (bool(place.below) and last.strip() == place.below[0].strip())
    )


def _line(text: str, situation: Situation, *, ended: bool) -> Candidate | None:
    if not situation.place.line_before.strip():
        text = text.lstrip("\n")
    if ended and "\n" in text:  # a server that ends lines by itself sends no other line
        text = remove_restated_context(Candidate(text=text), situation).text
    line, newline, _ = text.partition("\n")
    return Candidate(text=line) if newline or ended else None


def _block(text: str, situation: Situation, *, ended: bool) -> Candidate | Drop | None:
    tidy = run(TIDYING, Candidate(text=text), situation)
    if isinstance(tidy, Drop):
        return tidy
    cut = run(ENDING, tidy, situation)
    if isinstance(cut, Drop) or cut.text != tidy.text:
        return cut
    end = _end(tidy.text, situation, ended=ended)
    if end is not None:
        return Candidate(text=tidy.text[:end])
    lines = tidy.text.split("\n")
    if len(lines) > MOST_LINES:
        return Candidate(text="\n".join(lines[:MOST_LINES]))
    return tidy if ended else None


def _end(text: str, situation: Situation, *, ended: bool) -> int | None:
    before, after = situation.document[: situation.offset], situation.document[situation.offset :]
    language_id = situation.place.language_id
    return completion_end(situation.parser, before, text, after, language_id, finished=ended)
