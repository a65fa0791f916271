"""Removes the lines above the cursor where a model says them once more before it goes on: chat models do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kibitz.features.inline_completion.candidate import Candidate
    from kibitz.features.inline_completion.place import Situation

TELLING_CHARS = 8
"""A shorter line above, `}` or `else:`, may well come again in an honest answer."""


def remove_restated_context(candidate: Candidate, situation: Situation) -> Candidate:
    """Everything up to the line right above the cursor, when the answer has it and only such lines before."""
    place = situation.place
    above = place.above.strip()
    lines = [line.strip() for line in candidate.text.split("\n")]
    if len(above) < TELLING_CHARS or above not in lines[:-1]:
        return candidate
    new = lines.index(above) + 1
    known = {line.strip() for line in place.before.split("\n")}
    if not all(line in known for line in lines[:new] if line) or not any(lines[new:]):
        return candidate
    return replace(candidate, text="\n".join(candidate.text.split("\n")[new:]))
