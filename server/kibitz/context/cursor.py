"""Where help is wanted, as every source sees it. Bounded: costs the same in a file of any size. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kibitz.context.words import IDENTIFIER
from kibitz.syntax.language import language_for
from kibitz.syntax.outline import import_statements

if TYPE_CHECKING:
    from collections.abc import Mapping

BEFORE_CHARS = 8_000
AFTER_CHARS = 3_000
HEAD_CHARS = 12_000  # where imports are

HALF_LIFE_LINES = 8  # a name this far away counts half
BELOW = 0.6  # what follows says less about the next line than what precedes it
MOST_HEADER_LINES = 16
SCOPE = 0.9  # the headers of the function and the class around the cursor say much, however far they are


@dataclass(frozen=True, kw_only=True)
class Cursor:
    """A place in a document.

    Attributes:
        path: relative to the folder, with `/`; empty for a document outside of it.
    """

    path: str
    language_id: str
    text: str
    offset: int

    @cached_property
    def before(self) -> str:
        """Text up to the cursor."""
        return self.text[max(self.offset - BEFORE_CHARS, 0) : self.offset]

    @cached_property
    def after(self) -> str:
        """Text from the cursor on."""
        return self.text[self.offset : self.offset + AFTER_CHARS]

    @cached_property
    def imports(self) -> tuple[str, ...]:
        """The import statements of the file."""
        language = language_for(self.language_id, self.path)
        if language is None:
            return ()
        head = self.text[:HEAD_CHARS]
        shown = self.before if self.offset > HEAD_CHARS + BEFORE_CHARS else ""
        return import_statements(head + "\n" + shown, language)

    @cached_property
    def line_before(self) -> str:
        """The cursor's line up to the cursor."""
        return self.before[self.before.rfind("\n") + 1 :]

    @cached_property
    def receiver(self) -> str:
        """`thing` in `thing.`, `thing->`, `thing::` and the beginning of a name right before the cursor."""
        match = _RECEIVER.search(self.line_before[-200:])
        return match[1] if match else ""

    @cached_property
    def nearness(self) -> Mapping[str, float]:
        """The identifiers around the cursor and how near each is, 0 to 1. Import statements left out."""
        found: dict[str, float] = {}
        statements = {line for statement in self.imports for line in statement.splitlines()}

        def note(line: str, weight: float) -> None:
            if line.strip() not in statements:
                for name in IDENTIFIER.findall(line):
                    if found.get(name, 0.0) < weight:
                        found[name] = weight

        for distance, line in enumerate(reversed(self.before.split("\n"))):
            note(line, _weight(distance))
        for distance, line in enumerate(self.after.split("\n")):
            note(line, BELOW * _weight(distance))
        for line in self._headers():
            note(line, SCOPE)
        return found

    def _headers(self) -> list[str]:
        """The lines that the cursor's line is nested in, by indentation, to the end of their brackets."""
        lines = self.before.split("\n")
        indent = _indent(lines.pop())
        found: list[str] = []
        for number in range(len(lines) - 1, -1, -1):
            line = lines[number]
            stripped = line.lstrip()
            if not stripped or stripped[0] in ")}]#" or len(line) - len(stripped) >= indent:
                continue
            indent = len(line) - len(stripped)
            found.append(line)
            if line.count("(") > line.count(")"):
                for more in lines[number + 1 : number + 1 + MOST_HEADER_LINES]:
                    found.append(more)
                    if more.lstrip()[:1] == ")":
                        break
            if not indent:
                break
        return found


_RECEIVER = re.compile(r"([^\W\d]\w*)(?:\([^()]*\))?(?:\??\.|->|::)\w*\Z")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _weight(distance: int) -> float:
    return HALF_LIFE_LINES / (HALF_LIFE_LINES + distance)
