"""What is asked of inline completion and what comes back; plain data for the callers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kibitz.documents.notebook import ALONE

if TYPE_CHECKING:
    from kibitz.documents.notebook import Neighbours
    from kibitz.documents.snapshot import Snapshot
    from kibitz.observability.trace import Trace
    from kibitz.text.span import Span

Trigger = Literal["invoked", "automatic"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InlineRequest:
    """A cursor that waits for ghost text.

    Attributes:
        offset: of the cursor, in code points.
        menu_text: what the completion menu would insert; suggestions then begin with it.
        menu_span: what the menu's text would replace; without it, the word before the cursor.
        neighbours: the other cells, when the document is one of a notebook.
        indent: one level of indentation as the editor makes it; empty when that is not known.
    """

    snapshot: Snapshot
    offset: int
    trigger: Trigger
    menu_text: str | None = None
    menu_span: Span | None = None
    neighbours: Neighbours = ALONE
    indent: str = ""

    @property
    def whole_text(self) -> str:
        """The document with its neighbours: what a suggestion is to fit into."""
        return self.neighbours.joined(self.snapshot)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Text to be shown.

    Attributes:
        id: to be given back when the user takes the suggestion.
        span: what it replaces: on the cursor's line, around the cursor, often empty.
        text: its lines end as those of the document do.
    """

    id: str
    span: Span
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InlineResult:
    """Suggestions, best first, or the reason (a stable word or two) why there are none."""

    suggestions: tuple[Suggestion, ...]
    reason: str | None
    trace: Trace
