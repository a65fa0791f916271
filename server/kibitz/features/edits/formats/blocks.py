"""Search/replace blocks: old lines, new lines, between marks like those of a merge conflict. Pure.

<<<<<<< SEARCH
total = 0
=======
total = start
>>>>>>> REPLACE
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kibitz.features.edits.formats.changes import Replacement, applied
from kibitz.features.edits.parse import EMPTY, Refused, without_thoughts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kibitz.features.edits.parse import Code

TORN: Final = Refused(
    "holds a block without an end",
    "Write each block as `<<<<<<< SEARCH`, old lines, `=======`, new lines, `>>>>>>> REPLACE`.",
)

_OPEN: Final = re.compile(r"\s*<{5,9}(?:\s*(?:SEARCH|ORIGINAL|OLD|HEAD)\b.*)?\s*")
_MIDDLE: Final = re.compile(r"\s*={5,9}\s*")
_CLOSE: Final = re.compile(r"\s*>{5,9}(?:\s*(?:REPLACE|UPDATED|NEW)\b.*)?\s*")


def end_of_block(lines: Sequence[str], number: int) -> int | None:
    """The line behind the block that begins at a line, which is behind the last one when it has no end."""
    if not _OPEN.fullmatch(lines[number]):
        return None
    ends = (at + 1 for at in range(number + 1, len(lines)) if _CLOSE.fullmatch(lines[at]))
    return next(ends, len(lines))


def holds_block(text: str) -> bool:
    """Whether one begins in it."""
    return any(_OPEN.fullmatch(line) for line in without_thoughts(text).split("\n"))


def from_blocks(answer: str, shown: str) -> Code | Refused:
    """The code with the blocks of an answer carried out."""
    replacements: list[Replacement] = []
    old: list[str] = []
    new: list[str] = []
    part = "outside"
    for line in without_thoughts(answer).split("\n"):
        if part == "outside":
            if _OPEN.fullmatch(line):
                part, old, new = "old", [], []
        elif part == "old":
            if _OPEN.fullmatch(line) or _CLOSE.fullmatch(line):
                return TORN
            if _MIDDLE.fullmatch(line):
                part = "new"
            else:
                old.append(line)
        elif _CLOSE.fullmatch(line):
            replacements.append(Replacement(old=tuple(old), new=tuple(new)))
            part = "outside"
        elif _OPEN.fullmatch(line) or _MIDDLE.fullmatch(line):
            return TORN
        else:
            new.append(line)
    if part != "outside":
        return TORN
    return applied(replacements, shown) if replacements else EMPTY
