"""Code actions as clients see them: the list, and edits and explanations by what each client can do."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kibitz.cli.lsp_client import LspError
from kibitz.documents.uri import path_of
from support.editor import CLIENT_NAMES, URI, connected, fake_model_settings, recorded_initialize

if TYPE_CHECKING:
    from support.editor import Editor
    from support.model_server import ModelServer

TEXT = "def mean(values):\n    return sum(values) / len(values)\n"
EDITED = "def mean(values):\n    if not values:\n        return 0.0\n    return sum(values) / len(values)\n"
ANSWER = f"```python\n{EDITED}```\n"
WHOLE = {"start": {"line": 0, "character": 0}, "end": {"line": 2, "character": 0}}


async def listed(editor: Editor, only: list[str] | None = None, trigger: int = 1) -> list[dict[str, Any]]:
    context: dict[str, Any] = {"diagnostics": [], "triggerKind": trigger}
    if only is not None:
        context["only"] = only
    return await editor.request(
        "textDocument/codeAction", {"textDocument": {"uri": URI}, "range": WHOLE, "context": context}
    )


@pytest.mark.parametrize(("window", "shown"), [(8192, False), (32_000, True)])
async def test_a_model_with_room_for_it_is_told_what_other_tools_complain_about(
    window: int, shown: bool, model: ModelServer
):
    model.reply = lambda _: ANSWER
    settings = fake_model_settings(model.url)
    settings["providers"]["fake"]["contextTokens"] = window
    async with connected(settings) as editor:
        editor.answer["workspace/applyEdit"] = lambda _: {"applied": True}
        await editor.initialize(recorded_initialize("vscode"))
        editor.open(TEXT)
        complaint = {"range": WHOLE, "message": "Too few blank lines", "severity": 2}
        context = {"diagnostics": [complaint], "triggerKind": 1}
        asked = {"textDocument": {"uri": URI}, "range": WHOLE, "context": context}
        await editor.request("textDocument/codeAction", asked)
        await run(editor, "edit", instruction="Handle empty values.")
        await editor.wait_for("workspace/applyEdit")
        assert ("Too few blank lines" in str(model.requests[-1]["messages"])) is shown


async def run(editor: Editor, action: str, version: int | None = 1, **more: Any) -> Any:
    arguments = {"action": action, "uri": URI, "version": version, "range": WHOLE} | more
    return await editor.request(
        "workspace/executeCommand", {"command": "kibitz.runAction", "arguments": [arguments]}
    )


def applied(edit: dict[str, Any], text: str) -> str:
    """The text after a workspace edit; whole lines and ASCII only."""
    edits = edit["changes"][URI] if "changes" in edit else edit["documentChanges"][0]["edits"]
    lines = text.split("\n")
    for each in sorted(edits, key=lambda each: -each["range"]["start"]["line"]):
        start, end = each["range"]["start"], each["range"]["end"]
        before = "\n".join([*lines[: start["line"]], lines[start["line"]][: start["character"]]])
        after = "\n".join([lines[end["line"]][end["character"] :], *lines[end["line"] + 1 :]])
        lines = (before + each["newText"] + after).split("\n")
    return "\n".join(lines)


async def test_one_selected_character_is_a_cursor(model: ModelServer):
    """Helix and ALE have no empty selection."""
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize("helix"))
        editor.open(TEXT)
        cursor = {"start": {"line": 1, "character": 4}, "end": {"line": 1, "character": 5}}
        asked = {"textDocument": {"uri": URI}, "range": cursor, "context": {"diagnostics": []}}
        titles = [entry["title"] for entry in await editor.request("textDocument/codeAction", asked)]
        assert "Explain `mean`" in titles


@pytest.mark.parametrize("name", CLIENT_NAMES)
async def test_every_client_is_offered_explain_and_refactor_without_asking_the_model(
    name: str, model: ModelServer
):
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize(name))
        editor.open(TEXT)
        titles = [entry["title"] for entry in await listed(editor)]
        assert any("Explain" in title for title in titles)
        assert any("Refactor" in title or "Simplify" in title for title in titles), titles
        assert model.requests == []


async def test_kinds_filter_the_list_and_automatic_requests_get_quick_fixes_only(model: ModelServer):
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize("vscode"))
        editor.open(TEXT)
        assert all(entry["kind"].startswith("refactor") for entry in await listed(editor, ["refactor"]))
        assert await listed(editor, ["source.organizeImports"]) == []
        assert await listed(editor, trigger=2) == []


async def test_a_client_that_confirms_changes_gets_them_annotated_and_versioned(model: ModelServer):
    model.reply = lambda _: ANSWER
    async with connected(fake_model_settings(model.url)) as editor:
        editor.answer["workspace/applyEdit"] = lambda _: {"applied": True}
        await editor.initialize(recorded_initialize("vscode"))
        editor.open(TEXT, version=7)
        assert await run(editor, "edit", version=7, instruction="Handle empty values.") is True
        edit = (await editor.wait_for("workspace/applyEdit"))["edit"]
        (change,) = edit["documentChanges"]
        assert change["textDocument"] == {"uri": URI, "version": 7}
        annotations = {each["annotationId"] for each in change["edits"]}
        assert all(edit["changeAnnotations"][name]["needsConfirmation"] for name in annotations)
        assert applied(edit, TEXT) == EDITED


@pytest.mark.parametrize("name", ["emacs30-eglot", "helix", "nvim-0.11", "vim-vim-lsp", "emacs28-eglot"])
async def test_a_client_that_applies_at_once_is_asked_before(name: str, model: ModelServer):
    model.reply = lambda _: ANSWER
    async with connected(fake_model_settings(model.url)) as editor:
        editor.answer["window/showMessageRequest"] = lambda asked: asked["actions"][0]
        editor.answer["workspace/applyEdit"] = lambda _: {"applied": True}
        await editor.initialize(recorded_initialize(name))
        editor.open(TEXT)
        await run(editor, "edit", instruction="Handle empty values.")
        question = await editor.wait_for("window/showMessageRequest")
        assert [action["title"] for action in question["actions"]] == ["Apply", "Discard"]
        edit = (await editor.wait_for("workspace/applyEdit", lambda asked: URI in str(asked)))["edit"]
        assert applied(edit, TEXT) == EDITED


async def test_discarding_changes_nothing(model: ModelServer):
    model.reply = lambda _: ANSWER
    async with connected(fake_model_settings(model.url)) as editor:
        editor.answer["window/showMessageRequest"] = lambda asked: asked["actions"][1]
        await editor.initialize(recorded_initialize("helix"))
        editor.open(TEXT)
        await run(editor, "edit", instruction="Handle empty values.")
        await editor.wait_for("window/showMessageRequest")
        await editor.request("shutdown", None)
        assert not [asked for method, asked in editor.received if method == "workspace/applyEdit"]


@pytest.mark.parametrize("name", ["vim-ale", "kate"])
async def test_a_client_that_takes_no_edit_is_offered_it_in_its_next_list(name: str, model: ModelServer):
    model.reply = lambda _: ANSWER
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize(name))
        editor.open(TEXT)
        await run(editor, "edit", instruction="Handle empty values.")
        await editor.wait_for("window/showMessage")
        entries = await listed(editor)
        (ready,) = [entry for entry in entries if "edit" in entry]
        assert ready["title"].startswith("Apply")
        assert applied(ready["edit"], TEXT) == EDITED


async def test_an_edit_of_lines_that_changed_meanwhile_is_dropped_loudly(model: ModelServer):
    model.reply = lambda _: ANSWER
    model.go.clear()
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize("vscode"))
        editor.open(TEXT)
        await run(editor, "edit", instruction="Handle empty values.")
        await model.until(lambda server: len(server.requests) == 1)
        editor.change(TEXT.replace("sum(values)", "sum(v for v in values)"))
        model.go.set()
        told = await editor.wait_for("window/showMessage")
        assert "chang" in told["message"]
        assert not [asked for method, asked in editor.received if method == "workspace/applyEdit"]


async def test_a_range_of_an_older_version_is_refused(model: ModelServer):
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize("vscode"))
        editor.open(TEXT, version=3)
        with pytest.raises(LspError):
            await run(editor, "edit", version=2, instruction="Handle empty values.")


async def test_an_unknown_action_is_refused_with_what_there_is(model: ModelServer):
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize("vscode"))
        editor.open(TEXT)
        with pytest.raises(LspError, match="explain"):
            await run(editor, "frobnicate")


async def test_explain_streams_into_a_file_that_a_following_client_shows(model: ModelServer):
    model.reply = lambda _: "It computes the mean."
    params = recorded_initialize("vscode")
    params["capabilities"]["experimental"] = {"kibitz": {"reloadsFiles": True}}
    async with connected(fake_model_settings(model.url)) as editor:
        editor.answer["window/showDocument"] = lambda _: {"success": True}
        await editor.initialize(params)
        editor.open(TEXT)
        await run(editor, "explain")
        shown = await editor.wait_for("window/showDocument")
        await editor.wait_for("$/progress", lambda params: params["value"]["kind"] == "end")
        path = path_of(shown["uri"])
        assert path is not None
        assert path.suffix == ".md"
        assert "It computes the mean." in path.read_text()
        assert not [asked for method, asked in editor.received if method == "workspace/applyEdit"]


async def test_explain_streams_as_edits_where_the_client_does_not_follow_files(model: ModelServer):
    model.reply = lambda _: "It computes the mean."
    async with connected(fake_model_settings(model.url)) as editor:
        editor.answer["window/showDocument"] = lambda _: {"success": True}
        editor.answer["workspace/applyEdit"] = lambda _: {"applied": True}
        await editor.initialize(recorded_initialize("nvim-0.12"))
        editor.open(TEXT)
        await run(editor, "explain")
        shown = await editor.wait_for("window/showDocument")
        await editor.wait_for("$/progress", lambda params: params["value"]["kind"] == "end")
        edits = [
            edit["newText"]
            for method, asked in editor.received
            if method == "workspace/applyEdit"
            for edit in asked["edit"]["changes"][shown["uri"]]
        ]
        path = path_of(shown["uri"])
        assert path is not None
        assert "It computes the mean." in path.read_text() + "".join(edits)


async def test_explain_tells_the_path_where_no_document_can_be_shown(model: ModelServer, tmp_path: Path):
    model.reply = lambda _: "It computes the mean."
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize("vim-vim-lsp"))
        editor.open(TEXT)
        await run(editor, "explain")
        told = await editor.wait_for("window/showMessage")
        path = Path(told["message"].split(" to ")[-1].rstrip("."))
        assert path.is_relative_to(tmp_path)


def pages(folder: Path) -> dict[str, str]:
    """Generated documents, by their paths."""
    return {str(path): path.read_text() for path in folder.rglob("*.md")}


async def test_an_explanation_waits_for_no_client_that_does_not_say_whether_it_shows_it(
    model: ModelServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr("kibitz.lsp.editor.ANSWER_S", 0.01)
    model.reply = lambda _: "It computes the mean."
    async with connected(fake_model_settings(model.url)) as editor:
        editor.never_answers.add("window/showDocument")
        await editor.initialize(recorded_initialize("nvim-0.12"))
        editor.open(TEXT)
        await run(editor, "explain")
        told = await editor.wait_for("window/showMessage")
        await editor.wait_for("$/progress", lambda params: params["value"]["kind"] == "end")
        [(path, page)] = pages(tmp_path).items()
        assert path in told["message"]
        assert "It computes the mean." in page
        editor.answer_late("window/showDocument", {"success": True})
        assert await editor.request("shutdown", None) is None


async def test_an_explanation_ends_where_edits_are_never_answered(
    model: ModelServer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("kibitz.lsp.generated.ANSWER_S", 0.01)
    model.reply = lambda _: "It computes the mean."
    async with connected(fake_model_settings(model.url)) as editor:
        editor.answer["window/showDocument"] = lambda _: {"success": True}
        editor.never_answers.add("workspace/applyEdit")
        await editor.initialize(recorded_initialize("nvim-0.12"))
        editor.open(TEXT)
        await run(editor, "explain")
        await editor.wait_for("$/progress", lambda params: params["value"]["kind"] == "end")
        sent = [asked for method, asked in editor.received if method == "workspace/applyEdit"]
        [edit] = sent[0]["edit"]["changes"].values()
        assert edit[0]["newText"].endswith("computes the mean.\n")


async def test_cancelling_the_progress_ends_the_action_and_the_model(model: ModelServer):
    model.go.clear()
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize("vscode"))
        editor.open(TEXT)
        await run(editor, "edit", instruction="Handle empty values.")
        token = (await editor.wait_for("$/progress"))["token"]
        await model.until(lambda server: len(server.requests) == 1)
        editor.notify("window/workDoneProgress/cancel", {"token": token})
        await model.until(lambda server: server.gone == 1)
        await editor.wait_for("$/progress", lambda params: params["value"]["kind"] == "end")
        assert not [asked for method, asked in editor.received if method == "workspace/applyEdit"]


async def test_work_waits_for_no_client_that_makes_no_room_for_its_progress(model: ModelServer):
    model.reply = lambda _: ANSWER
    async with connected(fake_model_settings(model.url)) as editor:
        editor.answer["workspace/applyEdit"] = lambda _: {"applied": True}
        editor.never_answers.add("window/workDoneProgress/create")
        await editor.initialize(recorded_initialize("vscode"))
        editor.open(TEXT)
        await run(editor, "edit", instruction="Handle empty values.")
        await editor.wait_for("workspace/applyEdit")
        assert "$/progress" not in [method for method, _ in editor.received]


async def test_progress_begins_as_late_as_the_client_makes_room_for_it(model: ModelServer):
    """Neovim answers nothing while it waits for a key."""
    model.go.clear()
    create = "window/workDoneProgress/create"
    async with connected(fake_model_settings(model.url)) as editor:
        editor.never_answers.add(create)
        await editor.initialize(recorded_initialize("nvim-0.12"))
        editor.open(TEXT)
        await run(editor, "explain")
        await model.until(lambda server: len(server.requests) == 1)
        editor.answer_late(create, None)
        begun = await editor.wait_for("$/progress")
        assert begun["value"]["title"] == "Explaining `mean`"


async def test_progress_is_told_now_and_then_and_not_for_each_piece(
    model: ModelServer, monkeypatch: pytest.MonkeyPatch
):
    """Emacs shows each report in its echo area."""
    monkeypatch.setattr("kibitz.lsp.user.REPORT_S", 3600)
    model.reply = lambda _: f"```python\n{EDITED}\n{EDITED}```\n"
    async with connected(fake_model_settings(model.url)) as editor:
        editor.answer["workspace/applyEdit"] = lambda _: {"applied": True}
        await editor.initialize(recorded_initialize("vscode"))
        editor.open(TEXT)
        await run(editor, "edit", instruction="Handle empty values.")
        await editor.wait_for("$/progress", lambda params: params["value"]["kind"] == "end")
        told = [params["value"] for method, params in editor.received if method == "$/progress"]
        assert [value["kind"] for value in told] == ["begin", "report", "end"]


async def test_leaving_in_the_middle_of_an_action_ends_it(model: ModelServer):
    model.go.clear()
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize("vscode"))
        editor.open(TEXT)
        await run(editor, "explain")
        await model.until(lambda server: len(server.requests) == 1)
    await asyncio.wait_for(model.until(lambda server: server.gone == 1), 10)


async def test_leaving_while_an_explanation_streams_into_the_editor_ends_it(model: ModelServer):
    """The remark that it was broken off has nowhere to go any more: nothing may wait for it."""
    model.end.clear()
    model.reply = lambda _: "It computes the mean of some values."
    async with connected(fake_model_settings(model.url)) as editor:
        editor.answer["window/showDocument"] = lambda _: {"success": True}
        await editor.initialize(recorded_initialize("nvim-0.12"))
        editor.open(TEXT)
        await run(editor, "explain")
        await editor.wait_for("window/showDocument")
    await asyncio.wait_for(model.until(lambda server: server.gone == 1), 10)


async def test_who_asks_twice_is_answered_twice(model: ModelServer):
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize("helix"))

        def n_told(_: Any) -> int:
            said = [params["message"] for method, params in editor.received if method == "window/showMessage"]
            return sum("no AI change" in each for each in said)

        for n in (1, 2):
            await editor.request("workspace/executeCommand", {"command": "kibitz.undoLastChange"})
            await editor.wait_for("window/showMessage", lambda told, n=n: n_told(told) == n)
