"""Actions that need more of the protocol than an edit: diagnostics in and out, a text as the answer."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from kibitz.cli.lsp_client import LspError
from kibitz.documents.uri import uri_of
from support.editor import URI, connected, fake_model_settings, recorded_initialize

if TYPE_CHECKING:
    from pathlib import Path

    from support.editor import Editor
    from support.model_server import ModelServer

TEXT = "def mean(values):\n    return sum(values) / count\n"
PLACE = {"start": {"line": 1, "character": 25}, "end": {"line": 1, "character": 30}}
PROBLEM = {"range": PLACE, "message": "count is not defined", "source": "checker", "severity": 1}


async def listed(editor: Editor, problems: list[dict[str, Any]], trigger: int) -> list[dict[str, Any]]:
    context = {"diagnostics": problems, "triggerKind": trigger}
    params = {"textDocument": {"uri": URI}, "range": PLACE, "context": context}
    return await editor.request("textDocument/codeAction", params)


async def test_a_problem_is_offered_to_be_fixed_and_goes_with_the_command(model: ModelServer):
    model.reply = lambda _: "```python\ndef mean(values):\n    return sum(values) / len(values)\n```"
    async with connected(fake_model_settings(model.url)) as editor:
        editor.answer["workspace/applyEdit"] = lambda _: {"applied": True}
        await editor.initialize(recorded_initialize("vscode"))
        editor.open(TEXT)
        fix, explain = await listed(editor, [PROBLEM], trigger=2)
        assert fix["title"] == "Fix: count is not defined"
        assert explain["title"] == "Explain: count is not defined"
        assert fix["kind"] == "quickfix.kibitz.fix" and fix["diagnostics"][0]["source"] == "checker"
        assert model.requests == []
        await editor.request("workspace/executeCommand", fix["command"])
        edit = (await editor.wait_for("workspace/applyEdit"))["edit"]
        assert "len(values)" in str(edit)
        assert "checker: count is not defined (at `return sum(values) / count`)" in str(model.requests)


async def test_bugs_are_published_and_can_be_dismissed(model: ModelServer):
    model.reply = lambda _: "2: count is not defined"
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize("vscode"))
        editor.open(TEXT)
        arguments = {"action": "find_bugs", "uri": URI, "version": 1, "range": PLACE}
        command = {"command": "kibitz.runAction", "arguments": [arguments]}
        await editor.request("workspace/executeCommand", command)
        [problem] = (await editor.wait_for("textDocument/publishDiagnostics"))["diagnostics"]
        assert problem["source"] == "Kibitz" and problem["range"]["start"] == {"line": 1, "character": 4}
        titles = {each["title"]: each for each in await listed(editor, [problem], trigger=2)}
        await editor.request("workspace/executeCommand", titles["Dismiss what Kibitz found here"]["command"])
        await editor.wait_for("textDocument/publishDiagnostics", lambda told: told["diagnostics"] == [])


async def test_the_commit_message_is_the_answer_of_its_command(model: ModelServer, tmp_path: Path):
    model.reply = lambda _: "Add a constant"
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)  # noqa: ASYNC221
    (tmp_path / "a.py").write_text("x = 1\n", "utf-8")
    subprocess.run(["git", "add", "."], cwd=tmp_path, check=True)  # noqa: ASYNC221
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize("vscode"))
        command = {"command": "kibitz.commitMessage", "arguments": [{"folder": uri_of(tmp_path)}]}
        assert await editor.request("workspace/executeCommand", command) == "Add a constant\n"


async def test_without_anything_staged_the_command_says_so_each_time(model: ModelServer, tmp_path: Path):
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)  # noqa: ASYNC221
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize("vscode"))
        command = {"command": "kibitz.commitMessage", "arguments": [{"folder": uri_of(tmp_path)}]}
        for _ in range(2):
            with pytest.raises(LspError, match="Nothing is staged"):
                await editor.request("workspace/executeCommand", command)
