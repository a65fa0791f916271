"""A text as tree-sitter sees it: bytes. Translates offsets; cheap where all is ASCII. Pure.

A lone carriage return ends a line in LSP, and in the grammars it does not: they see a line feed there.
"""

from __future__ import annotations

import re

_LONE_RETURN = re.compile(r"\r(?!\n)")

_CONTINUATION_BYTES = bytes(range(0x80, 0xC0))


class Encoded:
    """`text[start:end]` of a document in UTF-8, after an optional `prologue`. Immutable.

    Offsets are code points of the whole document; bytes count from the beginning of `data`. Both
    directions clamp to what is covered. A lone surrogate becomes `?`: one code point, one byte.
    """

    __slots__ = ("_ascii", "data", "end", "head", "part", "start")

    def __init__(self, text: str, start: int, end: int, prologue: str = "") -> None:
        self.start = start
        self.end = end
        self.part = text if end - start == len(text) else text[start:end]
        self.head = len(prologue)
        self._ascii = self.part.isascii()
        seen = prologue + self.part
        if "\r" in seen and seen.count("\r") != seen.count("\r\n"):
            seen = _LONE_RETURN.sub("\n", seen)
        self.data = seen.encode("utf-8", "replace")

    def byte(self, offset: int) -> int:
        """Where code point `offset` of the document is in `data`."""
        inside = min(max(offset - self.start, 0), self.end - self.start)
        if not self._ascii:
            inside = len(self.part[:inside].encode("utf-8", "replace"))
        return self.head + inside

    def offset(self, byte: int) -> int:
        """Which code point of the document begins at `byte` of `data`."""
        inside = min(max(byte, self.head), len(self.data))
        if self._ascii:
            return self.start + inside - self.head
        return self.start + len(self.data[self.head : inside].translate(None, _CONTINUATION_BYTES))
