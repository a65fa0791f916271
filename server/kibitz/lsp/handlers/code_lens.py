"""`textDocument/codeLens`: above each hunk that waits for a review, what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types as lsp

from kibitz.features.chat.blocks import blocks_in
from kibitz.features.chat.of_files import of_files
from kibitz.features.chat.transcript import answer_at, is_chat, question_in
from kibitz.lsp.commands import RUN_ACTION
from kibitz.lsp.convert import to_range
from kibitz.lsp.review import review_command
from kibitz.lsp.run_action import ActionArguments
from kibitz.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.edits.prepared import Step, Verdict
    from kibitz.lsp.session import Session
    from kibitz.text.line_index import PositionEncoding

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
        if is_chat(snapshot.uri):
            return _chat_lenses(snapshot, encoding)
        return [
            lsp.CodeLens(
                range=to_range(snapshot.index, Span(step.offset, step.offset), encoding),
                command=review_command(_title(step), step),
            )
            for step in features.actions.door.prepared.steps(snapshot.uri)
            if step.verdict != "next" or session.client.shows_documents
        ]

    return {lsp.TEXT_DOCUMENT_CODE_LENS: code_lens}


def _chat_lenses(snapshot: Snapshot, encoding: PositionEncoding) -> list[lsp.CodeLens]:
    """Send, above the question; apply and insert, above each block of an answer; all, above the first."""

    def lens(title: str, action: str, offset: int) -> lsp.CodeLens:
        place = to_range(snapshot.index, Span(offset, offset), encoding)
        arguments = ActionArguments(
            action=action,
            uri=snapshot.uri,
            version=snapshot.version,
            range=place,
            instruction=None,
            diagnostics=(),
        )
        command = lsp.Command(title=title, command=RUN_ACTION, arguments=[arguments.write()])
        return lsp.CodeLens(range=place, command=command)

    lenses: list[lsp.CodeLens] = []
    answer = None
    for block in blocks_in(snapshot.text):
        if answer is None or not answer.contains(block.span):
            answer = answer_at(snapshot.text, block.span.start)
            title = of_files(snapshot.text, answer).title if answer else None
            if title is not None:
                lenses.append(lens(title, "chat_apply_all", block.span.start))
        lenses.append(lens(f"Apply to {block.path or 'file'}", "chat_apply", block.span.start))
        lenses.append(lens("Insert at cursor", "chat_insert", block.span.start))
    question = question_in(snapshot.text)
    if question is not None:
        lenses.append(lens("Send", "chat_send", max(snapshot.text.rfind(question.split("\n")[0]), 0)))
    return lenses


def _title(step: Step) -> str:
    if step.verdict == "accept":
        return step.title.replace("Accept this hunk: ", "Kibitz: accept ")
    if step.verdict == "accept all":
        return step.title.replace("Apply: ", "Kibitz: apply all of ")
    return SHORT[step.verdict]
