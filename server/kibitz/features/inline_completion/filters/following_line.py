"""Stops a suggestion where it arrives at what already stands below the cursor."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from kibitz.features.inline_completion.candidate import Drop
from kibitz.features.inline_completion.place import indentation

if TYPE_CHECKING:
    from kibitz.features.inline_completion.candidate import Candidate
    from kibitz.features.inline_completion.place import Place, Situation

TELLING_CHARS = 8
"""A line this long is recognised at another indentation too; a shorter one, `}` or `else:`, may be any."""


def stop_at_following_line(candidate: Candidate, situation: Situation) -> Candidate | Drop:
    """Text `a()\\nreturn x` above a line `return x` -> `a()`."""
    place = situation.place
    if not place.below:
        return candidate
    lines = candidate.text.split("\n")
    for number, line in enumerate(lines):
        whole = line if number else place.line_before + line
        if whole.strip() and _is_below(whole, place):
            kept = "\n".join(lines[:number])
            return replace(candidate, text=kept) if kept.strip() else Drop(reason="repeats what follows")
    skipped = _arrival_further_down([place.line_before + lines[0], *lines[1:]], place)
    if skipped is None:
        return candidate
    kept = "\n".join(lines[:skipped])
    return replace(candidate, text=kept) if kept.strip() else Drop(reason="repeats what follows")


def _arrival_further_down(lines: list[str], place: Place) -> int | None:
    """Where the text says what stands below, but has left out the lines before that.

    Two lines that follow one another below too; or one that ends the block which the line below is in:
    behind it that cannot follow.
    """
    said = [(number, line.rstrip()) for number, line in enumerate(lines) if line.strip()]
    below = [line.rstrip() for line in place.below]
    pairs = set(pairwise(below[1:]))
    depth = len(indentation(below[0]))
    outer = {line for line in below if len(line.strip()) >= TELLING_CHARS and len(indentation(line)) < depth}
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
