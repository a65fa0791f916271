"""An instruction about several files, as recorded clients see it: one edit, reviewed, undone at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from kibitz.documents.uri import path_of, uri_of
from support.editor import connected, fake_model_settings, recorded_initialize

if TYPE_CHECKING:
    from pathlib import Path

    from support.editor import Editor
    from support.model_server import ModelServer

SHOP = "class Money:\n    pass\n\n\ndef price():\n    return Money()\n"
MOVED = "from src.money import Money\n\n\ndef price():\n    return Money()\n"
ANSWER = """*** Edit File: src/shop.py
<<<<<<< SEARCH
class Money:
    pass
=======
from src.money import Money
>>>>>>> REPLACE
*** Create File: src/money.py
```python
class Money:
    pass
```
*** Rename File: src/old.py -> src/new.py
*** Delete File: src/gone.py
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = (tmp_path / "project").resolve()
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "shop.py").write_text(SHOP)
    (folder / "src" / "old.py").write_text("OLD = 1\n")
    (folder / "src" / "gone.py").write_text("GONE = 1\n")
    return folder


class Files:
    """Takes edits as an editor does that saves at once: whole lines of files, and the files themselves."""

    def __init__(self, editor: Editor, folder: Path) -> None:
        self.editor = editor
        self.shop = uri_of(folder / "src" / "shop.py")
        self.version = 1
        self.folder = folder
        editor.answer["workspace/applyEdit"] = self.take
        editor.answer["window/showDocument"] = lambda _: {"success": True}
        editor.answer["window/showMessageRequest"] = lambda asked: asked["actions"][0]
        editor.open(SHOP, uri=self.shop)

    def take(self, params: dict[str, Any]) -> dict[str, bool]:
        for each in params["edit"]["documentChanges"]:
            match each.get("kind"):
                case "create":
                    self._path(each["uri"]).touch(exist_ok=False)
                case "rename":
                    self._path(each["oldUri"]).rename(self._path(each["newUri"]))
                case "delete":
                    self._path(each["uri"]).unlink()
                case _:
                    self._edit(each["textDocument"]["uri"], each["edits"])
        return {"applied": True}

    def _edit(self, uri: str, edits: list[dict[str, Any]]) -> None:
        path = self._path(uri)
        lines = path.read_text().splitlines(keepends=True)
        for each in reversed(edits):
            start, end = each["range"]["start"]["line"], each["range"]["end"]["line"]
            lines[start:end] = [each["newText"]]
        path.write_text("".join(lines))
        if uri == self.shop:
            self.version += 1
            self.editor.change(path.read_text(), uri=uri, version=self.version)

    def texts(self) -> dict[str, str]:
        return {path.name: path.read_text() for path in sorted((self.folder / "src").iterdir())}

    def _path(self, uri: str) -> Path:
        path = path_of(uri)
        assert path is not None
        return path

    async def edit(self, instruction: str) -> None:
        place = {"line": 1, "character": 4}
        argument = {
            "action": "edit",
            "uri": self.shop,
            "version": self.version,
            "range": {"start": place, "end": place},
            "instruction": instruction,
        }
        await self.execute("kibitz.runAction", argument)

    async def execute(self, command: str, *arguments: Any) -> None:
        await self.editor.request(
            "workspace/executeCommand", {"command": command, "arguments": list(arguments)}
        )


def initialize(name: str, folder: Path) -> dict[str, Any]:
    params = recorded_initialize(name)
    params["workspaceFolders"] = [{"uri": uri_of(folder), "name": folder.name}]
    return params


def settings(model: ModelServer, name: str = "fake-32b") -> dict[str, Any]:
    return fake_model_settings(model.url) | {"models": dict.fromkeys(("edit", "chat"), f"fake/{name}")}


@pytest.mark.parametrize("name", ["helix", "vscode", "emacs30-lspmode10"])
async def test_all_of_it_is_one_edit_and_one_undo(name: str, model: ModelServer, folder: Path) -> None:
    model.reply = lambda _: ANSWER
    async with connected(settings(model)) as editor:
        await editor.initialize(initialize(name, folder))
        files = Files(editor, folder)
        before = files.texts()
        await files.edit("Move this class to src/money.py")
        await editor.wait_for("workspace/applyEdit", lambda _: "money.py" in files.texts())
        assert files.texts() == {
            "money.py": "class Money:\n    pass\n",
            "new.py": "OLD = 1\n",
            "shop.py": MOVED,
        }
        await files.execute("kibitz.undoLastChange")
        await editor.wait_for("workspace/applyEdit", lambda _: "money.py" not in files.texts())
        assert files.texts() == before


async def test_an_editor_that_cannot_change_files_is_not_asked_to(model: ModelServer, folder: Path) -> None:
    model.reply = lambda _: ANSWER
    async with connected(settings(model)) as editor:
        await editor.initialize(initialize("vim-ale", folder))
        files = Files(editor, folder)
        await files.edit("Move this class to src/money.py")
        await editor.wait_for("window/showMessage", lambda told: "this editor cannot" in told["message"])
        system = model.requests[-1]["messages"][0]["content"]
        assert "*** Edit File" in system and "*** Create File" not in system


async def test_a_small_model_is_asked_about_no_other_file(model: ModelServer, folder: Path) -> None:
    async with connected(settings(model, "fake-1.5b")) as editor:
        await editor.initialize(initialize("helix", folder))
        files = Files(editor, folder)
        await files.edit("Move this class to its own file")
        await editor.wait_for("window/showMessage", lambda told: "large models only" in told["message"])
        assert not model.requests


@pytest.mark.parametrize(
    ("instruction", "expected"),
    [
        ("Delete this file", {"gone.py", "old.py"}),
        ("Rename this file to `market`", {"gone.py", "old.py", "market.py"}),
    ],
)
async def test_what_names_the_file_alone_needs_no_model(
    instruction: str, expected: set[str], model: ModelServer, folder: Path
) -> None:
    async with connected(settings(model, "fake-1.5b")) as editor:
        await editor.initialize(initialize("helix", folder))
        files = Files(editor, folder)
        before = files.texts()
        await files.edit(instruction)
        await editor.wait_for("workspace/applyEdit", lambda _: set(files.texts()) == expected)
        asked = await editor.wait_for("window/showMessageRequest")
        assert "Not checked whether other files need src/shop.py" in asked["message"]
        editor.notify("textDocument/didClose", {"textDocument": {"uri": files.shop}})
        await files.execute("kibitz.undoLastChange")
        await editor.wait_for("workspace/applyEdit", lambda _: files.texts() == before)
        assert not model.requests
