"""What other tools complained about in open documents, as far as an editor told us.

A language server hears of that with requests for code actions, about some lines; clients of ours tell all of
a document. Whether they still hold is the reader's to see, by the text of their lines (`still_there`).
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kibitz.documents.snapshot import Snapshot

MOST_DOCUMENTS = 32
MOST_PROBLEMS = 200  # of a document
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

    def told(
        self, snapshot: Snapshot, messages: Iterable[tuple[int, str]], lines: range | None = None
    ) -> None:
        """These are the problems now: lines from 0, and what is said of each.

        Args:
            snapshot: the document.
            messages: all there are.
            lines: in which there are no others; None for the whole document.
        """
        index = snapshot.index
        found: list[Problem] = []
        for line, message in messages:
            if message.strip():
                span = index.line_span(line)
                text = snapshot.text[span.start : span.end]
                found.append(Problem(line=line, text=text, message=shortened(message)))
        if lines is not None:
            new = {(each.line, each.message) for each in found}
            kept = (each for each in self.of(snapshot.uri) if each.line not in lines)
            found += (each for each in kept if (each.line, each.message) not in new)
        self._of.pop(snapshot.uri, None)
        if found:
            self._of[snapshot.uri] = tuple(found[:MOST_PROBLEMS])
        if len(self._of) > MOST_DOCUMENTS:
            self._of.popitem(last=False)

    def of(self, uri: str) -> tuple[Problem, ...]:
        """Those told last."""
        return self._of.get(uri, ())

    def forget(self, uri: str) -> None:
        """The document is closed."""
        self._of.pop(uri, None)


def shortened(message: str) -> str:
    """A message as it is kept."""
    return " ".join(message[:MOST_CHARS].split())


def still_there(problems: Iterable[Problem], lines: Sequence[str]) -> list[tuple[int, str]]:
    """Line and message of those whose line is as it was: in its place, or once elsewhere."""
    found: list[tuple[int, str]] = []
    for each in problems:
        if lines[each.line : each.line + 1] == [each.text]:
            found.append((each.line, each.message))
        elif each.text.strip() and lines.count(each.text) == 1:
            found.append((lines.index(each.text), each.message))
    return found
