"""Code blocks in Markdown. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Final

from kibitz.text.span import Span

_OPEN: Final = re.compile(r"(?P<indent> {0,3})(?P<fence>`{3,}|~{3,})(?P<info>[^`\n]*)\n?")
_PATH: Final = re.compile(r"[\w./\\ -]*\w\.\w{1,8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A fenced block.

    Attributes:
        span: all of it in the document, fences included.
        language: the first word behind the fence.
        path: a file name there, or on the first line as a comment; empty when there is none.
    """

    span: Span
    language: str
    path: str
    code: str = field(repr=False)


def blocks_in(text: str) -> tuple[Block, ...]:
    """Every closed block, in order."""
    blocks: list[Block] = []
    opened: re.Match[str] | None = None
    start = offset = 0
    lines: list[str] = []
    for line in text.splitlines(keepends=True):
        if opened is None:
            opened = _OPEN.fullmatch(line.replace("\r\n", "\n"))
            start, lines = offset, []
        elif _closes(line, opened["fence"]):
            blocks.append(
                _block(opened["info"], "".join(lines), Span(start, offset + len(line.rstrip("\r\n"))))
            )
            opened = None
        else:
            lines.append(line)
        offset += len(line)
    return tuple(blocks)


def block_at(text: str, offset: int) -> Block | None:
    """The block that `offset` is in, edges included."""
    return next((block for block in blocks_in(text) if block.span.start <= offset <= block.span.end), None)


def blocks_by_file(text: str, within: Span) -> dict[str, Block]:
    """What an answer says of each file that it names; several blocks for one of them are one."""
    found: dict[str, Block] = {}
    for block in blocks_in(text):
        if block.path and within.contains(block.span):
            first = found.get(block.path)
            found[block.path] = replace(first, code=f"{first.code}\n\n{block.code}") if first else block
    return found


def _closes(line: str, fence: str) -> bool:
    mark = line.strip()
    return len(mark) >= len(fence) and mark == fence[0] * len(mark)


def _block(info: str, code: str, span: Span) -> Block:
    words = info.split()
    language, _, behind = (words[0] if words else "").partition(":")
    named = [behind, *(word.partition("=")[2] or word for word in words[1:])]
    first = code.split("\n", 1)[0].strip().lstrip("#/-*<! ").rstrip("*/-> ")
    path = next((name for name in (*named, first) if name and _PATH.fullmatch(name)), "")
    return Block(span=span, language=language, path=path.replace("\\", "/"), code=code)
