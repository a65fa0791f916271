"""Complete the TODO: what a comment at the cursor says is still to be done."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kibitz.features.code_actions.action import CodeAction
from kibitz.features.code_actions.menu import shortened
from kibitz.features.code_actions.rewrite import rewrite
from kibitz.text.span import Span

if TYPE_CHECKING:
    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.code_actions.action import ActionContext, ActionRequest, Result
    from kibitz.features.code_actions.run import Services

_TODO: Final = re.compile(
    r"(?:#|//+|--|;|%|/?\*|<!--)\s*(?:TODO|FIXME|HACK|XXX)\b(?:\([^)]*\))?[:\s-]*(?P<text>\S.*?)?\s*(?:\*+/|-->)?\s*$"
)


def _todo(snapshot: Snapshot, span: Span) -> tuple[str, Span] | None:
    """What it says, and its line."""
    line = snapshot.index.line_span(snapshot.index.line_of(span.start))
    match = _TODO.search(snapshot.text[line.start : line.end])
    return None if match is None else (match["text"] or "", line)


def _title(context: ActionContext) -> str | None:
    found = _todo(context.snapshot, context.span)
    return None if found is None else shortened(f"Complete the TODO: {found[0]}".rstrip(": "))


async def _run(request: ActionRequest, services: Services) -> Result:
    found = _todo(request.snapshot, request.span)
    if found is None:
        services.user.tell("There is no TODO comment on this line.")
        return "nothing"
    text, line = found
    said = request.snapshot.text[line.start : line.end].strip()
    instruction = f"Do what this comment in the code says, and take the comment out: `{said}`"
    if not text:
        instruction = f"Write the code that is missing at this comment, and take the comment out: `{said}`"
    return await rewrite(
        request,
        services,
        title="Complete the TODO",
        instruction=instruction,
        span=Span(line.start, line.start),
        wants_code=True,
    )


ACTION = CodeAction(id="todo", kind="quickfix.kibitz.todo", title=_title, run=_run)
