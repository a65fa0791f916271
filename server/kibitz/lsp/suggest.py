"""Ghost text for a position: what `textDocument/inlineCompletion` and all dialects share."""

from __future__ import annotations

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
    from kibitz.lsp.session import Session


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
    uri: str,
    position: lsp.Position,
    *,
    trigger: Trigger = "automatic",
    selected: lsp.SelectedCompletionInfo | None = None,
) -> list[Suggested]:
    """What to show at `position`; empty for whatever reason. Never asks and never fails.

    A newer request of the same method for the same document ends this one, which is then answered first.
    """
    snapshot = session.snapshot(uri)
    if snapshot is None or session.snooze.active:
        return []
    neighbours = session.notebooks.neighbours(snapshot)
    await session.in_flight.take((uri, method))
    settings = await session.configuration.ready()
    features = await session.features()
    encoding = session.client.encoding
    request = InlineRequest(
        snapshot=snapshot,
        offset=to_offset(snapshot.index, position, encoding),
        trigger=trigger,
        menu_text=selected.text if selected else None,
        menu_span=to_span(snapshot.index, selected.range, encoding) if selected else None,
        neighbours=neighbours,
    )
    try:
        result = await features.inline.complete(request, settings)
    except KibitzError as error:
        report(session, features, error)
        return []
    session.status.ready(result.trace.fact("model"))
    current = session.snapshot(uri)
    if current is None:
        return []
    if current is not snapshot:  # the user typed on while the model worked
        result = survive(result, snapshot, current)
    return [
        Suggested(session=session, snapshot=current, suggestion=suggestion)
        for suggestion in result.suggestions
    ]


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
