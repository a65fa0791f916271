"""Drops a suggestion whose last word runs into the one behind the cursor, when that makes an unknown word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kibitz.features.inline_completion.candidate import Drop

if TYPE_CHECKING:
    from kibitz.features.inline_completion.candidate import Candidate
    from kibitz.features.inline_completion.place import Situation

_LAST_WORD = re.compile(r"\w+\Z")
_FIRST_WORD = re.compile(r"\w+")


def drop_run_together(candidate: Candidate, situation: Situation) -> Candidate | Drop:
    """Line `return |sorted(a)`, text `array` -> nothing. Inside of a word anything may be meant."""
    place = situation.place
    ours, theirs = _LAST_WORD.search(candidate.text), _FIRST_WORD.match(place.line_after)
    inside = _LAST_WORD.search(place.line_before) is not None
    if ours is None or theirs is None or inside or candidate.replaces:
        return candidate
    word = re.compile(rf"\b{re.escape(ours[0] + theirs[0])}\b")
    if any(word.search(text) for text in (place.before, candidate.text, place.after)):
        return candidate
    return Drop(reason="runs into the next word")
