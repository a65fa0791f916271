"""The editor as features see it (`features/edits/editor.py`): takes proposals, opens generated documents."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from kibitz.documents.uri import uri_of
from kibitz.features.edits.editor import Abilities
from kibitz.lsp.convert import to_range
from kibitz.lsp.generated import DiskDocument, EditedDocument
from kibitz.lsp.protocol import ClientError
from kibitz.storage.paths import made
from kibitz.text.line_index import LineIndex

if TYPE_CHECKING:
    from pathlib import Path

    from pygls.lsp.server import LanguageServer

    from kibitz.base.ports import User
    from kibitz.features.edits.editor import GeneratedDocument
    from kibitz.features.edits.proposal import DocumentChange, Proposal
    from kibitz.lsp.client import Client

ANNOTATION = "kibitz"
NAME_CHARS = 60  # an instruction may be long, a file name may not
KEPT_DOCUMENTS = 20  # generated documents are for reading now; older ones make room


class LspEditor:
    """One client, through standard LSP only."""

    def __init__(self, server: LanguageServer, client: Client, user: User, folder: Path) -> None:
        """`folder` is where generated documents are written."""
        self._server = server
        self._client = client
        self._user = user
        self._folder = folder
        self.abilities = Abilities(
            applies_edits=client.applies_edits,
            reviews=False,
            confirms_changes=client.confirms_changes,
            asks=client.applies_edits,
            shows_documents=client.shows_documents,
        )

    async def review(self, proposal: Proposal) -> Proposal | None:
        """No LSP client has a view of its own for proposals; the door asks in other ways."""
        raise NotImplementedError(f"no client reviews {proposal.id}: abilities.reviews is false")

    async def apply(self, proposal: Proposal, *, confirm: bool) -> bool:
        """Send one versioned edit; `confirm` marks every hunk as needing confirmation."""
        try:
            answer = await self._server.workspace_apply_edit_async(
                lsp.ApplyWorkspaceEditParams(
                    label=proposal.title, edit=workspace_edit(proposal, self._client, confirm=confirm)
                )
            )
        except ClientError:
            return False
        return bool(answer and answer.applied)

    async def open_document(self, *, name: str, text: str, language_id: str) -> GeneratedDocument:  # noqa: ARG002
        """Write it into Kibitz' own folder and let the editor show it.

        A client that follows files on disk gets what comes from there; the others get it as edits.
        """
        path = await asyncio.to_thread(self._new_file, name, text)
        shown = await self._show(path)
        if shown and not self._client.reloads_files and self._client.applies_edits:
            return EditedDocument(self._server, path, text, self._client.encoding)
        if not shown:
            self._user.tell(f"Kibitz writes it to {path}.")
        return DiskDocument(path, text)

    async def _show(self, path: Path) -> bool:
        if not self._client.shows_documents:
            return False
        try:
            answer = await self._server.window_show_document_async(
                lsp.ShowDocumentParams(uri=uri_of(path), take_focus=False)
            )
        except ClientError:
            return False
        # Some clients answer null, against the protocol.
        return bool(answer and answer.success)

    def _new_file(self, name: str, text: str) -> Path:
        folder = made(self._folder)
        older = sorted(
            (each for each in folder.iterdir() if each.is_file()), key=lambda each: each.stat().st_mtime
        )
        for each in older[: -KEPT_DOCUMENTS or None]:
            each.unlink(missing_ok=True)
        stem, dot, ending = re.sub(r"[^\w.-]+", "-", name).rpartition(".")
        stem = stem[:NAME_CHARS]
        path, number = folder / f"{stem}{dot}{ending}", 1
        while path.exists():
            number += 1
            path = folder / f"{stem}-{number}{dot}{ending}"
        path.write_text(text, encoding="utf-8")
        return path


def workspace_edit(proposal: Proposal, client: Client, *, confirm: bool) -> lsp.WorkspaceEdit:
    """The proposal as the client can take it.

    Annotations need `documentChanges`, which Neovim takes without declaring it; `changes` is for the rest.
    """
    edits = {change.uri: _text_edits(change, client) for change in proposal.changes}
    if not (client.document_changes or confirm):
        return lsp.WorkspaceEdit(changes=edits)
    annotate = confirm and client.confirms_changes
    annotation = lsp.ChangeAnnotation(
        label=proposal.title,
        needs_confirmation=True,
        description=" ".join((proposal.summary, *proposal.warnings)),
    )
    return lsp.WorkspaceEdit(
        document_changes=[
            lsp.TextDocumentEdit(
                text_document=lsp.OptionalVersionedTextDocumentIdentifier(
                    uri=change.uri, version=change.base_version
                ),
                edits=[_annotated(edit) if annotate else edit for edit in edits[change.uri]],
            )
            for change in proposal.changes
        ],
        change_annotations={ANNOTATION: annotation} if annotate else None,
    )


def _text_edits(change: DocumentChange, client: Client) -> list[lsp.TextEdit]:
    index = LineIndex.of(change.base_text)
    return [
        lsp.TextEdit(range=to_range(index, edit.span, client.encoding), new_text=edit.new_text)
        for edit in change.edits
    ]


def _annotated(edit: lsp.TextEdit) -> lsp.AnnotatedTextEdit:
    return lsp.AnnotatedTextEdit(range=edit.range, new_text=edit.new_text, annotation_id=ANNOTATION)
