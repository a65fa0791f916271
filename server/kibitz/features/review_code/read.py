"""Problems out of a model's answer: `12: what is wrong`, one a line. Pure, tolerant, never raises."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Container

MOST_FINDINGS: Final = 8  # whoever is shown more reads none
MESSAGE_CHARS: Final = 300

_LINE: Final = re.compile(
    r"^[\s*\-•]*(?:\*\*)?(?:line|l)?[\s.#]*(?P<line>\d{1,6})(?:\s*[-–]\s*\d+)?(?:\*\*)?\s*[:|.)\-–]+\s*"
    r"(?:\*\*)?(?P<text>\S.*)$",
    re.IGNORECASE,
)
_NOTHING: Final = re.compile(
    r"\W*(?:none|no (?:bugs?|problems?|issues?|errors?)\b|nothing|(?:this|the|it)\b.{0,30}\b(?:is|looks?) "
    r"(?:correct|fine|good|right|ok)\b)",
    re.IGNORECASE,
)


def read_findings(answer: str, lines: Container[int]) -> tuple[tuple[int, str], ...]:
    """The line and the message of each problem, in order of the lines.

    Args:
        answer: a list of problems, perhaps with other words around it.
        lines: the numbers there are; a problem of another line is one of no line.
    """
    found: dict[int, str] = {}
    for line in answer.replace("```", "\n").split("\n"):
        match = _LINE.match(line)
        if match is None or int(match["line"]) not in lines:
            continue
        text = match["text"].strip(" *`").strip()
        if len(text) > 3 and not _NOTHING.match(text):
            found.setdefault(int(match["line"]), text[:MESSAGE_CHARS])
    return tuple(sorted(found.items())[:MOST_FINDINGS])
