"""Runs a checker that the user named in the settings, and says what an edit mends and what it breaks."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kibitz.features.verify.in_copy import run_in_copy
from kibitz.features.write_tests.place import project_root

if TYPE_CHECKING:
    from kibitz.features.edits.proposal import DocumentChange

_LINE: Final = re.compile(
    r"^(?P<path>[^\s:(][^:(\n]*)[:(](?P<line>\d+)(?:[:,]\d+)*\)?:?[ \t]*(?P<message>\S.*)$", re.MULTILINE
)
_NUMBER: Final = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a checker says of one line (from 1)."""

    line: int
    message: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a checker says of an edit.

    Attributes:
        new: complaints that were not there before.
        n_mended: how many are gone.
    """

    new: tuple[Complaint, ...]
    n_mended: int


async def judge(command: str, path: Path, change: DocumentChange) -> Verdict | None:
    """Ask a checker before and after an edit of a file; None when it could not be asked."""
    root = project_root(path)
    before = await complaints(command, root, path.relative_to(root), change.base_text)
    after = await complaints(command, root, path.relative_to(root), change.new_text)
    if before is None or after is None:
        return None
    known = Counter(map(_plain, before))
    new: list[Complaint] = []
    for complaint in after:
        if known[_plain(complaint)]:
            known[_plain(complaint)] -= 1
        else:
            new.append(complaint)
    return Verdict(new=tuple(new), n_mended=known.total())


async def complaints(command: str, root: Path, relative: Path, text: str) -> list[Complaint] | None:
    """What a checker says of a file with some text; None when it does not run or takes too long."""
    output = await run_in_copy(command, root, relative, {relative: text})
    return None if output is None else _read(output.text, relative)


def _read(output: str, relative: Path) -> list[Complaint]:
    """Lines such as `src/a.py:3:7: error: message` or `src/a.ts(3,7): message`, of that file."""
    return [
        Complaint(int(match["line"]), match["message"].strip())
        for match in _LINE.finditer(output)
        if Path(match["path"].strip()).name == relative.name
    ]


def _plain(complaint: Complaint) -> str:
    """Without numbers: lines move, and some messages name them."""
    return _NUMBER.sub("0", complaint.message)
