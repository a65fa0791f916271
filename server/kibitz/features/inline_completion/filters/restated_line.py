"""Removes the beginning of the cursor's line where a model says it once more before it goes on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kibitz.features.inline_completion.candidate import Candidate
    from kibitz.features.inline_completion.place import Situation

FEWEST_CHARS = 5
"""`len(` before the cursor may well be followed by `len(x)`; `return ` is not followed by `return x`."""


def remove_restated_line(candidate: Candidate, situation: Situation) -> Candidate:
    """Line `return `, text `return x` -> `x`; line `x = `, text ` 1` -> `1`."""
    line, text = situation.place.line_before, candidate.text
    said = line.strip()
    again = text.lstrip(" \t")
    if len(said) >= FEWEST_CHARS and again.startswith(said):
        rest = again[len(said) :]
        if not line[-1:].isspace() or rest[:1].isspace():
            return replace(candidate, text=rest.removeprefix(line[len(line.rstrip()) :]))
    if said and line[-1:].isspace() and again != text and not text.startswith("\n"):
        return replace(candidate, text=again)
    return candidate
