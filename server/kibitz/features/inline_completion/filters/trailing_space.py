"""Removes white space at the end of the suggestion and of its lines."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kibitz.features.inline_completion.candidate import Candidate
    from kibitz.features.inline_completion.place import Situation


def strip_trailing_space(candidate: Candidate, situation: Situation) -> Candidate:
    """Not before what stays on the cursor's line, unless there is space already."""
    *lines, last = candidate.text.split("\n")
    stays = situation.place.line_after[candidate.replaces :]
    if not stays or stays[0].isspace():
        last = last.rstrip()
    text = "\n".join((*(line.rstrip() for line in lines), last))
    return replace(candidate, text=text if stays else text.rstrip())
