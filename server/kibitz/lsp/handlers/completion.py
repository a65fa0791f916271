"""`textDocument/completion`: the same suggestions for editors without ghost text.

Never holds up the normal menu: the answer comes within the deadline of the settings, with or without a
suggestion, and is always marked incomplete, so that the next key asks again and finds the cache filled.

In a chat document it completes what a question mentions, in every editor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types as lsp

from kibitz.base.errors import KibitzError
from kibitz.documents.notebook import ALONE
from kibitz.features.chat.mentions import mention_at
from kibitz.features.chat.suggest_mentions import suggest_mentions
from kibitz.features.chat.transcript import is_chat
from kibitz.features.inline_completion.request import InlineRequest
from kibitz.lsp.commands import accept_command
from kibitz.lsp.convert import to_offset, to_range
from kibitz.lsp.failures import report
from kibitz.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.inline_completion.request import Suggestion
    from kibitz.lsp.session import Session
    from kibitz.settings.model import Settings
    from kibitz.text.line_index import PositionEncoding

LABEL_CHARS = 60


def handlers(session: Session) -> dict[str, Callable[[Any], Any]]:
    """Methods of this file."""

    async def completion(params: lsp.CompletionParams) -> lsp.CompletionList:
        snapshot = session.snapshot(params.text_document.uri)
        neighbours = session.notebooks.neighbours(snapshot) if snapshot else ALONE
        settings = await session.configuration.ready()
        if snapshot is not None and is_chat(snapshot.uri):
            offset = to_offset(snapshot.index, params.position, session.client.encoding)
            return await _mentions(session, snapshot, offset)
        if snapshot is None or session.snooze.active or not _wanted(session, settings):
            return lsp.CompletionList(is_incomplete=False, items=[])
        await session.in_flight.take((snapshot.uri, lsp.TEXT_DOCUMENT_COMPLETION))
        features = await session.features()
        offset = to_offset(snapshot.index, params.position, session.client.encoding)
        request = InlineRequest(snapshot=snapshot, offset=offset, trigger="automatic", neighbours=neighbours)
        try:
            result = await features.inline.complete_within(
                request, settings, settings.completion_menu.deadline_ms
            )
        except KibitzError as error:
            report(session, features, error)
            return nothing()
        encoding = session.client.encoding
        return lsp.CompletionList(
            is_incomplete=True,
            items=[_item(snapshot, offset, each, encoding) for each in result.suggestions],
        )

    return {lsp.TEXT_DOCUMENT_COMPLETION: completion}


async def _mentions(session: Session, snapshot: Snapshot, offset: int) -> lsp.CompletionList:
    typed = mention_at(snapshot.text, offset)
    chat = (await session.features()).actions.chat
    if typed is None or chat is None:
        return lsp.CompletionList(is_incomplete=False, items=[])
    range_ = to_range(snapshot.index, Span(offset - len(typed), offset), session.client.encoding)
    names = await suggest_mentions(typed, chat.workspace, chat.project)
    return lsp.CompletionList(
        is_incomplete=True,
        items=[
            lsp.CompletionItem(
                label=name,
                kind=lsp.CompletionItemKind.Reference,
                filter_text=name,
                sort_text=f"!{rank:02}",
                text_edit=lsp.TextEdit(range=range_, new_text=name),
            )
            for rank, name in enumerate(names)
        ],
    )


def _wanted(session: Session, settings: Settings) -> bool:
    """`auto`: for editors that neither announce ghost text nor ask for it all the same, as lsp-mode does."""
    match settings.completion_menu.enabled:
        case "on":
            return True
        case "off":
            return False
        case "auto":
            return not session.client.ghost_text and not session.asks_ghost_text


def nothing() -> lsp.CompletionList:
    """No suggestion yet."""
    return lsp.CompletionList(is_incomplete=True, items=[])


def _item(
    snapshot: Snapshot, offset: int, suggestion: Suggestion, encoding: PositionEncoding
) -> lsp.CompletionItem:
    """An item that the editor's own filter keeps: it begins with the word before the cursor."""
    start = min(_word_start(snapshot.text, offset), suggestion.span.start)
    text = snapshot.text[start : suggestion.span.start] + suggestion.text
    first_line = text.split("\n", 1)[0].rstrip("\r")
    behind = snapshot.text[suggestion.span.start : suggestion.span.end]
    return lsp.CompletionItem(
        label=_label(first_line, more=len(first_line) < len(text.rstrip())),
        kind=lsp.CompletionItemKind.Snippet,
        detail="Kibitz",
        documentation=lsp.MarkupContent(
            kind=lsp.MarkupKind.Markdown, value=f"```{snapshot.language_id}\n{text}\n```"
        ),
        filter_text=first_line,
        sort_text="!",  # before every letter and digit: whoever asked for Kibitz in the menu wants to see it
        # For clients that know no text edits, such as JupyterLab's: they insert in place of the word.
        insert_text=text[: len(text) - len(behind)] if text.endswith(behind) else text,
        insert_text_format=lsp.InsertTextFormat.PlainText,
        insert_text_mode=lsp.InsertTextMode.AsIs,
        text_edit=lsp.TextEdit(
            range=to_range(snapshot.index, Span(start, suggestion.span.end), encoding), new_text=text
        ),
        command=accept_command(suggestion.id),
    )


def _word_start(text: str, offset: int) -> int:
    while offset and (text[offset - 1].isalnum() or text[offset - 1] == "_"):
        offset -= 1
    return offset


def _label(first_line: str, *, more: bool) -> str:
    label = first_line.strip()[:LABEL_CHARS]
    return f"{label} …" if more or len(label) < len(first_line.strip()) else label
