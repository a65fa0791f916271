"""Documents of every kind and size, kept in step with the client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.editor import connected, fake_model_settings, recorded_initialize

if TYPE_CHECKING:
    from support.model_server import ModelServer

UNTITLED = "untitled:Untitled-1"


@pytest.mark.parametrize(
    ("uri", "language"),
    [
        (UNTITLED, "python"),
        ("vscode-vfs://github/owner/file.py", "python"),
        ("file:///workspace/with%20space/%C3%A9.py", "python"),
        ("file:///workspace/no-language", ""),
        ("inmemory:/model/1", "no-such-language"),
    ],
)
async def test_documents_that_are_no_plain_files_are_completed(uri: str, language: str, model: ModelServer):
    model.reply = lambda _: "first + second"
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize("vscode"))
        editor.open("def add(first, second):\n    return \n", uri=uri, language=language)
        (item,) = (await editor.ghost(1, 11, uri=uri)[1])["items"]
        assert item["insertText"] == "first + second"


async def test_an_empty_document_and_places_outside_are_no_error(model: ModelServer):
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize("vscode"))
        editor.open("")
        for line, character in ((0, 0), (0, 99), (99, 0), (99, 99)):
            assert "items" in await editor.ghost(line, character)[1]


@pytest.mark.parametrize(
    ("encoding", "character"), [("utf-8", 19), ("utf-16", 17), ("utf-32", 16)], ids=lambda value: str(value)
)
async def test_positions_behind_an_emoji_mean_the_same_place_in_every_encoding(
    encoding: str, character: int, model: ModelServer
):
    model.reply = lambda _: "first"
    params = recorded_initialize("helix")
    params["capabilities"]["general"]["positionEncodings"] = [encoding]
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(params)
        editor.open('names = ["🎉"] + \nprint(names)\n')
        (item,) = (await editor.ghost(0, character)[1])["items"]
        assert item["range"]["end"] == {"line": 0, "character": character}
        assert model.requests[-1]["prompt"].endswith('names = ["🎉"] + ')


async def test_lines_end_where_lsp_says_and_nowhere_else(model: ModelServer):
    model.reply = lambda _: "first"
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize("vscode"))
        editor.open("# one\fline\u2028still\r\n# two\rvalue = \n")
        await editor.ghost(2, 8)[1]
        assert model.requests[-1]["prompt"].endswith("value = ")


async def test_a_file_of_50_000_lines_is_completed_and_edited(model: ModelServer):
    model.reply = lambda _: "first + second"
    text = "def add(first, second):\n    return first\n\n\n" * 12_500
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize("vscode"))
        editor.open(text)
        place: dict[str, Any] = {"line": 25_001, "character": 11}
        edit = {"range": {"start": place, "end": place | {"character": 16}}, "text": ""}
        document = {"uri": "file:///workspace/example.py", "version": 2}
        editor.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [edit]})
        (item,) = (await editor.ghost(25_001, 11, kind=1)[1])["items"]
        assert item["insertText"] == "first + second"
        assert len(model.requests[-1]["prompt"]) < 40_000


async def test_lone_surrogates_and_odd_changes_do_not_break_the_session(model: ModelServer):
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize("vscode"))
        editor.open('x = "\ud83d"\n')
        editor.notify(
            "textDocument/didChange",
            {"textDocument": {"uri": "file:///workspace/example.py", "version": 2}, "contentChanges": []},
        )
        editor.notify("textDocument/didClose", {"textDocument": {"uri": "file:///never/opened"}})
        assert "items" in await editor.ghost(0, 4)[1]
