"""GitHub's dialect as it is spoken now: copilot.vim, copilot.el, copilot-lsp, sidekick.nvim.

Over `textDocument/inlineCompletion` (`handlers/inline_completion.py`) it has an account, a panel, next edits,
and notes of what was shown. There is no account here: everybody is signed in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types as lsp

from kibitz import __version__
from kibitz.lsp.commands import accept_command
from kibitz.lsp.dialect import Dialect
from kibitz.lsp.params import spot_of
from kibitz.lsp.suggest import suggest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kibitz.lsp.session import Session
    from kibitz.lsp.status import Kind
    from kibitz.lsp.suggest import Suggested

USER = "kibitz"  # copilot.lua and copilot.vim take a status with a user as "signed in"
INLINE_EDIT = "textDocument/copilotInlineEdit"
PANEL = "textDocument/copilotPanelCompletion"

KINDS = {"ready": "Normal", "busy": "Normal", "warning": "Warning", "error": "Error", "off": "Inactive"}


def _handlers(session: Session) -> dict[str, Callable[[Any], Any]]:
    async def inline_edit(params: Any) -> object:
        """Next edits from the inline engine; none to a client that shows the same as ghost text already."""
        if session.asks_ghost_text:
            return no_edits()
        found = await suggest(session, INLINE_EDIT, spot_of(params))
        return {"edits": [_edit(each) for each in found]}

    async def panel(params: Any) -> object:
        from kibitz.lsp.handlers.inline_completion import inline_item

        found = await suggest(session, PANEL, spot_of(params), trigger="invoked")
        return lsp.InlineCompletionList(items=[inline_item(each) for each in found])

    def signed_in(_: Any) -> object:
        return {"status": "AlreadySignedIn", "user": USER}

    def models(_: Any) -> object:
        name = session.configuration.settings.models.completion
        return [
            {
                "id": name,
                "modelName": f"Kibitz: {name}",
                "modelFamily": name,
                "scopes": ["completion", "chat-panel"],
                "default": True,
                "preview": False,
            }
        ]

    return {
        INLINE_EDIT: inline_edit,
        PANEL: panel,
        "copilot/models": models,
        "signIn": signed_in,
        "signInInitiate": signed_in,
        "signInConfirm": lambda _: {"status": "OK", "user": USER},
        "signOut": lambda _: {"status": "NotSignedIn"},
        "checkStatus": lambda _: {"status": "OK", "user": USER},
        "getVersion": lambda _: {"version": __version__},
        "setEditorInfo": lambda _: "OK",
        # Notes. What was taken in part is seen in the document: the lengths that clients send differ.
        "textDocument/didFocus": _noted,
        "textDocument/didShowCompletion": _noted,
        "textDocument/didShowInlineEdit": _noted,
        "textDocument/didPartiallyAcceptCompletion": _noted,
    }


def no_edits() -> object:
    """copilot-lsp indexes `edits`: never null."""
    return {"edits": []}


def _edit(suggested: Suggested) -> dict[str, object]:
    snapshot = suggested.snapshot
    return {
        "text": suggested.suggestion.text,
        "range": suggested.range,
        # The clients compare it with their own and drop what is for another text.
        "textDocument": {"uri": snapshot.uri, "version": snapshot.version},
        "command": accept_command(suggested.suggestion.id),
    }


def _noted(_: Any) -> None:
    return None


def _recognises(options: Mapping[str, Any]) -> bool:
    return not {"editorInfo", "editorPluginInfo", "enableAutoCompletions"}.isdisjoint(options)


def _status(kind: Kind, message: str) -> dict[str, object]:
    return {"busy": kind == "busy", "kind": KINDS[kind], "message": message}


DIALECT = Dialect(
    handlers=_handlers,
    cancelled={INLINE_EDIT: no_edits, PANEL: lambda: lsp.InlineCompletionList(items=[])},
    recognises=_recognises,
    statuses={"didChangeStatus": _status},
)
