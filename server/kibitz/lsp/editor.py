"""The editor as features see it (`features/edits/editor.py`): takes proposals, opens generated documents."""

from __future__ import annotations

import asyncio
import re
import time
from typing import TYPE_CHECKING, Any, cast

from lsprotocol import types as lsp

from kibitz.documents.snapshot import ON_DISK
from kibitz.documents.uri import uri_of
from kibitz.features.chat import transcript
from kibitz.features.edits.editor import Abilities
from kibitz.features.edits.proposal import DeletedFile, NewFile, RenamedFile
from kibitz.features.edits.views import views
from kibitz.lsp.convert import to_range
from kibitz.lsp.generated import ANSWER_S, ContinuedDocument, DiskDocument, EditedDocument
from kibitz.lsp.protocol import ClientError
from kibitz.storage.paths import made
from kibitz.text.line_index import LineIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from pygls.lsp.server import LanguageServer

    from kibitz.base.ports import User
    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.edits.editor import GeneratedDocument
    from kibitz.features.edits.proposal import DocumentChange, FileOperation, Proposal
    from kibitz.lsp.client import Client
    from kibitz.text.edits import TextEdit

    _Operation = lsp.TextDocumentEdit | lsp.CreateFile | lsp.RenameFile | lsp.DeleteFile
    _Name = tuple[str, TextEdit | FileOperation | None]

ANNOTATION = "kibitz"
REVIEW_EDIT = "kibitz/reviewEdit"
NAME_CHARS = 60  # an instruction may be long, a file name may not
KEPT_DOCUMENTS = 20  # generated documents are for reading now; older ones make room


class LspEditor:
    """One client, through standard LSP only."""

    def __init__(
        self,
        server: LanguageServer,
        client: Client,
        user: User,
        folder: Path,
        *,
        reviews: dict[str, Proposal],
        snapshot: Callable[[str], Snapshot | None],
    ) -> None:
        """What it works with.

        Args:
            server: sends to the client.
            client: what it can do.
            user: is told where documents are that cannot be shown.
            folder: where generated documents are written.
            reviews: what is under review now, by the proposal's id.
            snapshot: the documents that are open.
        """
        self._server = server
        self._client = client
        self._user = user
        self._folder = folder
        self._reviews = reviews
        self._snapshot = snapshot
        self.abilities = Abilities(
            applies_edits=client.applies_edits,
            reviews=client.reviews,
            confirms_changes=client.confirms_changes,
            asks=client.applies_edits,
            shows_documents=client.shows_documents,
            shows_places=client.shows_documents,
            file_operations=client.file_operations,
        )

    async def review(self, proposal: Proposal) -> Proposal | None:
        """`kibitz/reviewEdit`: the client's own view. It asks for the texts by `kibitz/reviewedFile`."""
        self._reviews[proposal.id] = proposal
        params = {
            "id": proposal.id,
            "title": proposal.title,
            "summary": proposal.summary,
            "warnings": list(proposal.warnings),
            "files": [
                {"uri": view.uri, "name": view.name, "hunks": [hunk.number for hunk in view.hunks]}
                for view in views(proposal)
            ],
        }
        try:
            answer: Any = await self._server.protocol.send_request_async(REVIEW_EDIT, params)
        except ClientError:
            return None
        finally:
            del self._reviews[proposal.id]
        kept = cast("dict[str, Any]", answer).get("kept") if isinstance(answer, dict) else None
        return proposal.keeping({*kept}) if kept else None

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

    def refresh_review(self) -> None:
        """Have the client ask for the code lenses again."""
        if self._client.refreshes_lenses:
            self._server.workspace_code_lens_refresh(None)

    def tell_stale(self, proposal: Proposal) -> None:
        """A proposal that waited is dropped."""
        self._user.tell(
            f"{proposal.title}: the code was changed meanwhile, so the edit was dropped.", "warning"
        )

    async def show_place(self, uri: str, line: int) -> bool:
        """Put the cursor at the start of a line."""
        place = lsp.Position(line=line, character=0)
        return await self._show_uri(uri, lsp.Range(start=place, end=place))

    async def new_chat(self, folder: Path) -> None:
        """Open a new chat document of the user's own, to write a question into."""

        def create() -> Path:
            path = made(folder) / time.strftime(f"%Y-%m-%d %H.%M.%S{transcript.ENDING}")
            path.touch(mode=0o600)
            path.write_text(transcript.NEW_CHAT, encoding="utf-8")
            return path

        path = await asyncio.to_thread(create)
        last = lsp.Position(line=transcript.NEW_CHAT.count("\n"), character=0)
        place = lsp.Range(start=last, end=last)
        if not (self._client.shows_documents and await self._show_uri(uri_of(path), place)):
            self._user.tell(f"Open {path} and write your question at its end.")

    async def continue_document(self, uri: str) -> GeneratedDocument:
        """Add to the end of a document of the user's: a chat."""
        return ContinuedDocument(self._server, self._client, self._snapshot, uri)

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
        return self._client.shows_documents and await self._show_uri(uri_of(path), None)

    async def _show_uri(self, uri: str, selection: lsp.Range | None) -> bool:
        try:
            async with asyncio.timeout(ANSWER_S):
                answer = await self._server.window_show_document_async(
                    lsp.ShowDocumentParams(uri=uri, take_focus=selection is not None, selection=selection)
                )
        except (ClientError, TimeoutError):
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
    """The proposal as the client can take it; with `confirm`, one annotation for each of its parts.

    Annotations and operations on files need `documentChanges`, which Neovim takes without declaring it;
    `changes` is for the rest.
    """
    if not (client.document_changes or confirm or proposal.files):
        return lsp.WorkspaceEdit(
            changes={change.uri: _text_edits(change, client) for change in proposal.changes}
        )
    annotate = confirm and client.confirms_changes
    names: dict[_Name, str] = {
        (part.uri, part.edit or part.file): f"{ANNOTATION}-{part.number}"
        for part in proposal.parts
        if annotate
    }
    changes: list[_Operation] = []
    changes += [_document_edit(change, client, names) for change in proposal.changes]
    for file in proposal.files:
        operations = _file_changes(file, names.get((file.uri, file)))
        changes += operations[1:] if isinstance(file, NewFile) and client.creates_by_edit else operations
    return lsp.WorkspaceEdit(
        document_changes=changes, change_annotations=_annotations(proposal) if names else None
    )


