"""Documents cut into overlapping windows with their identifiers; kept as long as the document is the same."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kibitz.context.words import identifiers

if TYPE_CHECKING:
    from kibitz.documents.snapshot import Snapshot

WINDOW_LINES = 14
STEP_LINES = 7
MOST_CHARS = 100_000  # of a document: the rest of a huge one is not looked at
KEPT_DOCUMENTS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class TextWindow:
    """Consecutive lines, from `line` on, without blank ones at the ends."""

    line: int
    lines: tuple[str, ...] = field(repr=False)
    names: frozenset[str] = field(repr=False)


class Windows:
    """Of the documents last asked for."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[Snapshot, tuple[TextWindow, ...]]] = OrderedDict()

    def known(self, document: Snapshot) -> tuple[TextWindow, ...] | None:
        """What `cut` has found already."""
        kept = self._kept.get(document.uri)
        return kept[1] if kept is not None and kept[0] is document else None

    def cut(self, document: Snapshot) -> tuple[TextWindow, ...]:
        """All windows of a document: about 1 ms for 10,000 characters, so in a thread."""
        windows = windows_of(document.text[:MOST_CHARS])
        self._kept[document.uri] = document, windows
        self._kept.move_to_end(document.uri)
        while len(self._kept) > KEPT_DOCUMENTS:
            self._kept.popitem(last=False)
        return windows


def windows_of(text: str) -> tuple[TextWindow, ...]:
    """Every window of a text."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    names = [frozenset(identifiers(line)) for line in lines]
    found: list[TextWindow] = []
    for start in range(0, max(len(lines) - STEP_LINES, 1), STEP_LINES):
        first, end = start, min(start + WINDOW_LINES, len(lines))
        while first < end and not lines[first].strip():
            first += 1
        while end > first and not lines[end - 1].strip():
            end -= 1
        if first < end:
            inside = frozenset[str]().union(*names[first:end])
            found.append(TextWindow(line=first, lines=tuple(lines[first:end]), names=inside))
    return tuple(found)
