"""Ghost text for a position: what `textDocument/inlineCompletion` and all dialects share."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kibitz.base.errors import KibitzError
from kibitz.features.inline_completion.rebase import survive
from kibitz.features.inline_completion.request import InlineRequest
from kibitz.lsp.convert import to_offset, to_range, to_span
from kibitz.lsp.failures import report
from kibitz.text.span import Span

if TYPE_CHECKING:
    from lsprotocol import types as lsp

    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.inline_completion.request import Suggestion, Trigger
    from kibitz.lsp.params import Spot
    from kibitz.lsp.session import Session

CHANGE_LOOK_S = 0.005
CHANGE_LOOKS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """Suggestions and the document they are for, as it is now; `session` knows the client's positions."""

    session: Session
    snapshot: Snapshot
    suggestion: Suggestion

    @property
    def range(self) -> lsp.Range:
        """What it replaces."""
        return to_range(self.snapshot.index, self.suggestion.span, self.session.client.encoding)


async def suggest(
    session: Session,
    method: str,
    spot: Spot,
    *,
    trigger: Trigger = "automatic",
    selected: lsp.SelectedCompletionInfo | None = None,
) -> list[Suggested]:
    """What to show at `spot`; empty for whatever reason. Never asks and never fails.

    A newer request of the same method for the same document ends this one, which is then answered first.
    """
    snapshot = session.snapshot(spot.uri)
    if snapshot is None or session.snooze.active:
        return []
    neighbours = session.notebooks.neighbours(snapshot)
    await session.in_flight.take((spot.uri, method))
    if spot.version not in (None, snapshot.version):
        snapshot = await _at_version(session, spot)
        if snapshot is None:
            return []
        neighbours = session.notebooks.neighbours(snapshot)
    settings = await session.configuration.ready()
    features = await session.features()
    encoding = session.client.encoding
    request = InlineRequest(
        snapshot=snapshot,
        offset=to_offset(snapshot.index, spot.position, encoding),
        trigger=trigger,
        menu_text=selected.text if selected else None,
        menu_span=to_span(snapshot.index, selected.range, encoding) if selected else None,
        neighbours=neighbours,
        indent=spot.indent,
    )
    try:
        result = await features.inline.complete(request, settings)
    except KibitzError as error:
        report(session, features, error)
        return []
    session.status.ready(result.trace.fact("model"))
    current = session.snapshot(spot.uri)
    if current is None:
        return []
    if current is not snapshot:  # the user typed on while the model worked
        result = survive(result, snapshot, current)
    return [
        Suggested(session=session, snapshot=current, suggestion=suggestion)
        for suggestion in result.suggestions
    ]


async def _at_version(session: Session, spot: Spot) -> Snapshot | None:
    """The document as the client means it: its last change may be on the way.

    GitHub's server says nothing about another version, and the clients that name one rely on that.
    """
    for _ in range(CHANGE_LOOKS):
        snapshot = session.snapshot(spot.uri)
        if snapshot is None or spot.version is None or snapshot.version > spot.version:
            return None
        if snapshot.version == spot.version:
            return snapshot
        await asyncio.sleep(CHANGE_LOOK_S)
    return None


def inserted(suggested: Suggested) -> str | None:
    """For clients that only insert at the cursor: without the closers it shares with the line, or None."""
    suggestion = suggested.suggestion
    replaced = suggested.snapshot.text[suggestion.span.start : suggestion.span.end]
    if not suggestion.text.endswith(replaced):
        return None
    return suggestion.text[: len(suggestion.text) - len(replaced)] or None


def whole_lines(suggested: Suggested) -> tuple[str, lsp.Range, int]:
    """The suggestion as new text for the cursor's whole line.

    Returns:
        The text, the range of the line, and how many characters of the text are there already.
    """
    snapshot, suggestion = suggested.snapshot, suggested.suggestion
    text, span = snapshot.text, suggestion.span
    line = snapshot.index.line_span(snapshot.index.line_of(span.start))
    start, end = line.start, max(line.end, span.end)
    before = text[start : span.start]
    whole = to_range(snapshot.index, Span(start, end), suggested.session.client.encoding)
    return before + suggestion.text + text[span.end : end], whole, len(before)