def _annotations(proposal: Proposal) -> dict[str, lsp.ChangeAnnotation]:
    """One for each part. The editor groups by label, so each has its own."""
    return {
        f"{ANNOTATION}-{part.number}": lsp.ChangeAnnotation(
            label=f"{proposal.title}: {part.title}" if len(proposal.parts) > 1 else proposal.title,
            needs_confirmation=True,
            description=" ".join((part.title, *proposal.warnings)),
        )
        for part in proposal.parts
    }


def _document_edit(
    change: DocumentChange, client: Client, names: Mapping[_Name, str]
) -> lsp.TextDocumentEdit:
    version = None if change.base_version == ON_DISK else change.base_version
    names_of_edits = [names.get((change.uri, edit)) for edit in change.edits]
    edits = zip(_text_edits(change, client), names_of_edits, strict=True)
    return lsp.TextDocumentEdit(
        text_document=lsp.OptionalVersionedTextDocumentIdentifier(uri=change.uri, version=version),
        edits=[_annotated(edit, name) if name else edit for edit, name in edits],
    )


def _file_changes(file: FileOperation, name: str | None) -> list[_Operation]:
    match file:
        case NewFile():
            start = lsp.Position(line=0, character=0)
            edit = lsp.TextEdit(range=lsp.Range(start=start, end=start), new_text=file.text)
            return [
                lsp.CreateFile(uri=file.uri, annotation_id=name),
                lsp.TextDocumentEdit(
                    text_document=lsp.OptionalVersionedTextDocumentIdentifier(uri=file.uri),
                    edits=[_annotated(edit, name) if name else edit],
                ),
            ]
        case RenamedFile():
            return [lsp.RenameFile(old_uri=file.uri, new_uri=file.new_uri, annotation_id=name)]
        case DeletedFile():
            return [lsp.DeleteFile(uri=file.uri, annotation_id=name)]


def _text_edits(change: DocumentChange, client: Client) -> list[lsp.TextEdit]:
    index = LineIndex.of(change.base_text)
    return [
        lsp.TextEdit(range=to_range(index, edit.span, client.encoding), new_text=edit.new_text)
        for edit in change.edits
    ]


def _annotated(edit: lsp.TextEdit, name: str) -> lsp.AnnotatedTextEdit:
    return lsp.AnnotatedTextEdit(range=edit.range, new_text=edit.new_text, annotation_id=name)
