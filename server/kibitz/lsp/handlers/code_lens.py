"""`textDocument/codeLens`: above each hunk that waits for a review, what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types as lsp

from kibitz.lsp.convert import to_range
from kibitz.lsp.review import review_command
from kibitz.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from kibitz.features.edits.prepared import Step, Verdict
    from kibitz.lsp.session import Session

# A lens has little room. The menu of code actions has the whole sentence.
SHORT: dict[Verdict, str] = {"reject": "Reject", "next": "Next", "show": "Diff", "reject all": "Discard"}


def handlers(session: Session) -> dict[str, Callable[[Any], Any]]:
    """Methods of this file."""

    async def code_lens(params: lsp.CodeLensParams) -> list[lsp.CodeLens]:
        if session.snapshot(params.text_document.uri) is None:
            return []
        features = await session.features()
        snapshot = session.snapshot(params.text_document.uri)
        if snapshot is None or not session.client.applies_edits:
            return []
        encoding = session.client.encoding
        return [
            lsp.CodeLens(
                range=to_range(snapshot.index, Span(step.offset, step.offset), encoding),
                command=review_command(_title(step), step),
            )
            for step in features.actions.door.prepared.steps(snapshot.uri)
            if step.verdict != "next" or session.client.shows_documents
        ]

    return {lsp.TEXT_DOCUMENT_CODE_LENS: code_lens}


def _title(step: Step) -> str:
    if step.verdict == "accept":
        return step.title.replace("Accept this hunk: ", "Kibitz: accept ")
    if step.verdict == "accept all":
        return step.title.replace("Apply: ", "Kibitz: apply all of ")
    return SHORT[step.verdict]
