"""Keeps a suggestion from breaking the syntax of the document: cuts it back, or drops it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kibitz.features.inline_completion.candidate import Drop
from kibitz.features.inline_completion.place import indentation
from kibitz.syntax.added_errors import adds_errors, cut_to_clean

if TYPE_CHECKING:
    from kibitz.features.inline_completion.candidate import Candidate
    from kibitz.features.inline_completion.place import Situation


def keep_syntax(candidate: Candidate, situation: Situation) -> Candidate | Drop:
    """Leaves alone what adds no error, also where the document has errors of its own."""
    if not candidate.text.strip():
        return candidate
    document, offset = situation.document, situation.offset
    end = offset + candidate.replaces
    before, replaced, after = document[:offset], document[offset:end], document[end:]
    language_id = situation.place.language_id
    if not adds_errors(situation.parser, before, replaced, candidate.text, after, language_id):
        return candidate
    text = cut_to_clean(situation.parser, before, replaced, candidate.text, after, language_id)
    below = next(iter(situation.place.below), "")
    if not text.strip() or _lacks_body(
        situation.place.line_before + text, candidate.text[len(text) :], below
    ):
        return Drop(reason="breaks the syntax")
    return replace(candidate, text=text)


def _lacks_body(kept: str, cut: str, below: str) -> bool:
    """Whether the line that opens a block was kept, the block was cut, and none stands below."""
    header = len(indentation(kept[kept.rfind("\n") + 1 :]))
    body = cut.strip("\n").split("\n", 1)[0]
    return len(indentation(body)) > header >= len(indentation(below))
