"""Drops a suggestion that only says again what stands right above or below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.features.inline_completion.candidate import Drop

if TYPE_CHECKING:
    from kibitz.features.inline_completion.candidate import Candidate
    from kibitz.features.inline_completion.place import Situation

TELLING_CHARS = 8
"""Shorter lines are repeated in honest code: `});`, `pass`, `0, 0,`."""


def drop_echo(candidate: Candidate, situation: Situation) -> Candidate | Drop:
    """Compares whole lines, the cursor's with what the suggestion would make of it."""
    place = situation.place
    first, *more = (place.line_before + candidate.text).split("\n")
    lines = [line.strip() for line in (first, *more) if line.strip()]
    if not lines:
        return candidate
    if len(lines) == 1:
        told = len(lines[0]) >= TELLING_CHARS and any(char.isalpha() for char in lines[0])
        if told and place.below and lines[0] == place.below[0].strip():
            return Drop(reason="repeats what follows")
        if told and lines[0] == place.above.strip():
            return Drop(reason="repeats what is above")
        return candidate
    above = [line.strip() for line in place.before.split("\n")[-200:] if line.strip()]
    if _contains(above, lines):
        return Drop(reason="repeats what is above")
    return candidate


def _contains(lines: list[str], part: list[str]) -> bool:
    return any(
        lines[start : start + len(part)] == part for start, line in enumerate(lines) if line == part[0]
    )
