"""Removes comments that a model appends: to a line, or below a block ("add your logic here")."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kibitz.features.inline_completion.brackets import comment_start
from kibitz.syntax.language import language_for

if TYPE_CHECKING:
    from kibitz.features.inline_completion.candidate import Candidate
    from kibitz.features.inline_completion.place import Situation


def remove_trailing_comment(candidate: Candidate, situation: Situation) -> Candidate:
    """Keeps a suggestion that is nothing but comment, and the habit of comments behind lines."""
    language = language_for(situation.place.language_id)
    marker = language.line_comment if language else ""
    if not marker or situation.kind != "code":
        return candidate
    lines = candidate.text.split("\n")
    last = len(lines)
    while last and (not lines[last - 1].strip() or lines[last - 1].lstrip().startswith(marker)):
        last -= 1
    if not any(line.strip() for line in lines[:last]):
        return candidate
    if last == 1 and comment_start(situation.place.above.strip(), marker) <= 0:
        start = comment_start(lines[0], marker)
        if lines[0][: max(start, 0)].strip():
            return replace(candidate, text=lines[0][:start].rstrip())
    return replace(candidate, text="\n".join(lines[:last]))
