"""Review hunk by hunk and undo, as recorded clients see them: annotations, code lenses, code actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from kibitz.cli.lsp_client import LspError
from support.editor import URI, connected, fake_model_settings, recorded_initialize

if TYPE_CHECKING:
    from support.editor import Editor
    from support.model_server import ModelServer

OLD = "def f(a):\n    x = a\n    y = x\n    z = y\n    return z\n"
NEW = "def f(a):\n    x = a + 1\n    y = x\n    z = y + 1\n    return z\n"
ANSWER = f"```python\n{NEW}```\n"
WHOLE = {"start": {"line": 0, "character": 0}, "end": {"line": 5, "character": 0}}


class Buffer:
    """The text of the one document, as a client keeps it: takes edits, tells what changed."""

    def __init__(self, editor: Editor) -> None:
        self.editor = editor
        self.text = OLD
        self.version = 1
        self.applied: list[dict[str, Any]] = []
        self.most_edits: int | None = None
        editor.answer["workspace/applyEdit"] = self.take
        editor.answer["window/showDocument"] = lambda _: {"success": True}
        editor.open(OLD)

    def take(self, params: dict[str, Any]) -> dict[str, bool]:
        edit = params["edit"]
        edits = edit.get("changes", {}).get(URI) or [
            each for change in edit.get("documentChanges", ()) for each in change["edits"]
        ]
        if edits and URI in str(edit):
            self.applied.append(edit)
            self.apply(edits[: self.most_edits])
        return {"applied": self.most_edits is None}

    def apply(self, edits: list[dict[str, Any]]) -> None:
        lines = self.text.splitlines(keepends=True)
        for each in sorted(edits, key=lambda each: -each["range"]["start"]["line"]):
            start, end = each["range"]["start"]["line"], each["range"]["end"]["line"]
            lines[start:end] = [each["newText"]]
        self.type("".join(lines))

    def type(self, text: str) -> None:
        self.text = text
        self.version += 1
        self.editor.change(text, version=self.version)

    async def until(self, text: str) -> None:
        await self.editor.wait_for("workspace/applyEdit", lambda _: self.text == text)

    async def edit(self) -> None:
        argument = {
            "action": "edit",
            "uri": URI,
            "version": self.version,
            "range": WHOLE,
            "instruction": "Add one.",
        }
        await self.execute("kibitz.runAction", argument)

    async def execute(self, command: str, *arguments: Any) -> Any:
        return await self.editor.request(
            "workspace/executeCommand", {"command": command, "arguments": list(arguments)}
        )

    async def lenses(self) -> list[dict[str, Any]]:
        return await self.editor.request("textDocument/codeLens", {"textDocument": {"uri": URI}})

    async def actions(self, line: int) -> list[dict[str, Any]]:
        place = {"line": line, "character": 0}
        context = {"diagnostics": [], "triggerKind": 1}
        params = {
            "textDocument": {"uri": URI},
            "range": {"start": place, "end": place},
            "context": context,
        }
        return await self.editor.request("textDocument/codeAction", params)

    async def run(self, entries: list[dict[str, Any]], title: str) -> None:
        [command] = [each["command"] for each in entries if title in each.get("title", each["command"])]
        await self.execute(command["command"], *command["arguments"])


def choose(editor: Editor, title: str) -> None:
    editor.answer["window/showMessageRequest"] = lambda asked: next(
        each for each in asked["actions"] if each["title"] == title
    )


async def test_each_hunk_has_an_annotation_of_its_own(model: ModelServer) -> None:
    model.reply = lambda _: ANSWER
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize("vim-coc"))
        buffer = Buffer(editor)
        await buffer.edit()
        await buffer.until(NEW)
        [edit] = buffer.applied
        names = [each["annotationId"] for each in edit["documentChanges"][0]["edits"]]
        assert len(set(names)) == 2
        labels = {edit["changeAnnotations"][name]["label"] for name in names}
        assert labels == {
            "Edit: Add one.: example.py:2 (+1 -1)",
            "Edit: Add one.: example.py:4 (+1 -1)",
        }
        assert all(each["needsConfirmation"] for each in edit["changeAnnotations"].values())


@pytest.mark.parametrize("name", ["nvim-0.11", "vim-vim-lsp"])
async def test_code_lenses_accept_one_hunk_and_reject_another(name: str, model: ModelServer) -> None:
    model.reply = lambda _: ANSWER
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize(name))
        choose(editor, "Hunk by hunk")
        buffer = Buffer(editor)
        assert await buffer.lenses() == []
        await buffer.edit()
        await editor.wait_for("window/showMessage")
        lenses = [each["command"] | {"command": each["command"]} for each in await buffer.lenses()]
        accept = [each for each in lenses if "accept" in each["title"]]
        assert [each["title"] for each in accept] == [
            "Kibitz: accept example.py:2 (+1 -1)",
            "Kibitz: accept example.py:4 (+1 -1)",
        ]
        await buffer.run(accept, "example.py:4")
        await buffer.until(OLD.replace("z = y", "z = y + 1"))
        lenses = [each["command"] | {"command": each["command"]} for each in await buffer.lenses()]
        await buffer.run(lenses, "Discard")
        while await buffer.lenses():
            pass
        assert buffer.text == OLD.replace("z = y", "z = y + 1")


@pytest.mark.parametrize("name", ["helix", "emacs30-eglot", "emacs30-lspmode10"])
async def test_code_actions_do_the_same_where_there_are_no_lenses(name: str, model: ModelServer) -> None:
    model.reply = lambda _: ANSWER
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize(name))
        choose(editor, "Hunk by hunk")
        buffer = Buffer(editor)
        await buffer.edit()
        await editor.wait_for("window/showMessage")
        actions = await buffer.actions(1)
        assert sum("Accept this hunk" in each["title"] for each in actions) == 1
        await buffer.run(actions, "Reject this hunk")
        await buffer.run(await buffer.actions(3), "Apply: ")
        await buffer.until(OLD.replace("z = y", "z = y + 1"))


async def test_a_client_that_takes_no_edit_gets_each_hunk_in_an_action(model: ModelServer) -> None:
    model.reply = lambda _: ANSWER
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize("vim-ale"))
        buffer = Buffer(editor)
        await buffer.edit()
        await editor.wait_for("window/showMessage")
        [accept] = [each for each in await buffer.actions(3) if "Accept this hunk" in each["title"]]
        buffer.apply(accept["edit"]["changes"][URI])
        assert buffer.text == OLD.replace("z = y", "z = y + 1")
        [rest] = [each for each in await buffer.actions(1) if each["title"].startswith("Apply")]
        buffer.apply(rest["edit"]["changes"][URI])
        assert buffer.text == NEW
        assert not [each for each in await buffer.actions(1) if "edit" in each]


async def test_what_such_a_client_took_is_undone_by_an_action_too(model: ModelServer) -> None:
    model.reply = lambda _: ANSWER
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize("vim-ale"))
        buffer = Buffer(editor)
        await buffer.edit()
        await editor.wait_for("window/showMessage")
        assert not [each for each in await buffer.actions(3) if "Undo" in each["title"]]
        [accept] = [each for each in await buffer.actions(3) if "Accept this hunk" in each["title"]]
        buffer.apply(accept["edit"]["changes"][URI])
        [undo] = [each for each in await buffer.actions(0) if each["title"].startswith("Undo the last")]
        await buffer.execute("kibitz.runAction", *undo["command"]["arguments"])
        await editor.wait_for("window/showMessage", lambda told: "Undo: Edit" in told["message"])
        [taken] = [each for each in await buffer.actions(0) if each["title"].startswith("Apply: Undo")]
        buffer.apply(taken["edit"]["changes"][URI])
        assert buffer.text == OLD


async def _edited(model: ModelServer) -> dict[str, Any]:
    """A session in which an edit was applied, and that has ended; what its editor sends to begin another."""
    model.reply = lambda _: ANSWER
    params = recorded_initialize("helix")
    params["workspaceFolders"] = [{"uri": "file:///workspace", "name": "workspace"}]
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(params)
        choose(editor, "Apply")
        buffer = Buffer(editor)
        await buffer.edit()
        await buffer.until(NEW)
    return params


async def test_a_change_of_this_document_is_offered_to_be_undone_also_after_a_restart(
    model: ModelServer,
) -> None:
    params = await _edited(model)
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(params)
        buffer = Buffer(editor)
        assert not [each for each in await buffer.actions(0) if "Undo" in each["title"]]
        buffer.type(NEW)
        await buffer.run(await buffer.actions(0), "Undo the last AI change: Edit: Add one.")
        await buffer.until(OLD)
        assert not [each for each in await buffer.actions(0) if "Undo" in each["title"]]


async def test_a_waiting_proposal_follows_typing_elsewhere_and_is_dropped_loudly_otherwise(
    model: ModelServer,
) -> None:
    model.reply = lambda _: ANSWER
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize("nvim-0.11"))
        choose(editor, "Hunk by hunk")
        buffer = Buffer(editor)
        await buffer.edit()
        await editor.wait_for("window/showMessage")
        buffer.type("# mine\n" + OLD)
        assert {each["range"]["start"]["line"] for each in await buffer.lenses()} == {2, 4}
        buffer.type("# mine\n" + OLD.replace("x = a", "x = 0"))
        assert await buffer.lenses() == []
        await editor.wait_for("window/showMessage", lambda told: "changed meanwhile" in told["message"])


async def test_undo_restores_across_a_restart_of_the_server(model: ModelServer) -> None:
    params = await _edited(model)
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(params)
        buffer = Buffer(editor)
        buffer.type(NEW)
        await buffer.execute("kibitz.undoLastChange")
        await buffer.until(OLD)


async def test_a_part_that_a_client_took_and_denied_is_undone(model: ModelServer) -> None:
    model.reply = lambda _: ANSWER
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize("helix"))
        choose(editor, "Apply")
        buffer = Buffer(editor)
        buffer.most_edits = 1
        await buffer.edit()
        await editor.wait_for("window/showMessage", lambda told: "only a part" in told["message"])
        assert buffer.text == OLD.replace("x = a", "x = a + 1")
        buffer.most_edits = None
        await buffer.run(await buffer.actions(0), "Undo the last AI change: Edit: Add one.")
        await buffer.until(OLD)


async def test_undo_says_so_where_the_code_was_edited_since(model: ModelServer) -> None:
    model.reply = lambda _: ANSWER
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize("helix"))
        choose(editor, "Apply")
        buffer = Buffer(editor)
        await buffer.edit()
        await buffer.until(NEW)
        buffer.type(NEW.replace("y + 1", "y + 2"))
        choose(editor, "Show the diff")
        await buffer.execute("kibitz.undoLastChange")
        asked = await editor.wait_for(
            "window/showMessageRequest", lambda asked: "edited since" in asked["message"]
        )
        assert "Edit: Add one. in example.py" in asked["message"]
        assert buffer.text == NEW.replace("y + 1", "y + 2")


async def test_a_client_with_a_view_of_its_own_decides_hunk_by_hunk(model: ModelServer) -> None:
    model.reply = lambda _: ANSWER
    params = recorded_initialize("vscode")
    params["capabilities"]["experimental"] = {"kibitz": {"reviewsEdits": True}}
    async with connected(fake_model_settings(model.url)) as editor:
        editor.answer["kibitz/reviewEdit"] = lambda asked: {"kept": asked["files"][0]["hunks"][1:]}
        await editor.initialize(params)
        buffer = Buffer(editor)
        await buffer.edit()
        await buffer.until(OLD.replace("z = y", "z = y + 1"))
        asked = await editor.wait_for("kibitz/reviewEdit")
        assert asked["files"] == [{"uri": URI, "name": "example.py", "hunks": [0, 1]}]
        with pytest.raises(LspError, match="not under review any more"):
            await editor.request("kibitz/reviewedFile", {"id": asked["id"], "file": 0, "rejected": []})


async def test_a_review_that_is_closed_changes_nothing(model: ModelServer) -> None:
    model.reply = lambda _: ANSWER
    params = recorded_initialize("vscode")
    params["capabilities"]["experimental"] = {"kibitz": {"reviewsEdits": True}}
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(params)
        buffer = Buffer(editor)
        await buffer.edit()
        await editor.wait_for("kibitz/reviewEdit")
        await editor.request("shutdown", None)
        assert buffer.text == OLD and not buffer.applied
