"""Generated documents that grow while they are read: on disk, or as edits in the editor's buffer.

One kind is not ours: a chat, which is the user's document, and is only ever added to at its end.
"""

from __future__ import annotations

import asyncio
import time
from abc import ABC, abstractmethod
from contextlib import suppress
from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from kibitz.documents.uri import uri_of
from kibitz.lsp.convert import to_position
from kibitz.lsp.protocol import ClientError
from kibitz.text.line_index import LineIndex

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pygls.lsp.server import LanguageServer

    from kibitz.documents.snapshot import Snapshot
    from kibitz.lsp.client import Client
    from kibitz.text.line_index import PositionEncoding

# As often as a person sees text grow; each step costs the editor a reload or a redraw.
EVERY_S = 0.15
TRIES = 5  # somebody who types as the answer comes
SETTLE_S = 1.0  # Neovim tells of a change up to 150 ms after it made it
SETTLE_STEP_S = 0.01
ANSWER_S = 5.0  # editors say within a second that they showed or edited something; some never say it


class _Paced(ABC):
    """Gathers what is appended and hands it on at most every `EVERY_S`."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._waiting = ""
        self._last = time.monotonic()

    async def append(self, text: str) -> None:
        """Add to its end."""
        self._waiting += text
        if time.monotonic() - self._last >= EVERY_S:
            await self._hand_on()

    async def finish(self) -> None:
        """Nothing more comes."""
        await self._hand_on()

    async def _hand_on(self) -> None:
        if self._waiting:
            waiting, self._waiting = self._waiting, ""
            before, self._text = self._text, self._text + waiting
            await self._write(before, waiting)
        self._last = time.monotonic()

    @abstractmethod
    async def _write(self, before: str, more: str) -> None:
        """Make `before` into `before + more` where the user reads it."""


class DiskDocument(_Paced):
    """A file that the editor follows, or that the user opens."""

    def __init__(self, path: Path, text: str) -> None:
        super().__init__(text)
        self._path = path

    async def _write(self, before: str, more: str) -> None:
        await asyncio.to_thread(self._path.write_text, before + more, encoding="utf-8")


class EditedDocument(_Paced):
    """A buffer of the editor; its file keeps the beginning only, since the editor owns the rest."""

    def __init__(self, server: LanguageServer, path: Path, text: str, encoding: PositionEncoding) -> None:
        super().__init__(text)
        self._server = server
        self._encoding: PositionEncoding = encoding
        self._uri = uri_of(path)

    async def _write(self, before: str, more: str) -> None:
        end = to_position(LineIndex.of(before), len(before), self._encoding)
        edit = lsp.TextEdit(range=lsp.Range(start=end, end=end), new_text=more)
        with suppress(ClientError, TimeoutError):
            async with asyncio.timeout(ANSWER_S):
                await self._server.workspace_apply_edit_async(
                    lsp.ApplyWorkspaceEditParams(edit=lsp.WorkspaceEdit(changes={self._uri: [edit]}))
                )


class ContinuedDocument(_Paced):
    """The end of a document of the user's, who may type elsewhere in it meanwhile."""

    def __init__(
        self,
        server: LanguageServer,
        client: Client,
        snapshot: Callable[[str], Snapshot | None],
        uri: str,
    ) -> None:
        super().__init__("")
        self._last = 0.0  # what was taken as context is shown at once: the first word may take a while
        self._server = server
        self._client = client
        self._snapshot = snapshot
        self._uri = uri

    async def _write(self, before: str, more: str) -> None:  # noqa: ARG002  the editor's text is what counts
        for _ in range(TRIES):
            snapshot = self._snapshot(self._uri)
            if snapshot is None:
                return
            if await self._append(snapshot, more):
                await self._settle(snapshot)
                return

    async def _append(self, snapshot: Snapshot, more: str) -> bool:
        end = to_position(snapshot.index, len(snapshot.text), self._client.encoding)
        ending = "\r\n" if "\r\n" in snapshot.text else "\n"
        edit = lsp.TextEdit(range=lsp.Range(start=end, end=end), new_text=more.replace("\n", ending))
        if self._client.document_changes:  # refused when the user typed in the meantime
            place = lsp.OptionalVersionedTextDocumentIdentifier(uri=self._uri, version=snapshot.version)
            change = lsp.TextDocumentEdit(text_document=place, edits=[edit])
            workspace_edit = lsp.WorkspaceEdit(document_changes=[change])
        else:
            workspace_edit = lsp.WorkspaceEdit(changes={self._uri: [edit]})
        try:
            async with asyncio.timeout(ANSWER_S):
                answer = await self._server.workspace_apply_edit_async(
                    lsp.ApplyWorkspaceEditParams(label="Kibitz: answer", edit=workspace_edit)
                )
        except ClientError:
            return False
        except TimeoutError:
            return True  # it may well be there: a second time would double it
        return bool(answer and answer.applied)

    async def _settle(self, before: Snapshot) -> None:
        """Until the client has told of the change: only then is the new end known."""
        for _ in range(round(SETTLE_S / SETTLE_STEP_S)):
            if self._snapshot(self._uri) is not before:
                return
            await asyncio.sleep(SETTLE_STEP_S)
