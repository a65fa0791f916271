"""Chat over LSP: a Markdown document in any editor, and the requests of a view of its own."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from kibitz.cli.lsp_client import LspError
from kibitz.documents.uri import path_of, uri_of
from support.editor import connected, fake_model_settings, recorded_initialize

if TYPE_CHECKING:
    from pathlib import Path

    from support.editor import Editor
    from support.model_server import ModelServer

CODE = "import os\n\n\ndef parse_config(path):\n    return open(path).read()\n"
FIXED = "def parse_config(path):\n    with open(path) as file:\n        return file.read()\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "config.py").write_text(CODE)
    (folder / "src" / "page.py").write_text("def render(page):\n    return page\n")
    (folder / ".env").write_text("TOKEN=parse_config\n")
    subprocess.run(["git", "init", "-q", folder], check=True)
    return folder


class Client:
    """Opens documents, and takes edits of whole lines at their ends."""

    def __init__(self, editor: Editor) -> None:
        self.editor = editor
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        editor.answer["workspace/applyEdit"] = self.take
        editor.answer["window/showDocument"] = lambda _: {"success": True}
        editor.answer["window/showMessageRequest"] = lambda asked: asked["actions"][0]

    def open(self, uri: str, text: str, language: str = "markdown") -> None:
        self.texts[uri], self.versions[uri] = text, 1
        self.editor.open(text, uri=uri, language=language)

    def take(self, params: dict[str, Any]) -> dict[str, bool]:
        edit = params["edit"]
        found = dict(edit.get("changes") or {})
        for change in edit.get("documentChanges") or ():
            if "textDocument" in change:
                found[change["textDocument"]["uri"]] = change["edits"]
        for uri, edits in found.items():
            if uri not in self.texts:
                continue
            lines = self.texts[uri].split("\n")
            for each in reversed(edits):
                start, end = each["range"]["start"], each["range"]["end"]
                before = "\n".join([*lines[: start["line"]], lines[start["line"]][: start["character"]]])
                after = "\n".join([lines[end["line"]][end["character"] :], *lines[end["line"] + 1 :]])
                lines = (before + each["newText"] + after).split("\n")
            self.texts[uri] = "\n".join(lines)
            self.versions[uri] += 1
            self.editor.change(self.texts[uri], uri=uri, version=self.versions[uri])
        return {"applied": True}

    async def at(self, uri: str, line: int) -> list[dict[str, Any]]:
        """Put the cursor somewhere: the code actions there."""
        place = {"line": line, "character": 0}
        params = {
            "textDocument": {"uri": uri},
            "range": {"start": place, "end": place},
            "context": {"diagnostics": [], "triggerKind": 1},
        }
        return await self.editor.request("textDocument/codeAction", params)

    async def run(self, entries: list[dict[str, Any]], title: str) -> None:
        [command] = [each["command"] for each in entries if each["title"].startswith(title)]
        await self.editor.request(
            "workspace/executeCommand",
            {"command": command["command"], "arguments": command["arguments"]},
        )

    async def until(self, uri: str, text: str) -> str:
        await self.editor.wait_for("workspace/applyEdit", lambda _: text in self.texts[uri])
        return self.texts[uri]


def initialize(name: str, folder: Path) -> dict[str, Any]:
    params = recorded_initialize(name)
    params["workspaceFolders"] = [{"uri": uri_of(folder), "name": folder.name}]
    return params


async def ask(client: Client, folder: Path, question: str) -> tuple[str, str]:
    """A question in a chat document, sent; the document once it is answered."""
    uri = uri_of(folder / "talk.kibitz.md")
    client.open(uri, f"# Chat\n\n## You\n\n{question}\n")
    await client.run(await client.at(uri, 4), "Send")
    return uri, await client.until(uri, "## Kibitz")


async def answered(client: Client, uri: str) -> str:
    await client.editor.wait_for(
        "workspace/applyEdit", lambda _: client.texts[uri].endswith("\n\n## You\n\n")
    )
    return client.texts[uri]


async def test_a_client_that_takes_no_edit_gets_the_answer_in_an_action(
    model: ModelServer, folder: Path
) -> None:
    model.reply = lambda _: "It reads a file."
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(initialize("vim-ale", folder))
        client, uri = Client(editor), uri_of(folder / "talk.kibitz.md")
        client.open(uri, "# Chat\n\n## You\n\nWhat does it do?\n")
        await client.run(await client.at(uri, 4), "Send")
        await editor.wait_for("window/showMessage", lambda told: "is ready" in told["message"])
        [taken] = [each for each in await client.at(uri, 4) if each["title"].startswith("Apply: Answer")]
        client.take({"edit": taken["edit"]})
        assert client.texts[uri].startswith("# Chat\n\n## You\n\nWhat does it do?\n\n## Kibitz\n")
        assert "It reads a file." in client.texts[uri] and client.texts[uri].endswith("\n\n## You\n\n")


@pytest.mark.parametrize("name", ["helix", "nvim-0.11", "emacs30-eglot", "vscode"])
async def test_the_answer_streams_in_below_with_what_was_taken_and_what_it_cost(
    name: str, model: ModelServer, folder: Path
) -> None:
    model.reply = lambda _: "It reads a file, see src/config.py:4 and src/config.py:400."
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(initialize(name, folder))
        client = Client(editor)
        uri, _ = await ask(client, folder, "What is this? @file:src/config.py:4-5")
        text = await answered(client, uri)
        assert "> @file:src/config.py:4-5: `src/config.py:4-5`, about 18 tokens" in text
        assert re.search(r"> About \d+ of [\d,]+ tokens for fake/fake", text)
        link = f"[src/config.py:4]({uri_of(folder / 'src' / 'config.py')}#L4)"
        assert f"It reads a file, see {link} and src/config.py." in text
        prompt = model.requests[-1]["messages"][-1]["content"]
        assert "def parse_config" in prompt and "import os" not in prompt


async def test_every_line_an_answer_about_the_codebase_cites_exists(model: ModelServer, folder: Path) -> None:
    (folder / "src" / "my page.py").write_text("title = 1\n")
    model.reply = lambda _: (
        "Look at src/config.py:4, src/page.py:1-2, src/page.py:77, "
        "`src/my page.py:1`, `src/my page.py:99` and .env:1."
    )
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(initialize("helix", folder))
        client = Client(editor)
        uri, _ = await ask(client, folder, "Where is the config parsed? @codebase")
        text = await answered(client, uri)
        cited = re.findall(r"\[[^\]]+:(\d+)(?:-(\d+))?\]\((file:[^)#]+)#L(\d+)\)", text)
        assert len(cited) >= 4
        assert "[src/my page.py:1](" in text and ":77" not in text and ":99" not in text
        for first, last, file, line in cited:
            path = path_of(file)
            assert path is not None and first == line
            assert 1 <= int(first) <= int(last or first) <= len(path.read_text().splitlines())
        assert "Read for this answer:\n\n- [src/config.py:1-5]" in text
        assert "TOKEN" not in model.requests[-1]["messages"][-1]["content"]


async def test_a_code_block_is_applied_to_the_file_and_inserted_at_the_cursor(
    model: ModelServer, folder: Path
) -> None:
    model.reply = lambda _: f"Close it:\n\n```python\n{FIXED}```\n"
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(initialize("helix", folder))
        client = Client(editor)
        code = uri_of(folder / "src" / "config.py")
        client.open(code, CODE, "python")
        await client.at(code, 1)
        uri, _ = await ask(client, folder, "Fix @file")
        text = await answered(client, uri)
        line = text[: text.index("with open")].count("\n")
        await client.run(await client.at(uri, line), "Apply to file")
        assert await client.until(code, "with open") == "import os\n\n\n" + FIXED
        await client.run(await client.at(uri, line), "Insert at cursor")
        assert (await client.until(code, f"import os\n{FIXED}")).count("with open") == 2


async def test_a_block_that_names_a_new_file_creates_it(model: ModelServer, folder: Path) -> None:
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(initialize("helix", folder))
        client = Client(editor)
        uri = uri_of(folder / "talk.kibitz.md")
        client.open(
            uri, "## Kibitz\n\n```python tests/test_new.py\nassert True\n```\n\n```py ../out.py\n1\n```\n"
        )
        await client.run(await client.at(uri, 3), "Apply to tests/test_new.py")
        created = await editor.wait_for("workspace/applyEdit", lambda asked: "create" in str(asked))
        assert created["edit"]["documentChanges"][0]["uri"] == uri_of(folder / "tests" / "test_new.py")
        await client.run(await client.at(uri, 7), "Apply to ../out.py")
        await editor.wait_for("window/showMessage", lambda told: "may write" in told["message"])


async def test_an_editor_that_makes_files_by_editing_them_is_sent_the_edit_alone(
    model: ModelServer, folder: Path
) -> None:
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(initialize("emacs30-eglot", folder))
        client = Client(editor)
        uri = uri_of(folder / "talk.kibitz.md")
        client.open(uri, "## Kibitz\n\n```python src/new.py\nNEW = 1\n```\n")
        await client.run(await client.at(uri, 3), "Apply to src/new.py")
        asked = await editor.wait_for("workspace/applyEdit")
        [change] = asked["edit"]["documentChanges"]
        assert change["textDocument"]["uri"] == uri_of(folder / "src" / "new.py")
        assert [each["newText"] for each in change["edits"]] == ["NEW = 1\n"]


async def test_an_answer_about_several_files_is_one_change_and_one_undo(
    model: ModelServer, folder: Path
) -> None:
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(initialize("helix", folder))
        client = Client(editor)
        config, page = uri_of(folder / "src" / "config.py"), uri_of(folder / "src" / "page.py")
        page_text = (folder / "src" / "page.py").read_text()
        client.open(config, CODE, "python")
        client.open(page, page_text, "python")
        uri = uri_of(folder / "talk.kibitz.md")
        client.open(
            uri,
            f"## Kibitz\n\n```python src/config.py\n{FIXED}```\n\n```python src/page.py\ndef added():\n"
            "    return 1\n```\n\n```python src/new.py\nNEW = 1\n```\n\n## You\n\n",
        )
        lenses = await editor.request("textDocument/codeLens", {"textDocument": {"uri": uri}})
        assert sum("all 3 files" in each["command"]["title"] for each in lenses) == 1
        await client.run(await client.at(uri, 3), "Apply to all 3 files")
        asked = await editor.wait_for("workspace/applyEdit", lambda asked: "create" in str(asked))
        changed = [each.get("textDocument", each).get("uri") for each in asked["edit"]["documentChanges"]]
        assert {*changed} == {config, page, uri_of(folder / "src" / "new.py")}
        assert "with open" in client.texts[config] and "def added" in client.texts[page]
        (folder / "src" / "new.py").write_text("NEW = 1\n")  # as the editor would
        await editor.request(
            "workspace/executeCommand", {"command": "kibitz.undoLastChange", "arguments": []}
        )
        await editor.wait_for("workspace/applyEdit", lambda asked: "delete" in str(asked))
        assert (client.texts[config], client.texts[page]) == (CODE, page_text)


async def test_an_answer_that_renames_and_deletes_is_one_change_too(model: ModelServer, folder: Path) -> None:
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(initialize("helix", folder))
        client = Client(editor)
        config, page = uri_of(folder / "src" / "config.py"), uri_of(folder / "src" / "page.py")
        uri = uri_of(folder / "talk.kibitz.md")
        client.open(
            uri,
            f"## Kibitz\n\n```python src/config.py\n{FIXED}```\n\n"
            "*** Rename File: src/config.py -> src/settings.py\n*** Delete File: src/page.py\n\n## You\n\n",
        )
        client.open(config, CODE, "python")
        await client.run(await client.at(uri, 3), "Apply to all 2 files")
        asked = await editor.wait_for("workspace/applyEdit")
        edit, renamed, deleted = asked["edit"]["documentChanges"]
        assert edit["textDocument"]["uri"] == config and "with open" in client.texts[config]
        assert (renamed["kind"], renamed["oldUri"]) == ("rename", config)
        assert renamed["newUri"] == uri_of(folder / "src" / "settings.py")
        assert (deleted["kind"], deleted["uri"]) == ("delete", page)


async def test_one_file_that_cannot_be_placed_stops_all_of_them(model: ModelServer, folder: Path) -> None:
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(initialize("helix", folder))
        client = Client(editor)
        uri = uri_of(folder / "talk.kibitz.md")
        client.open(uri, f"## Kibitz\n\n```python src/config.py\n{FIXED}```\n\n```py ../out.py\n1\n```\n")
        await client.run(await client.at(uri, 3), "Apply to all 2 files")
        await editor.wait_for("window/showMessage", lambda told: "../out.py is no file" in told["message"])
        assert "workspace/applyEdit" not in {method for method, _ in editor.received}


async def test_a_new_chat_is_opened_ready_for_a_question(model: ModelServer, folder: Path) -> None:
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(initialize("nvim-0.12", folder))
        client = Client(editor)
        await editor.request("workspace/executeCommand", {"command": "kibitz.newChat", "arguments": []})
        shown = await editor.wait_for("window/showDocument")
        assert shown["uri"].endswith(".kibitz.md") and shown["takeFocus"] is True
        path = path_of(shown["uri"])
        assert path is not None and path.read_text().endswith("## You\n\n")
        assert client.texts == {}


@pytest.mark.parametrize(("name", "is_told"), [("fake-32b", True), ("fake-1.5b", False)])
async def test_a_strong_model_is_told_how_to_name_rename_and_delete_files(
    name: str, is_told: bool, model: ModelServer, folder: Path
) -> None:
    settings = fake_model_settings(model.url)
    async with connected(settings | {"models": {"chat": f"fake/{name}"}}) as editor:
        await editor.initialize(initialize("helix", folder))
        client = Client(editor)
        uri, _ = await ask(client, folder, "Why?")
        await answered(client, uri)
        system = model.requests[-1]["messages"][0]["content"]
        assert ("*** Delete File: path" in system) == is_told


async def test_code_lenses_offer_the_same(model: ModelServer, folder: Path) -> None:
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(initialize("nvim-0.11", folder))
        client = Client(editor)
        uri = uri_of(folder / "talk.kibitz.md")
        client.open(uri, "## Kibitz\n\n```python\nx = 1\n```\n\n## You\n\nWhy?\n")
        lenses = await editor.request("textDocument/codeLens", {"textDocument": {"uri": uri}})
        found = [(each["range"]["start"]["line"], each["command"]["title"]) for each in lenses]
        assert found == [(2, "Apply to file"), (2, "Insert at cursor"), (8, "Send")]


async def test_stopping_leaves_what_was_said(model: ModelServer, folder: Path) -> None:
    model.go.clear()
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(initialize("vscode", folder))
        client = Client(editor)
        uri, _ = await ask(client, folder, "Why?")
        token = (await editor.wait_for("$/progress"))["token"]
        await model.until(lambda server: len(server.requests) == 1)
        editor.notify("window/workDoneProgress/cancel", {"token": token})
        await model.until(lambda server: server.gone == 1)
        assert "*The answer broke off here.*" in await answered(client, uri)


async def test_a_view_sends_goes_on_answers_again_and_finds_it_in_the_history(
    model: ModelServer, folder: Path
) -> None:
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(initialize("vscode", folder))
        model.reply = lambda body: f"Answer {len(body['messages'])}."
        first = await editor.request("kibitz/chat/send", {"conversation": None, "text": "One? @selection"})
        id_ = first["conversation"]
        context = await editor.wait_for("kibitz/chat/context")
        assert context["conversation"] == id_ and context["model"] == "fake/fake"
        assert context["lines"][0] == "@selection: nothing (nothing is selected in a file)"
        await editor.request("kibitz/chat/send", {"conversation": id_, "text": "Two?"})
        model.reply = lambda _: "Better."
        await editor.request("kibitz/chat/send", {"conversation": id_, "text": None})
        said = await editor.request("kibitz/chat/open", {"id": id_})
        assert [turn["text"] for turn in said] == ["One? @selection", "Answer 2.", "Two?", "Better."]
        texts = [params["text"] for method, params in editor.received if method == "kibitz/chat/text"]
        assert "".join(texts) == "Answer 2.Answer 4.Better."
        [found] = await editor.request("kibitz/chat/list", {"query": "better two"})
        assert (found["id"], found["title"]) == (id_, "One? @selection")
        assert await editor.request("kibitz/chat/list", {"query": "worse"}) == []
        assert await editor.request("kibitz/chat/delete", {"id": id_}) is True
        assert await editor.request("kibitz/chat/open", {"id": id_}) == []
        with pytest.raises(LspError, match="begin a new one"):
            await editor.request("kibitz/chat/send", {"conversation": id_, "text": None})


async def test_a_view_completes_mentions(model: ModelServer, folder: Path) -> None:
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(initialize("vscode", folder))

        async def items(text: str) -> dict[str, Any]:
            return await editor.request("kibitz/chat/complete", {"text": text, "offset": len(text)})

        assert await items("see @d") == {"start": 4, "items": ["@diff", "@diagnostics"]}
        assert (await items("@file:conf"))["items"] == ["@file:src/config.py"]
        assert (await items("@file:.env"))["items"] == []
        assert (await items("hello"))["items"] == []


@pytest.mark.parametrize("name", ["helix", "nvim-0.12"])
async def test_mentions_are_completed_in_a_chat_document(name: str, model: ModelServer, folder: Path) -> None:
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(initialize(name, folder))
        client, uri = Client(editor), uri_of(folder / "talk.kibitz.md")

        async def menu(typed: str) -> list[tuple[str, int]]:
            client.open(uri, f"# Chat\n\n## You\n\nWhat of {typed}")
            place = {"line": 4, "character": 8 + len(typed)}
            asked = {"textDocument": {"uri": uri}, "position": place}
            found = await editor.request("textDocument/completion", asked)
            edits = [item["textEdit"] for item in found["items"]]
            assert all(edit["range"]["end"] == place for edit in edits)
            return [(edit["newText"], edit["range"]["start"]["character"]) for edit in edits]

        assert await menu("@d") == [("@diff", 8), ("@diagnostics", 8)]
        assert await menu("@file:conf") == [("@file:src/config.py", 8)]
        assert await menu("it") == []
        while not (found := await menu("@symbol:PARSE")):
            pass  # another process reads the folder
        assert found == [("@symbol:parse_config", 8)]
        assert await menu("@symbol:e") == [("@symbol:render", 8), ("@symbol:parse_config", 8)]


async def test_what_a_view_inserts_goes_through_a_review(model: ModelServer, folder: Path) -> None:
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(initialize("helix", folder))
        client = Client(editor)
        code = uri_of(folder / "src" / "config.py")
        client.open(code, CODE, "python")
        place = {"line": 4, "character": 4}
        params = {"uri": code, "range": {"start": place, "end": place}, "problems": []}
        await editor.request("kibitz/chat/insert", {"code": "x = 1", "info": "python", "place": params})
        assert await client.until(code, "x = 1") == CODE + "    x = 1\n"
        assert await editor.wait_for("window/showMessageRequest")


async def test_a_view_applies_an_answer_to_all_files_it_names(model: ModelServer, folder: Path) -> None:
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(initialize("vscode", folder))
        client = Client(editor)
        config = uri_of(folder / "src" / "config.py")
        client.open(config, CODE, "python")
        one = f"```python src/config.py\n{FIXED}```\n"
        answer = f"{one}\n*** Delete File: src/page.py\n"
        assert await editor.request("kibitz/chat/files", {"text": one}) == {"title": None}
        assert await editor.request("kibitz/chat/files", {"text": answer}) == {
            "title": "Apply to all 2 files"
        }
        assert await editor.request("kibitz/chat/applyAll", {"text": answer}) is True
        asked = await editor.wait_for("workspace/applyEdit")
        edit, deleted = asked["edit"]["documentChanges"]
        assert edit["textDocument"]["uri"] == config and "with open" in client.texts[config]
        assert deleted["uri"] == uri_of(folder / "src" / "page.py")


async def test_folders_that_are_added_and_removed_are_followed(model: ModelServer, tmp_path: Path) -> None:
    folders: dict[str, dict[str, str]] = {}
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.py").write_text(f"def {name}():\n    pass\n")
        folders[name] = {"uri": (tmp_path / name).as_uri(), "name": name}

    async with connected(fake_model_settings(model.url)) as editor:
        params = recorded_initialize("vscode")
        params["workspaceFolders"] = [folders["first"]]
        await editor.initialize(params)

        async def files() -> list[str]:
            asked = {"text": "@file:", "offset": 6}
            return (await editor.request("kibitz/chat/complete", asked))["items"]

        assert await files() == ["@file:first.py"]
        event = {"added": [folders["second"]], "removed": [folders["first"]]}
        editor.notify("workspace/didChangeWorkspaceFolders", {"event": event})
        assert await files() == ["@file:second.py"]
