"""Where an answer that is still coming is complete: small models do not stop by themselves. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kibitz.features.inline_completion.candidate import Candidate, Drop
from kibitz.features.inline_completion.filters.following_line import is_open, stop_at_following_line
from kibitz.features.inline_completion.filters.pipeline import FILTERS, TIDYING, run
from kibitz.features.inline_completion.filters.repetition import cut_repetition
from kibitz.features.inline_completion.filters.restated_context import remove_restated_context
from kibitz.features.inline_completion.filters.syntax import keep_syntax
from kibitz.features.inline_completion.gate import only_closes
from kibitz.features.inline_completion.place import indentation
from kibitz.syntax.completion_end import completion_end
from kibitz.syntax.language import language_for
from kibitz.syntax.missing_names import binds, missing_names
from kibitz.syntax.statement_ends import statement_ends

if TYPE_CHECKING:
    from collections.abc import Collection

    from kibitz.features.inline_completion.place import Situation

LINES_BETWEEN_LOOKS = 4  # a model that has lost its way does so at any depth
LINES_READ_ON = 8
"""Behind the first statement, to see whether the text arrives at what follows the cursor; `MOST_LINES` of a
model that ends its answers itself."""

MOST_CHARS = 6000  # of an answer; more comes only from a server that ignores `max_tokens`
MOST_LINES = 24
"""A longer suggestion is not read by anyone; a block that goes on is suggested from there."""


def stopped(text: str, situation: Situation, *, finished: bool, cut_off: bool) -> Candidate | Drop | None:
    """The answer as far as it is wanted, or None while more is needed.

    Args:
        text: all that was received.
        situation: where it is to stand.
        finished: nothing more will come.
        cut_off: it ended because of `max_tokens`, so its last line may be half a line; or, not finished, this
            is all there is for now: better a statement of it than none.
    """
    if len(text) > MOST_CHARS:
        return Drop(reason="too long")
    ended = finished or any(token in text for token in situation.control_tokens)
    if situation.mode == "line":
        return _line(text, situation, ended=ended)
    if situation.mode == "span" and situation.place.line_after.strip():
        return _span(text, situation, ended=ended)
    if not ended or cut_off:
        text = text[: text.rfind("\n") + 1] or (text if ended else "")
    if not text.strip():
        return Candidate(text="") if ended else None
    if not ended and not _may_be_complete(text, situation):
        return None
    return _block(text, situation, ended=ended, cut_off=cut_off)


def _may_be_complete(text: str, situation: Situation) -> bool:
    """Whether the tree is worth asking: inside of a deeper line nothing ends. Spares a millisecond a line."""
    lines = text.split("\n")[:-1]
    place, last = situation.place, lines[-1]
    outermost = max(len(indentation(place.line_before)), len(indentation(text.lstrip("\n"))))
    return (
        len(lines) == 1
        or len(lines) % LINES_BETWEEN_LOOKS == 0
        or len(indentation(last)) <= outermost
        or (bool(place.below) and last.strip() == place.below[0].strip())
    )


def _line(text: str, situation: Situation, *, ended: bool) -> Candidate | None:
    if not situation.place.line_before.strip():
        text = text.lstrip("\n")
    if ended and "\n" in text:  # a server that ends lines by itself sends no other line
        text = remove_restated_context(Candidate(text=text), situation).text
    line, newline, _ = text.partition("\n")
    return Candidate(text=line) if newline or ended else None


def _span(text: str, situation: Situation, *, ended: bool) -> Candidate | None:
    """The rest of the line when that fits; else up to where the text arrives at what follows the cursor."""
    line, newline, _ = text.partition("\n")
    if not newline and not ended:
        return None
    first = Candidate(text=line)
    rest = situation.place.line_after.strip()
    if line.rstrip().endswith(rest) or (
        only_closes(rest) and isinstance(run(FILTERS, first, situation), Candidate)
    ):
        return first
    at = _arrival(text, rest, situation)
    if at is not None:
        return Candidate(text=text[:at])
    lost = bool(indentation(situation.place.line_before)) and _MARGIN.search(text) is not None
    return first if ended or lost or text.count("\n") > _lines_read_on(situation) else None


def _lines_read_on(situation: Situation) -> int:
    return MOST_LINES if situation.model_ends else LINES_READ_ON


_MARGIN = re.compile(r"\n[^\s)\]}][^\n]*\n")
"""A whole line at the left margin: from the middle of a deeper one, nothing leads there."""


def _arrival(text: str, rest: str, situation: Situation) -> int | None:
    """Where `text` says `rest` at the end of a line, and what stands before that fits."""
    at = text.find("\n") + 1
    while at and (at := text.find(rest, at)) >= 0:
        whole_line = text[at + len(rest) :].partition("\n")[0]
        if not whole_line.strip() and isinstance(
            keep_syntax(Candidate(text=text[:at]), situation), Candidate
        ):
            return at
        at += 1
    return None


def _block(text: str, situation: Situation, *, ended: bool, cut_off: bool) -> Candidate | Drop | None:
    if situation.mode == "span" and ended and not cut_off and "\n" not in text:
        return Candidate(text=text)  # one line, wanted whole: the filters see to it
    tidy = run(TIDYING, Candidate(text=text), situation)
    if isinstance(tidy, Drop):
        return tidy
    if not ended and is_open(tidy.text, situation.place):
        return None
    arrived = stop_at_following_line(tidy, situation)
    if isinstance(arrived, Drop) or arrived != tidy:
        return arrived
    once = cut_repetition(tidy, situation)
    if isinstance(once, Drop):
        return once
    if once != tidy:
        tidy, ended, cut_off = once, True, True
    if situation.mode == "span" and ended and not cut_off and "\n" not in tidy.text:
        return tidy  # its first line is wanted whole: nothing to ask the tree for
    language = language_for(situation.place.language_id)
    by_closer = language is None or (situation.opens_block and not language.by_indentation)
    end = _end_of_body(tidy.text, situation, ended=ended)
    if not by_closer and (end is not None or not situation.opens_block):
        least = end if situation.opens_block and end is not None else 0
        before, after = situation.document[: situation.offset], situation.document[situation.offset :]
        statements = _end_of_statements(
            tidy.text, situation, before, after, least=least, ended=ended, cut_off=cut_off
        )
        if isinstance(statements, Drop):
            return statements
        end = statements
    if end is not None:
        if situation.mode == "span":  # what of its first line is there already, the filters see better
            end = max(end, len(tidy.text.partition("\n")[0]))
        return Candidate(text=tidy.text[:end])
    lines = tidy.text.split("\n")
    if len(lines) > MOST_LINES:
        return Candidate(text="\n".join(lines[:MOST_LINES]))
    return tidy if ended else None


def _end_of_body(text: str, situation: Situation, *, ended: bool) -> int | None:
    before, after = situation.document[: situation.offset], situation.document[situation.offset :]
    language_id = situation.place.language_id
    return completion_end(situation.parser, before, text, after, language_id, finished=ended)


def _end_of_statements(
    text: str, situation: Situation, before: str, after: str, *, least: int, ended: bool, cut_off: bool
) -> int | Drop | None:
    """One statement (or the `least` characters), unless there is reason for more.

    The reasons: what stands below needs names that only more of them bring; nothing stands below in the
    block; the model ended by itself, inside of the block. So a few lines are read on, in which the text may
    also arrive at what stands below (`following_line.py`), the best end there is.
    """
    parser, language_id = situation.parser, situation.place.language_id
    found = statement_ends(parser, before, text, after, language_id)
    if found.left and not found.ends and not found.last_in_block:
        return Drop(reason="leaves the block")
    if ended and not cut_off and found.whole:
        return len(text)
    ends = [end for end in found.ends if end >= least] or [least] * bool(least)
    if not ends:
        return None
    missing = missing_names(parser, before, after, language_id)
    if not ended and not cut_off and not found.left:
        lacks_names = not all(binds(text[: ends[-1]], name) for name in missing)
        room = MOST_LINES if found.last_in_block or lacks_names else _lines_read_on(situation)
        if text.count("\n", ends[0]) <= room:
            return None
    if found.last_in_block:
        if not found.left or not _OUTSIDE.match(text, ends[-1]):
            return ends[-1]
        return _end_outside(
            text, situation, before, after, inside=ends[-1], missing=missing, ended=ended, cut_off=cut_off
        )
    brought = [name for name in missing if binds(text, name)]
    enough = (end for end in ends if all(binds(text[:end], name) for name in brought))
    return next(enough, ends[-1])


_OUTSIDE = re.compile(r"\s*\n[ \t]+(?!(?:async|def|class)\b)\w")
"""Behind a function in a function: the outer one goes on. What begins with `def` is the next method."""


def _end_outside(
    text: str,
    situation: Situation,
    before: str,
    after: str,
    *,
    inside: int,
    missing: Collection[str],
    ended: bool,
    cut_off: bool,
) -> int | None:
    """The end of a text that goes on in the function around the cursor's, or where it leaves that, `inside`.

    It may go on where nothing stands below in there either, or names of it are missing there.
    """
    before, rest = before + text[:inside], text[inside:]
    found = statement_ends(situation.parser, before, rest, after, situation.place.language_id)
    end = _end_of_statements(rest, situation, before, after, least=0, ended=ended, cut_off=cut_off)
    if end is None and not ended:
        return None
    if isinstance(end, int) and (found.last_in_block or any(binds(rest[:end], name) for name in missing)):
        return inside + end
    return inside
