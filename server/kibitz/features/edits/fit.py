r"""Makes code from an answer fit the place it is for: indentation, tabs or spaces, line endings.

Pure, never raises. A line that the answer only repeats comes out exactly as it was, white space at its end
included: what was not asked for must not change.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from kibitz.text.line_index import LineIndex

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

DEFAULT_INDENT = 4  # spaces for a tab when nothing around says otherwise


def reindent(code: str, place: str, *, document: str = "") -> str:
    r"""Move `code` so that its first line begins where the first line of `place` does.

    Args:
        code: lines that end with `\n`, the first and the last not blank.
        place: what stood there; of a blank place the first line is taken, so that it says how deep.
        document: says whether tabs indent, where `place` is not indented itself.
    """
    lines = code.split("\n")
    target, own = _indent_of_first(place.split("\n")), _indent(lines[0])
    wanted, got = _kind(place.split("\n")) or _kind(document.split("\n")), _kind(lines)
    if wanted and got and wanted != got:
        deeper = [line.removeprefix(own) for line in lines]
        width = _least_indent(deeper if wanted == "\t" else (*place.split("\n"), *document.split("\n")))
        return "\n".join(_moved(_converted(line, wanted, width), "", target) for line in deeper)
    if own == target:
        return code
    return "\n".join(_moved(line, own, target) for line in lines)


def keep_same_lines(code: str, place: str, *, document: str = "") -> str:
    r"""Give `code` the line endings of `place`, and each line that both have exactly as it is in `place`.

    Args:
        code: lines that end with `\n`; no ending after the last.
        place: as in the document.
        document: says how lines end, where `place` does not.
    """
    old, new = tuple(LineIndex.of(place).lines()), code.split("\n")
    ending = _usual_ending(old) or _usual_ending((document,)) or "\n"
    blocks = SequenceMatcher(
        None, [line.rstrip() for line in old], [line.rstrip() for line in new], autojunk=False
    ).get_matching_blocks()
    same = {b + step: old[a + step] for a, b, size in blocks for step in range(size)}
    last = len(new) - 1
    kept = (_with_ending(same.get(number, line), ending) for number, line in enumerate(new[:last]))
    return "".join((*kept, same.get(last, new[last]).rstrip("\r\n")))


def plain(piece: str) -> str:
    r"""A piece of a document with lines that end with `\n`, as models write them."""
    return piece.replace("\r\n", "\n").replace("\r", "\n")


def _moved(line: str, own: str, target: str) -> str:
    if not line.strip():
        return line
    if line.startswith(own):
        return target + line.removeprefix(own)
    return target[: max(len(target) - len(own), 0)] + line  # further left than the first line: a label


def _kind(lines: Iterable[str]) -> str | None:
    """What most lines are indented with; None when none is."""
    tabs, spaces = 0, 0
    for line in lines:
        tabs += line.startswith("\t")
        spaces += line.startswith("  ") and not line.lstrip(" ").startswith("*")  # ` * ` in a block comment
    return None if tabs == spaces == 0 else "\t" if tabs >= spaces else " "


def _converted(line: str, wanted: str, width: int) -> str:
    indent = _indent(line)
    columns = len(indent.replace("\t", " " * width))
    level, rest = divmod(columns, width)
    return ("\t" * level + " " * rest if wanted == "\t" else " " * columns) + line[len(indent) :]


def _least_indent(lines: Iterable[str]) -> int:
    """The smallest indentation of at least two spaces."""
    widths = {len(line) - len(line.lstrip(" ")) for line in lines if line.startswith("  ") and line.strip()}
    return min(widths, default=DEFAULT_INDENT)


def _indent_of_first(lines: Sequence[str]) -> str:
    return _indent(next((line for line in lines if line.strip()), lines[0]))


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]


_ENDING = re.compile(r"\r\n|\r|\n")


def _usual_ending(lines: Iterable[str]) -> str:
    found = [match[0] for line in lines if (match := _ENDING.search(line))]
    return max(found, key=found.count, default="")


def _with_ending(line: str, ending: str) -> str:
    return line if line.endswith(("\n", "\r")) else line + ending
