"""Drops what is not worth a look: nothing, or a single bracket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.features.inline_completion.candidate import Drop

if TYPE_CHECKING:
    from kibitz.features.inline_completion.candidate import Candidate
    from kibitz.features.inline_completion.place import Situation


def drop_too_little(candidate: Candidate, situation: Situation) -> Candidate | Drop:
    """Keeps a single letter: `i` may be the name that is missing."""
    del situation
    said = candidate.text.strip()
    if not said:
        return Drop(reason="empty")
    return candidate if len(said) > 1 or said.isalnum() or said == "_" else Drop(reason="too little")
