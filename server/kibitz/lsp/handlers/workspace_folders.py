"""`workspace/didChangeWorkspaceFolders`: folders come and go while the editor runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types as lsp

if TYPE_CHECKING:
    from collections.abc import Callable

    from kibitz.lsp.session import Session


def handlers(session: Session) -> dict[str, Callable[[Any], Any]]:
    """Methods of this file."""
    folders = dict.fromkeys(session.client.folders)

    async def did_change_workspace_folders(params: lsp.DidChangeWorkspaceFoldersParams) -> None:
        for folder in params.event.removed:
            folders.pop(folder.uri, None)
        for folder in params.event.added:
            folders[folder.uri] = None
        features = await session.features()
        await features.set_folders(tuple(folders))

    return {lsp.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: did_change_workspace_folders}
