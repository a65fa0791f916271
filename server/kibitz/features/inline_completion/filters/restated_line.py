"""Removes the beginning of the cursor's line where a model says it once more before it goes on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kibitz.features.inline_completion.place import indentation

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
            rest = rest.removeprefix(line[len(line.rstrip()) :])
            margin = indentation(line).removesuffix(indentation(text))
            return replace(candidate, text=_moved(rest, margin) if situation.opens_block else rest)
    if said and line[-1:].isspace() and again != text and not text.startswith("\n"):
        return replace(candidate, text=again)
    return candidate


def _moved(text: str, margin: str) -> str:
    """The block below a line that the model said at the left margin is moved along with it."""
    first, *block = text.split("\n")
    indented = [line for line in block if line.strip()]
    if not indented or len(indentation(indented[0])) > len(margin):
        return text
    return "\n".join((first, *(margin + line if line.strip() else line for line in block)))
