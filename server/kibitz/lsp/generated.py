"""Generated documents that grow while they are read: on disk, or as edits in the editor's buffer."""

from __future__ import annotations

import asyncio
import time
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from kibitz.documents.uri import uri_of
from kibitz.lsp.convert import to_position
from kibitz.lsp.protocol import ClientError
from kibitz.text.line_index import LineIndex

if TYPE_CHECKING:
    from pathlib import Path

    from pygls.lsp.server import LanguageServer

    from kibitz.text.line_index import PositionEncoding

# As often as a person sees text grow; each step costs the editor a reload or a redraw.
EVERY_S = 0.15


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
        try:
            await self._server.workspace_apply_edit_async(
                lsp.ApplyWorkspaceEditParams(edit=lsp.WorkspaceEdit(changes={self._uri: [edit]}))
            )
        except ClientError:
            return
