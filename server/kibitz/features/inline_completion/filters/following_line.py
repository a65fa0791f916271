"""Stops a suggestion where it arrives at what already stands below the cursor."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from kibitz.features.inline_completion.candidate import Drop
from kibitz.features.inline_completion.mode import looks_like_block_start
from kibitz.features.inline_completion.place import indentation

if TYPE_CHECKING:
    from kibitz.features.inline_completion.candidate import Candidate
    from kibitz.features.inline_completion.place import Place, Situation

TELLING_CHARS = 8
"""A line this long is recognised at another indentation too; a shorter one, `}` or `else:`, may be any."""

LINES_PAIRED = 4  # further below, two lines may well be as in the answer: arguments, closing brackets


def stop_at_following_line(candidate: Candidate, situation: Situation) -> Candidate | Drop:
    """Text `a()\\nreturn x` above a line `return x` -> `a()`.

    Not at a line that comes more than once, `return False`, when the text goes on otherwise than the
    document does.
    """
    place = situation.place
    if not place.below:
        return candidate
    lines = candidate.text.split("\n")
    goes_below = bool(place.line_before.strip()) and (len(lines) > 1 or bool(indentation(lines[0])))
    if goes_below and _is_below(lines[0], place):
        return Drop(reason="repeats what follows")
    for number, line in enumerate(lines):
        whole = line if number else place.line_before + line
        if whole.strip() and _is_below(whole, place) and not _goes_on_otherwise(lines[number + 1 :], place):
            kept = "\n".join(lines[:number])
            return replace(candidate, text=kept) if kept.strip() else Drop(reason="repeats what follows")
    skipped = _arrival_further_down([place.line_before + lines[0], *lines[1:]], place)
    if skipped is None:
        return candidate
    kept = "\n".join(lines[:skipped])
    return replace(candidate, text=kept) if kept.strip() else Drop(reason="repeats what follows")


def is_open(text: str, place: Place) -> bool:
    """Whether the next line will say if `text`, its last line whole, has arrived at what stands below."""
    last = text.rstrip().rpartition("\n")[2]
    return len(place.below) > 1 and _is_below(last, place) and _is_common(place)


def _goes_on_otherwise(lines: list[str], place: Place) -> bool:
    line = next((line for line in lines if line.strip()), "")
    if len(place.below) < 2 or not indentation(line) or place.below[1].strip().startswith(line.strip()):
        return False  # nor with half of the next line, where an answer was cut off
    return _is_common(place)


def _is_common(place: Place) -> bool:
    """Whether the line below the cursor stands in other places too."""
    line = place.below[0].strip()
    lines = (each.strip() for each in (*place.before.split("\n"), *place.after.split("\n")))
    return sum(each == line for each in lines) > 1


def _arrival_further_down(lines: list[str], place: Place) -> int | None:
    """Where the text says what stands below, but has left out the lines before that.

    Two lines that follow one another below too; or one that ends the block which the line below is in:
    behind it that cannot follow, unless it opens a block itself.
    """
    said = [(number, line.rstrip()) for number, line in enumerate(lines) if line.strip()]
    below = [line.rstrip() for line in place.below]
    pairs = set(pairwise(below[1:LINES_PAIRED]))
    depth = len(indentation(below[0]))
    outer = {line for line in below if len(line.strip()) >= TELLING_CHARS and len(indentation(line)) < depth}
    outer -= {line for line in outer if looks_like_block_start(line) or line.endswith(("(", "["))}
    for (number, line), (_, next_line) in pairwise((*said, (0, ""))):
        long = len(line.strip()) + len(next_line.strip()) >= 2 * TELLING_CHARS
        if line in outer or (number and long and (line, next_line) in pairs):
            return number
    return None


def _is_below(line: str, place: Place) -> bool:
    following = place.below[0]
    if line.rstrip() == following.rstrip():
        return True
    return line.strip() == following.strip() and len(line.strip()) >= TELLING_CHARS
