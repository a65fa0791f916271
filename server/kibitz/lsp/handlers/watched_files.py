"""`textDocument/didSave` and `workspace/didChangeWatchedFiles`: what the index must read again."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from lsprotocol import types as lsp

from kibitz.documents.uri import path_of
from kibitz.lsp.protocol import ClientError

if TYPE_CHECKING:
    from collections.abc import Callable

    from kibitz.lsp.session import Session

logger = logging.getLogger(__name__)


def handlers(session: Session) -> dict[str, Callable[[Any], Any]]:
    """Methods of this file."""

    async def changed(uris: list[str]) -> None:
        features = await session.features()
        features.workspaces.changed([path for uri in uris if (path := path_of(uri))])

    async def did_save(params: lsp.DidSaveTextDocumentParams) -> None:
        await changed([params.text_document.uri])

    async def did_change_watched_files(params: lsp.DidChangeWatchedFilesParams) -> None:
        await changed([change.uri for change in params.changes])

    return {
        lsp.TEXT_DOCUMENT_DID_SAVE: did_save,
        lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES: did_change_watched_files,
    }


async def register(session: Session) -> None:
    """Ask the client to tell of files that other programs change."""
    from kibitz.context.index.scan import code_extensions

    pattern = f"**/*.{{{','.join(sorted(each.lstrip('.') for each in code_extensions()))}}}"
    registration = lsp.Registration(
        id="kibitz-files",
        method=lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES,
        register_options={"watchers": [{"globPattern": pattern}]},
    )
    try:
        await session.server.client_register_capability_async(
            lsp.RegistrationParams(registrations=[registration])
        )
    except ClientError:
        logger.warning("The editor refused to tell of files that change")
