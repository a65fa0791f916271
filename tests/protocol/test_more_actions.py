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


SEVERAL = "def f(a):\n    return a + b\n\n\ndef g(a):\n    return a + c\n"
PROBLEMS = [
    {"range": {"start": {"line": n, "character": 15}, "end": {"line": n, "character": 16}}, "message": said}
    for n, said in ((1, "b is not defined"), (5, "c is not defined"))
]


async def _fixed(editor: Editor, actions: list[dict[str, Any]]) -> str:
    [entry] = [each for each in actions if each["title"] == "Fix all problems in this file"]
    assert entry["kind"] == "quickfix.kibitz.fix_all"
    await editor.request("workspace/executeCommand", entry["command"])
    return str((await editor.wait_for("workspace/applyEdit"))["edit"])


def _by_function(body: dict[str, Any]) -> str:
    name, number = ("f", 1) if "def f" in body["messages"][-1]["content"] else ("g", 2)
    return f"```python\ndef {name}(a):\n    return a + {number}\n```"


async def test_all_problems_of_a_file_are_fixed_from_anywhere_where_the_client_tells_them(model: ModelServer):
    model.reply = _by_function
    async with connected(fake_model_settings(model.url)) as editor:
        editor.answer["workspace/applyEdit"] = lambda _: {"applied": True}
        await editor.initialize(recorded_initialize("vscode"))
        editor.open(SEVERAL)
        assert not [each for each in await listed(editor, [], 1) if "Fix" in each["title"]]
        editor.notify("kibitz/problems", {"uri": URI, "problems": PROBLEMS})
        assert not [each for each in await listed(editor, [], 2) if "Fix" in each["title"]]  # asked for only
        edit = await _fixed(editor, await listed(editor, [], 1))
        assert "a + 1" in edit and "a + 2" in edit


async def test_other_clients_tell_them_line_by_line(model: ModelServer):
    model.reply = _by_function
    async with connected(fake_model_settings(model.url)) as editor:
        editor.answer["workspace/applyEdit"] = lambda _: {"applied": True}
        editor.answer["window/showMessageRequest"] = lambda asked: asked["actions"][0]
        editor.answer["window/showDocument"] = lambda _: {"success": True}
        await editor.initialize(recorded_initialize("helix"))
        editor.open(SEVERAL)
        actions: list[dict[str, Any]] = []
        for problem in PROBLEMS:
            context = {"diagnostics": [problem], "triggerKind": 1}
            params = {"textDocument": {"uri": URI}, "range": problem["range"], "context": context}
            actions = await editor.request("textDocument/codeAction", params)
        edit = await _fixed(editor, actions)
        assert "a + 1" in edit and "a + 2" in edit
