"""Drops a suggestion that is, but for a letter or two, what already follows the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.features.inline_completion.candidate import Drop

if TYPE_CHECKING:
    from kibitz.features.inline_completion.candidate import Candidate
    from kibitz.features.inline_completion.place import Situation

LINES_COMPARED = 3
ONE_IN = 20
"""Letters that may differ; none in 19 and less: `a[i] = 0` above `a[j] = 0` is honest code."""


def drop_near_duplicate(candidate: Candidate, situation: Situation) -> Candidate | Drop:
    """Text `total = sum(value)\\nreturn total` above `total = sum(values)\\nreturn total` -> nothing."""
    place = situation.place
    whole = (place.line_before + candidate.text).split("\n")
    ours = [line.strip() for line in whole if line.strip()][:LINES_COMPARED]
    theirs = [line.strip() for line in place.below[: len(ours)]]
    if not ours or len(theirs) < len(ours):
        return candidate
    one, other = "\n".join(ours), "\n".join(theirs)
    most = max(len(one), len(other)) // ONE_IN
    is_near = most and abs(len(one) - len(other)) <= most and _distance(one, other, most) <= most
    if is_near and not _is_counterpart(one, other):
        return Drop(reason="repeats what follows")
    return candidate


def _is_counterpart(one: str, other: str) -> bool:
    """`a1 = index(place1)` above the same with 2 for 1: one sign for another, in more than one place."""
    differing = [pair for pair in zip(one, other, strict=False) if pair[0] != pair[1]]
    is_same = len(one) == len(other) and len(differing) > 1 and len(set(differing)) == 1
    return is_same and all(map(str.isalnum, differing[0]))


def _distance(one: str, other: str, most: int) -> int:
    """The edit distance, or more than `most` as soon as it is."""
    row = list(range(len(other) + 1))
    for number, char in enumerate(one, 1):
        above, row[0] = row[0], number
        for at, its in enumerate(other, 1):
            above, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, above + (char != its))
        if min(row) > most:
            return most + 1
    return row[-1]
