"""What Kibitz tells a client it can do, written out: nothing depends on what happens to be registered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from kibitz.lsp import commands

if TYPE_CHECKING:
    from kibitz.lsp.client import Client

# Editors without ghost text open their menu on these too: a line most often goes on after one of them.
MENU_TRIGGERS = [".", "(", "=", ",", " "]


def server_capabilities(client: Client) -> lsp.ServerCapabilities:
    """The answer to `initialize` for this client."""
    return lsp.ServerCapabilities(
        position_encoding=lsp.PositionEncodingKind(client.encoding),
        text_document_sync=lsp.TextDocumentSyncOptions(
            open_close=True, change=lsp.TextDocumentSyncKind.Incremental, save=True
        ),
        notebook_document_sync=lsp.NotebookDocumentSyncOptions(
            notebook_selector=[
                lsp.NotebookDocumentFilterWithNotebook(
                    notebook="*", cells=[lsp.NotebookCellLanguage(language="*")]
                )
            ]
        ),
        # An options object, not `true`: some clients read nothing else as "yes".
        inline_completion_provider=lsp.InlineCompletionOptions(),
        completion_provider=lsp.CompletionOptions(
            trigger_characters=[] if client.ghost_text else MENU_TRIGGERS, resolve_provider=False
        ),
        code_action_provider=lsp.CodeActionOptions(
            code_action_kinds=[lsp.CodeActionKind.QuickFix, lsp.CodeActionKind.Refactor, "kibitz"]
        ),
        code_lens_provider=lsp.CodeLensOptions(resolve_provider=False),
        execute_command_provider=lsp.ExecuteCommandOptions(commands=list(commands.ALL)),
        workspace=lsp.WorkspaceOptions(
            workspace_folders=lsp.WorkspaceFoldersServerCapabilities(
                supported=True, change_notifications=True
            )
        ),
    )
