"""Notebooks as VS Code sends them: what the model sees of the other cells, and where suggestions go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.editor import connected, fake_model_settings, recorded_initialize

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from support.editor import Editor
    from support.model_server import ModelServer

BOOK = "file:///workspace/book.ipynb"
LOAD = "%matplotlib inline\nimport pandas as pd\nframe = pd.read_csv('a.csv')"
PROSE = "# What the prose says"
HEAD = "def mean():\n    return "
USE = HEAD + "\n\nmean().round()"
USE_END = (1, 11)


class Notebook:
    """The cells as VS Code has them; every change is told as it would."""

    def __init__(self, editor: Editor) -> None:
        self._editor = editor
        self._version = 1

    def open(self, *cells: tuple[str, str]) -> None:
        self._editor.notify(
            "notebookDocument/didOpen",
            {
                "notebookDocument": {
                    "uri": BOOK,
                    "notebookType": "jupyter-notebook",
                    "version": 1,
                    "cells": [_cell(name, text) for name, text in cells],
                },
                "cellTextDocuments": [_document(name, text) for name, text in cells],
            },
        )

    def insert(self, start: int, name: str, text: str) -> None:
        array = {"start": start, "deleteCount": 0, "cells": [_cell(name, text)]}
        self._change({"structure": {"array": array, "didOpen": [_document(name, text)]}})

    def delete(self, start: int, name: str) -> None:
        array = {"start": start, "deleteCount": 1}
        self._change({"structure": {"array": array, "didClose": [{"uri": _uri(name)}]}})

    def reorder(self, start: int, *cells: tuple[str, str]) -> None:
        new = [_cell(name, text) for name, text in cells]
        self._change({"structure": {"array": {"start": start, "deleteCount": len(new), "cells": new}}})

    def type(self, name: str, version: int, text: str, *at: int) -> None:
        place = {"line": at[0], "character": at[1]}
        self._change(
            {
                "textContent": [
                    {
                        "document": {"uri": _uri(name), "version": version},
                        "changes": [{"range": {"start": place, "end": place}, "text": text}],
                    }
                ]
            }
        )

    def close(self, *names: str) -> None:
        self._editor.notify(
            "notebookDocument/didClose",
            {"notebookDocument": {"uri": BOOK}, "cellTextDocuments": [{"uri": _uri(name)} for name in names]},
        )

    async def ghost(self, name: str, line: int, character: int, kind: int = 2) -> list[dict[str, Any]]:
        return (await self._editor.ghost(line, character, _uri(name), kind)[1])["items"]

    def _change(self, cells: dict[str, Any]) -> None:
        self._version += 1
        book = {"uri": BOOK, "version": self._version}
        self._editor.notify(
            "notebookDocument/didChange", {"notebookDocument": book, "change": {"cells": cells}}
        )


def _uri(name: str) -> str:
    return f"vscode-notebook-cell:/workspace/book.ipynb#{name}"


def _cell(name: str, text: str) -> dict[str, Any]:
    return {"kind": 1 if text.startswith("#") else 2, "document": _uri(name)}


def _document(name: str, text: str) -> dict[str, Any]:
    language = "markdown" if text.startswith("#") else "python"
    return {"uri": _uri(name), "languageId": language, "version": 1, "text": text}


@pytest.fixture
async def editor(model: ModelServer) -> AsyncIterator[Editor]:
    model.reply = lambda _: "frame.mean()"
    settings = fake_model_settings(model.url) | {"inlineCompletion": {"speculate": "off"}}
    async with connected(settings) as editor:
        await editor.initialize(recorded_initialize("vscode"))
        yield editor


@pytest.fixture
def book(editor: Editor) -> Notebook:
    return Notebook(editor)


async def test_cells_of_every_notebook_are_asked_for(editor: Editor):
    (selector,) = editor.capabilities["notebookDocumentSync"]["notebookSelector"]
    assert selector == {"notebook": "*", "cells": [{"language": "*"}]}


async def test_a_chat_that_mentions_the_file_is_told_all_cells_of_the_notebook(
    editor: Editor, book: Notebook, model: ModelServer
):
    book.open(("one", LOAD), ("two", PROSE), ("three", USE))
    place = {
        "uri": _uri("three"),
        "range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}},
    }
    asked = {"conversation": "1", "text": "What does @file do?", "place": place}
    await editor.request("kibitz/chat/send", asked)
    context = await editor.wait_for("kibitz/chat/context")
    assert "book.ipynb" in str(context["lines"])
    [question] = [body for body in model.requests if "messages" in body]
    said = str(question["messages"])
    for cell in (LOAD, "# %% [markdown]\n# # What the prose says", USE):
        assert repr(cell)[1:-1].replace("'", "") in said.replace("'", "").replace("\\\\", "\\")


async def test_the_model_sees_the_code_before_the_cell_and_neither_prose_nor_magics(
    book: Notebook, model: ModelServer
):
    book.open(("a", LOAD), ("b", PROSE), ("c", USE), ("d", "print(mean())"))
    (item,) = await book.ghost("c", *USE_END)
    assert item["insertText"] == "frame.mean()"
    assert item["range"] == _range(1, 11)
    (asked,) = model.requests
    assert asked["prompt"].endswith("import pandas as pd\nframe = pd.read_csv('a.csv')\n\n" + HEAD)
    assert asked["suffix"].split() == ["mean().round()", "print(mean())"]
    assert "prose" not in asked["prompt"]
    assert "matplotlib" not in asked["prompt"]


async def test_a_suggestion_stays_in_its_cell_behind_an_emoji(book: Notebook):
    book.open(("a", "s = '😀😀'"), ("b", "name = '😀' + \nt = 2"), ("c", "u = 1"))
    (item,) = await book.ghost("b", 0, 14)
    assert item["range"] == _range(0, 14)


async def test_an_empty_cell_below_others_gets_a_suggestion(book: Notebook):
    book.open(("a", LOAD), ("b", ""))
    (item,) = await book.ghost("b", 0, 0)
    assert item["range"] == _range(0, 0)


async def test_what_is_suggested_can_be_typed_without_another_request(book: Notebook, model: ModelServer):
    book.open(("a", LOAD), ("b", USE), ("c", "print(mean())"))
    await book.ghost("b", *USE_END)
    book.type("b", 2, "fra", *USE_END)
    (item,) = await book.ghost("b", 1, 14)
    assert item["insertText"] == "me.mean()"
    assert item["range"] == _range(1, 14)
    assert len(model.requests) == 1


async def test_typing_while_the_model_works_keeps_the_suggestion(
    editor: Editor, book: Notebook, model: ModelServer
):
    model.go.clear()
    book.open(("a", LOAD), ("b", USE))
    answer = editor.ghost(*USE_END, _uri("b"))[1]
    await model.until(lambda server: len(server.requests) == 1)
    book.type("b", 2, "fra", *USE_END)
    model.go.set()
    (item,) = (await answer)["items"]
    left = item["range"]["end"]["character"] - item["range"]["start"]["character"]
    assert item["insertText"][left:].endswith("me.mean()")


async def test_the_prompt_follows_the_cells(book: Notebook, model: ModelServer):
    book.open(("a", "one = 1"), ("b", USE))

    async def before() -> str:
        await book.ghost("b", *USE_END)
        return model.requests[-1]["prompt"].removesuffix(HEAD)

    assert await before() == "one = 1\n\n"
    book.insert(1, "c", "two = 2")
    assert await before() == "one = 1\n\ntwo = 2\n\n"
    book.reorder(0, ("c", "two = 2"), ("a", "one = 1"))
    assert await before() == "two = 2\n\none = 1\n\n"
    book.type("a", 2, "0", 0, 7)
    assert await before() == "two = 2\n\none = 10\n\n"
    book.delete(0, "c")
    assert await before() == "one = 10\n\n"


async def test_a_cell_moved_behind_the_cursor_is_code_to_come(book: Notebook, model: ModelServer):
    book.open(("a", "one = 1"), ("b", USE))
    book.reorder(0, ("b", USE), ("a", "one = 1"))
    await book.ghost("b", *USE_END)
    assert model.requests[-1]["prompt"] == HEAD
    assert model.requests[-1]["suffix"].split() == ["mean().round()", "one", "=", "1"]


async def test_a_closed_notebook_has_no_cells_and_one_opened_again_does(book: Notebook):
    book.open(("a", LOAD), ("b", USE))
    book.close("a", "b")
    assert await book.ghost("b", *USE_END) == []
    book.open(("a", LOAD), ("b", USE))
    assert await book.ghost("b", *USE_END)


async def test_changes_of_a_notebook_nobody_opened_do_no_harm(book: Notebook):
    book.delete(3, "x")
    book.type("x", 2, "a", 0, 0)
    book.close("x")
    book.open(("b", USE))
    assert await book.ghost("b", *USE_END)


async def test_the_completion_menu_knows_the_cells_too(model: ModelServer):
    model.reply = lambda _: "ame.mean()"
    async with connected(fake_model_settings(model.url) | {"completionMenu": {"deadlineMs": 5000}}) as editor:
        await editor.initialize(recorded_initialize("helix"))
        Notebook(editor).open(("a", LOAD), ("b", USE.replace("return ", "return fr")))
        asked = {"textDocument": {"uri": _uri("b")}, "position": {"line": 1, "character": 13}}
        (item,) = (await editor.request("textDocument/completion", asked))["items"]
        assert item["textEdit"]["newText"] == "frame.mean()"
        assert item["textEdit"]["range"]["start"] == {"line": 1, "character": 11}
        assert "import pandas as pd" in model.requests[0]["prompt"]


async def test_a_suggestion_agrees_with_what_the_menu_would_insert(editor: Editor, book: Notebook):
    book.open(("a", LOAD), ("b", USE.replace("return ", "return fr")))
    word = {"start": {"line": 1, "character": 11}, "end": {"line": 1, "character": 13}}
    answer = await editor.request(
        "textDocument/inlineCompletion",
        {
            "textDocument": {"uri": _uri("b")},
            "position": {"line": 1, "character": 13},
            "context": {"triggerKind": 2, "selectedCompletionInfo": {"range": word, "text": "frame"}},
        },
    )
    (item,) = answer["items"]
    assert item["insertText"].startswith("frame")
    assert item["range"] == word


async def test_an_edit_in_a_cell_imports_and_defines_nothing_that_a_cell_above_does(
    editor: Editor, book: Notebook, model: ModelServer
):
    edited = "def rows():\n    return len(load(Path('a.csv')))\n"
    model.reply = lambda _: f"```python\n{edited}```\n"
    editor.answer["workspace/applyEdit"] = lambda _: {"applied": True}
    cell = "def rows():\n    return 0\n"
    book.open(("a", "from pathlib import Path\n\ndef load(path):\n    return []"), ("b", cell))
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 2, "character": 0}}
    arguments = {"action": "edit", "uri": _uri("b"), "version": 1, "range": whole, "instruction": "Count."}
    command = {"command": "kibitz.runAction", "arguments": [arguments]}
    assert await editor.request("workspace/executeCommand", command) is True
    (change,) = (await editor.wait_for("workspace/applyEdit"))["edit"]["documentChanges"]
    assert change["textDocument"] == {"uri": _uri("b"), "version": 1}
    (edit,) = change["edits"]
    assert edit["range"]["start"]["line"] == 1
    assert edit["newText"].strip() == "return len(load(Path('a.csv')))"
    (asked,) = model.requests
    assert "from pathlib import Path" in asked["messages"][-1]["content"]


async def test_a_suggestion_asked_for_as_a_code_action_knows_the_cells(
    editor: Editor, book: Notebook, model: ModelServer
):
    editor.answer["workspace/applyEdit"] = lambda _: {"applied": True}
    book.open(("a", LOAD), ("b", USE))
    arguments = {"action": "complete", "uri": _uri("b"), "version": 1, "range": _range(*USE_END)}
    command = {"command": "kibitz.runAction", "arguments": [arguments]}
    assert await editor.request("workspace/executeCommand", command) is True
    (change,) = (await editor.wait_for("workspace/applyEdit"))["edit"]["documentChanges"]
    assert change["edits"][0]["range"]["start"]["line"] == 1
    assert "import pandas as pd" in model.requests[0]["prompt"]


def _range(line: int, character: int) -> dict[str, Any]:
    place = {"line": line, "character": character}
    return {"start": place, "end": place}


async def test_a_chat_is_about_what_is_selected_in_a_cell(book: Notebook, editor: Editor, model: ModelServer):
    model.reply = lambda _: "It takes the mean."
    book.open(("a", LOAD), ("b", PROSE), ("c", USE))
    line = {"start": {"line": 3, "character": 0}, "end": {"line": 3, "character": 14}}
    asked = {"text": "@selection What is it?", "place": {"uri": _uri("c"), "range": line}}
    await editor.request("kibitz/chat/send", asked)
    told = await editor.wait_for("kibitz/chat/context")
    assert any("a cell of book.ipynb:4" in each for each in told["lines"])
    assert "mean().round()" in str(model.requests[-1]["messages"])
    assert [said["text"] for method, said in editor.received if method == "kibitz/chat/text"]


async def test_code_of_an_answer_goes_into_the_cell(book: Notebook, editor: Editor):
    editor.answer["window/showMessageRequest"] = lambda asked: asked["actions"][0]
    editor.answer["workspace/applyEdit"] = lambda _: {"applied": True}
    book.open(("a", LOAD), ("c", "x = 1\n"))
    place = {"uri": _uri("c"), "range": _range(1, 0)}
    await editor.request("kibitz/chat/insert", {"info": "python", "code": "y = 2\n", "place": place})
    (change,) = (await editor.wait_for("workspace/applyEdit"))["edit"]["documentChanges"]
    assert change["textDocument"] == {"uri": _uri("c"), "version": 1}
    assert [edit["newText"] for edit in change["edits"]] == ["y = 2\n"]
