"""What other tools complained about in open documents, as far as an editor told us.

A language server hears of that only with requests for code actions: those of the last one for each document
are kept. Whether they still hold is the reader's to see, by the text of their lines.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kibitz.documents.snapshot import Snapshot

MOST_DOCUMENTS = 32
MOST_PROBLEMS = 20  # of a document
MOST_CHARS = 300  # of a message: compilers add pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One message, and the line (from 0) it is about, as that was."""

    line: int
    text: str = field(repr=False)
    message: str = field(repr=False)


class Problems:
    """By document, the last told ones."""

    def __init__(self) -> None:
        self._of: OrderedDict[str, tuple[Problem, ...]] = OrderedDict()

    def told(self, snapshot: Snapshot, messages: Iterable[tuple[int, str]]) -> None:
        """These are the problems now: lines from 0, and what is said of each."""
        index = snapshot.index
        found: list[Problem] = []
        for line, message in messages:
            if message.strip() and len(found) < MOST_PROBLEMS:
                span = index.line_span(line)
                text = snapshot.text[span.start : span.end]
                found.append(Problem(line=line, text=text, message=" ".join(message[:MOST_CHARS].split())))
        self._of.pop(snapshot.uri, None)
        if found:
            self._of[snapshot.uri] = tuple(found)
        if len(self._of) > MOST_DOCUMENTS:
            self._of.popitem(last=False)

    def of(self, uri: str) -> tuple[Problem, ...]:
        """Those told last."""
        return self._of.get(uri, ())

    def forget(self, uri: str) -> None:
        """The document is closed."""
        self._of.pop(uri, None)
