"""Cuts a suggestion off where the model begins to go round in circles."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from kibitz.features.inline_completion.candidate import Drop

if TYPE_CHECKING:
    from kibitz.features.inline_completion.candidate import Candidate
    from kibitz.features.inline_completion.place import Situation

MOST_PERIOD_LINES = 4
ROUNDS = 3

_CIRCLE = re.compile(r"(?=[^\n]*[^\W\d_])(.{3,48}?)\1{3,}")


def cut_repetition(candidate: Candidate, situation: Situation) -> Candidate | Drop:
    """Keeps the first round of lines that come three times; drops a line that repeats a piece four times."""
    line_before = situation.place.line_before
    lines = (line_before + candidate.text).split("\n")
    circle = _CIRCLE.search(lines[0], len(line_before))
    if circle and any(char.isalpha() for char in circle[1]):
        return Drop(reason="repetition")
    for start in range(len(lines)):
        for period in range(1, MOST_PERIOD_LINES + 1):
            once = lines[start : start + period]
            if _comes_again(lines, start, once) and any(map(_says_something, once)):
                return replace(candidate, text="\n".join(lines[: start + period])[len(line_before) :])
    return candidate


def _comes_again(lines: list[str], start: int, once: list[str]) -> bool:
    period = len(once)
    starts = range(start + period, start + period * ROUNDS, period)
    return all(lines[again : again + period] == once for again in starts)


def _says_something(line: str) -> bool:
    return any(char.isalnum() for char in line)
