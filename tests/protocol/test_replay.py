"""Every recorded client from `initialize` to `exit`: open, type, complete, take, code action, apply.

What a client cannot do is not asked of it; the text must be right at the end whichever way it went.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

import pytest

from kibitz.cli.lsp_client import LspError
from support.editor import CLIENT_NAMES, URI, connected, fake_model_settings, recorded_initialize

if TYPE_CHECKING:
    from support.editor import Editor
    from support.model_server import ModelServer

BEFORE = "def add(first, second):\n    retur\n\n\n# add one\n"
TYPED = "def add(first, second):\n    return \n\n\n# add one\n"
DONE = "def add(first, second):\n    return first + second\n\n\n# add one\n"
CURSOR = {"line": 1, "character": 11}
GHOST = {"vscode", "nvim-0.12", "vim-coc", "emacs30-lspmode10"}


@pytest.mark.parametrize("name", CLIENT_NAMES)
async def test_a_session(name: str, model: ModelServer):
    model.reply = lambda _: "first + second"
    settings = fake_model_settings(model.url) | {"completionMenu": {"deadlineMs": 5000}}
    async with asyncio.timeout(30), connected(settings) as editor:
        edits: list[dict[str, Any]] = []
        editor.answer["workspace/applyEdit"] = lambda asked: edits.append(asked["edit"]) or {"applied": True}
        editor.answer["window/showMessageRequest"] = lambda asked: asked["actions"][0]
        await editor.initialize(recorded_initialize(name))
        editor.open(BEFORE)
        editor.notify(
            "textDocument/didChange",
            {"textDocument": {"uri": URI, "version": 2}, "contentChanges": [_insertion(1, 9, "n ")]},
        )
        if name in GHOST:
            (item,) = (await editor.ghost(1, 11)[1])["items"]
            edit = {"range": item["range"], "newText": item["insertText"]}
        else:
            (item,) = (await editor.request("textDocument/completion", _place()))["items"]
            edit = item["textEdit"]
            assert item["insertText"] == edit["newText"]
            assert item["filterText"] == item["label"]
        assert _applied([edit], TYPED) == DONE
        assert await editor.request("workspace/executeCommand", item["command"]) is True
        if name not in GHOST | {"jupyterlab"}:  # which has no code actions
            await _complete_here(editor)
            if not edits:
                await editor.wait_for("workspace/applyEdit")
            assert _applied(_text_edits(edits[0]), TYPED) == DONE
        assert await editor.request("shutdown", None) is None
        editor.notify("exit", None)


async def _complete_here(editor: Editor) -> None:
    """Choose it as the client would; clients that apply no edits find theirs in the next list."""
    entry = await _entry(editor, "Complete here")
    with contextlib.suppress(LspError):  # Helix and others send it whatever is advertised
        entry = await editor.request("codeAction/resolve", entry)
    command = entry["command"] if isinstance(entry["command"], dict) else entry
    assert await editor.request("workspace/executeCommand", command) is True
    if not editor.initialized_with["capabilities"].get("workspace", {}).get("applyEdit"):
        await editor.wait_for("window/showMessage", lambda told: "ready" in told["message"])
        entry = await _entry(editor, "Apply: Complete here")
        editor.answer["workspace/applyEdit"]({"edit": entry["edit"]})


async def _entry(editor: Editor, title: str) -> dict[str, Any]:
    context = {"diagnostics": [], "triggerKind": 1}
    place = {"textDocument": {"uri": URI}, "range": {"start": CURSOR, "end": CURSOR}, "context": context}
    entries = await editor.request("textDocument/codeAction", place)
    found = [entry for entry in entries if entry["title"].startswith(title)]
    assert found, [entry["title"] for entry in entries]
    return found[0]


def _place() -> dict[str, Any]:
    return {"textDocument": {"uri": URI}, "position": CURSOR}


def _insertion(line: int, character: int, text: str) -> dict[str, Any]:
    place = {"line": line, "character": character}
    return {"range": {"start": place, "end": place}, "text": text}


def _text_edits(edit: dict[str, Any]) -> list[dict[str, Any]]:
    return edit["changes"][URI] if "changes" in edit else edit["documentChanges"][0]["edits"]


def _applied(edits: list[dict[str, Any]], text: str) -> str:
    """The text after edits inside one line of ASCII."""
    lines = text.split("\n")
    for edit in edits:
        start, end = edit["range"]["start"], edit["range"]["end"]
        assert start["line"] == end["line"]
        line = lines[start["line"]]
        lines[start["line"]] = line[: start["character"]] + edit["newText"] + line[end["character"] :]
    return "\n".join(lines)
