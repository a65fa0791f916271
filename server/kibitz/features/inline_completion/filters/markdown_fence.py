"""Removes the Markdown around code: chat models wrap it, small models append a fence and explain."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kibitz.features.inline_completion.candidate import Candidate
    from kibitz.features.inline_completion.place import Situation

_OPENING = re.compile(r"\s*```[\w+#.-]*[ \t]*(?:\n|\Z)")
_FENCE = re.compile(r"(?:^|\n)[ \t]*```")


def remove_markdown_fence(candidate: Candidate, situation: Situation) -> Candidate:
    """What is inside a leading fence; else what stands before the first one."""
    if situation.place.language_id in ("markdown", "mdx", "quarto", "rmd"):
        return candidate
    text = candidate.text
    if opening := _OPENING.match(text):
        text = text[opening.end() :]
    if fence := _FENCE.search(text):
        text = text[: fence.start()]
    return candidate if text == candidate.text else replace(candidate, text=text)
