r"""What an answer says is to be done with files: sections, each with a line that names a file. Pure.

*** Edit File: src/shop.py          search/replace blocks follow, as in `blocks.py`
*** Create File: src/money.py       all of its text follows, in one fenced block
*** Rename File: a.py -> b.py
*** Delete File: old.py

Lines inside of fenced blocks and of search/replace blocks are code and name nothing. What is not clear is
refused, not guessed: a file without its text, a name that is missing. Which files these are, and whether they
may be touched, is `file_orders.py`'s concern.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Literal, cast

from kibitz.features.edits.formats.blocks import end_of_block
from kibitz.features.edits.parse import ELIDED, Refused, elides, first_fenced, without_thoughts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Operation = Literal["edit", "create", "rename", "delete"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOrder:
    """One thing to do with one file.

    Attributes:
        path: as the answer names it, with `/`.
        new_path: of a file that is renamed.
        text: of a file that is created; for an edit, what stands below the line: blocks.
    """

    operation: Operation
    path: str
    new_path: str = ""
    text: str = field(default="", repr=False)


TEXTLESS: Final = Refused(
    "creates a file without its text",
    "Write all of the text of a new file below its line, in one fenced block that is closed.",
)
NAMELESS: Final = Refused(
    "does not say which file it means",
    "Name files as `*** Rename File: old path -> new path`, `*** Delete File: path`, and so on.",
)

_VERBS: Final[dict[str, Operation]] = {
    "edit": "edit",
    "update": "edit",
    "change": "edit",
    "create": "create",
    "add": "create",
    "new": "create",
    "rename": "rename",
    "move": "rename",
    "delete": "delete",
    "remove": "delete",
}
_LINE: Final = re.compile(
    rf" {{0,3}}\*{{2,4}}\s*({'|'.join(_VERBS)})\s+file\s*:\s*(.*?)[\s*]*", re.IGNORECASE
)
_TO: Final = re.compile(r"\s+(?:->|=>|→|to)\s+")


def orders_in(answer: str) -> tuple[FileOrder, ...] | Refused:
    """What an answer orders, in its order; nothing where it names no file in this way."""
    lines = without_thoughts(answer).split("\n")
    sections = list(_sections(lines))
    if not sections and (inside := _wrapped(lines)):
        lines = inside
        sections = list(_sections(lines))
    orders: list[FileOrder] = []
    for start, end in sections:
        order = _order(lines[start], lines[start + 1 : end])
        if isinstance(order, Refused):
            return order
        orders.append(order)
    return _joined(orders)


def order_line(line: str) -> tuple[Operation, str] | None:
    """What a line orders of which file; the path as it stands there."""
    match = _LINE.fullmatch(line)
    return (_VERBS[match[1].lower()], match[2]) if match else None


def _sections(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """From a line that names a file up to the next one; code is passed over."""
    start, number = -1, 0
    while number < len(lines):
        after = end_of_block(lines, number) or _after_fence(lines, number)
        if after is None and _LINE.fullmatch(lines[number]):
            if start >= 0:
                yield start, number
            start = number
        number = after or number + 1
    if start >= 0:
        yield start, len(lines)


def _after_fence(lines: Sequence[str], number: int) -> int | None:
    """The line behind the fenced block that begins at a line; None when none does."""
    is_fence = lines[number].lstrip(" ").startswith(("```", "~~~"))
    found = first_fenced(lines, number) if is_fence else None
    return found[1] + 1 if found is not None and found[0] == number else None


def _wrapped(lines: Sequence[str]) -> list[str]:
    """The inside of the first fenced block, where it is no code but the sections."""
    found = first_fenced(lines, 0)
    inside = list(lines[found[0] + 1 : found[1]]) if found else []
    first = next((line for line in inside if line.strip()), "")
    return inside if _LINE.fullmatch(first) else []


def _order(line: str, below: Sequence[str]) -> FileOrder | Refused:
    operation, named = cast("tuple[Operation, str]", order_line(line))
    match operation:
        case "rename":
            path, *new = map(_path, _TO.split(named))
            return _named(FileOrder(operation="rename", path=path, new_path=new[0] if len(new) == 1 else ""))
        case "create":
            text = _text(below)
            if isinstance(text, Refused):
                return text
            return _named(FileOrder(operation="create", path=_path(named), text=text))
        case _:
            text = "\n".join(below) if operation == "edit" else ""
            return _named(FileOrder(operation=operation, path=_path(named), text=text))


def _named(order: FileOrder) -> FileOrder | Refused:
    if not order.path or (order.operation == "rename" and not order.new_path):
        return NAMELESS
    return order


def _path(written: str) -> str:
    path = written.strip().strip("`'\"").strip().replace("\\", "/")
    return posixpath.normpath(path) if path else ""


def _text(below: Sequence[str]) -> str | Refused:
    """The inside of the one block there is."""
    found = first_fenced(below, 0)
    if found is None or found[1] == len(below) or first_fenced(below, found[1] + 1) is not None:
        return TEXTLESS
    text = "\n".join(below[found[0] + 1 : found[1]])
    return ELIDED if elides(text, "") else f"{text}\n" if text else ""


def _joined(orders: Sequence[FileOrder]) -> tuple[FileOrder, ...]:
    """The orders with one edit for each file, by the name that it has before, ahead of the others."""
    old_names = {order.new_path: order.path for order in orders if order.operation == "rename"}
    edits: dict[str, FileOrder] = {}
    for order in orders:
        if order.operation == "edit":
            path = old_names.get(order.path, order.path)
            before = edits.get(path)
            text = f"{before.text}\n{order.text}" if before else order.text
            edits[path] = replace(order, path=path, text=text)
    return (*edits.values(), *(order for order in orders if order.operation != "edit"))
