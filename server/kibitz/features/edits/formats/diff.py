"""Unified diffs as models write them: hunks by their lines, whatever their numbers say. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kibitz.features.edits.formats.changes import Replacement, applied
from kibitz.features.edits.parse import EMPTY, Refused, without_thoughts

if TYPE_CHECKING:
    from kibitz.features.edits.parse import Code

NO_CONTEXT: Final = Refused(
    "adds lines without saying where",
    "Begin each hunk with lines of the code that stay, so that it is clear where the new lines belong.",
)

_HUNK: Final = re.compile(r"@@.*")
_FENCE: Final = re.compile(r"\s{0,3}(?:`{3,}|~{3,}).*")
_HEADER: Final = re.compile(
    r"(?:diff --git |index |--- (?:a/|/dev/null|\S+\.\w+)|\+\+\+ (?:b/|/dev/null|\S+\.\w+)).*"
)


def holds_hunk(text: str) -> bool:
    """Whether a hunk begins in it."""
    return any(_HUNK.fullmatch(line) for line in without_thoughts(text).split("\n"))


def from_diff(answer: str, shown: str) -> Code | Refused:
    """The code with the hunks of an answer carried out."""
    replacements: list[Replacement] = []
    for hunk in _hunks(without_thoughts(answer)):
        old = tuple(line[1:] for line in hunk if line[0] in " -")
        new = tuple(line[1:] for line in hunk if line[0] in " +")
        if old == new:
            continue
        if not any(line.strip() for line in old):
            return NO_CONTEXT
        replacements.append(Replacement(old=old, new=new))
    return applied(replacements, shown) if replacements else EMPTY


def _hunks(answer: str) -> list[list[str]]:
    """Lines with their signs, hunk by hunk; blank lines at the ends of a hunk are none of it."""
    found: list[list[str]] = []
    inside = False
    for line in answer.split("\n"):
        if _HUNK.fullmatch(line):
            inside = True
            found.append([])
        elif _FENCE.fullmatch(line) or _HEADER.fullmatch(line):
            inside = False
        elif inside and line.startswith((" ", "-", "+")):
            found[-1].append(line)
        elif inside and not line.strip():
            found[-1].append(" ")
        elif inside and not line.startswith("\\"):
            inside = False  # talk behind the diff
    return [_trimmed(hunk) for hunk in found if _trimmed(hunk)]


def _trimmed(hunk: list[str]) -> list[str]:
    start, end = 0, len(hunk)
    while start < end and hunk[start] == " ":
        start += 1
    while end > start and hunk[end - 1] == " ":
        end -= 1
    return hunk[start:end]
