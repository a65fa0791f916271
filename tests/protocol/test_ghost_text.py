"""Ghost text as a client sees it: what is answered, when, and what reaches the model."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest

from support.editor import CLIENT_NAMES, URI, connected, fake_model_settings, recorded_initialize

if TYPE_CHECKING:
    from support.model_server import ModelServer

FUNCTION = "def add(first, second):\n    return \n"
CURSOR = (1, 11)


async def test_an_item_is_a_string_with_a_range_on_the_line_of_the_cursor_and_a_command(model: ModelServer):
    model.reply = lambda _: "first + second"
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize("nvim-0.12"))
        editor.open(FUNCTION)
        (item,) = (await editor.ghost(*CURSOR)[1])["items"]
        assert item["insertText"] == "first + second"
        assert item["range"]["start"]["line"] == item["range"]["end"]["line"] == CURSOR[0]
        assert item["command"]["command"] == "kibitz.didAccept"
        assert await editor.request("workspace/executeCommand", item["command"]) is True


@pytest.mark.parametrize("name", CLIENT_NAMES)
async def test_every_recorded_client_gets_suggestions(name: str, model: ModelServer):
    model.reply = lambda _: "first + second"
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize(name))
        editor.open(FUNCTION)
        (item,) = (await editor.ghost(*CURSOR)[1])["items"]
        assert item["insertText"] == "first + second"
        assert await editor.request("shutdown", None) is None
        editor.notify("exit", None)


async def test_a_newer_request_ends_the_older_one_which_is_answered_first_and_empty(model: ModelServer):
    model.reply = lambda _: "first + second"
    model.go.clear()
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize("vscode"))
        editor.open(FUNCTION)
        answered: list[str] = []
        _, older = editor.ghost(*CURSOR)
        older.add_done_callback(lambda _: answered.append("older"))
        await model.until(lambda server: len(server.requests) == 1)
        editor.change(FUNCTION.replace("second", "other"))
        _, newer = editor.ghost(*CURSOR)
        newer.add_done_callback(lambda _: answered.append("newer"))
        assert await older == {"items": []}
        await model.until(lambda server: server.gone == 1)
        model.go.set()
        await newer
        assert answered == ["older", "newer"]


async def test_typing_what_the_model_may_be_writing_ends_no_request(model: ModelServer):
    """As editors do it: cancel, change, ask again."""
    model.reply = lambda _: "first + second"
    model.go.clear()
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize("vscode"))
        editor.open(FUNCTION)
        number, older = editor.ghost(*CURSOR)
        await model.until(lambda server: len(server.requests) == 1)
        editor.notify("$/cancelRequest", {"id": number})
        editor.change(FUNCTION.replace("return ", "return fi"))
        assert await older == {"items": []}
        _, newer = editor.ghost(1, 13)
        model.go.set()
        assert (await newer)["items"][0]["insertText"] == "rst + second"
        assert len(model.requests) == 1


async def test_a_page_says_how_the_last_suggestion_came_about(model: ModelServer):
    model.reply = lambda _: "first + second"
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize("vscode"))
        editor.open(FUNCTION)
        assert (await editor.ghost(*CURSOR)[1])["items"]
        asked = {"command": "kibitz.explainSuggestion", "arguments": [{"uri": URI}]}
        assert await editor.request("workspace/executeCommand", asked) is True


async def test_a_cancelled_request_is_answered_empty_and_the_model_stops(model: ModelServer):
    model.go.clear()
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize("vscode"))
        editor.open(FUNCTION)
        number, answer = editor.ghost(*CURSOR)
        await model.until(lambda server: len(server.requests) == 1)
        editor.notify("$/cancelRequest", {"id": number})
        assert await answer == {"items": []}
        await model.until(lambda server: server.gone == 1)


async def test_a_change_right_behind_the_request_does_not_change_what_is_asked(model: ModelServer):
    """Both arrive in one read; the position belongs to the older text. Unasked, it would not be answered."""
    model.reply = lambda _: "first + second"
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize("vscode"))
        editor.open(FUNCTION)
        await editor.ghost(0, 0)[1]
        model.requests.clear()
        _, answer = editor.ghost(*CURSOR, kind=1)
        editor.change("\n\n" + FUNCTION)
        await answer
        assert model.requests[0]["prompt"].endswith("    return ")


async def test_typing_on_into_the_suggestion_while_the_model_works_keeps_it(model: ModelServer):
    model.reply = lambda _: "first + second"
    model.go.clear()
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize("vscode"))
        editor.open(FUNCTION)
        _, answer = editor.ghost(*CURSOR)
        await model.until(lambda server: len(server.requests) == 1)
        editor.change(FUNCTION.replace("return ", "return first"))
        model.go.set()
        (item,) = (await answer)["items"]
        taken = _accept(FUNCTION.replace("return ", "return first"), item)
        assert taken == FUNCTION.replace("return ", "return first + second")


async def test_closing_the_document_meanwhile_gives_an_empty_answer(model: ModelServer):
    model.go.clear()
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize("vscode"))
        editor.open(FUNCTION)
        _, answer = editor.ghost(*CURSOR)
        await model.until(lambda server: len(server.requests) == 1)
        editor.notify("textDocument/didClose", {"textDocument": {"uri": URI}})
        model.go.set()
        assert await answer == {"items": []}


async def test_settings_apply_at_once(model: ModelServer):
    settings = fake_model_settings(model.url)
    model.reply = lambda _: "first + second"
    async with connected(settings) as editor:
        await editor.initialize(recorded_initialize("vscode"))
        editor.open(FUNCTION)
        assert (await editor.ghost(*CURSOR)[1])["items"]
        editor.settings = settings | {"inlineCompletion": {"enabled": False}}
        editor.notify("workspace/didChangeConfiguration", {"settings": {"kibitz": editor.settings}})
        assert await editor.ghost(*CURSOR)[1] == {"items": []}


async def test_a_refused_key_is_told_once_and_ghost_text_stays_quiet(model: ModelServer):
    model.reply = lambda _: 401
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize("nvim-0.12"))
        editor.open(FUNCTION)
        for _ in range(3):
            assert await editor.ghost(*CURSOR)[1] == {"items": []}
        told = [params for method, params in editor.received if method == "window/showMessage"]
        assert len(told) == 1
        assert not [method for method, _ in editor.received if method == "window/showMessageRequest"]


async def test_our_own_client_gets_a_status_instead_of_messages(model: ModelServer):
    model.reply = lambda _: 401
    params = recorded_initialize("vscode")
    params["capabilities"]["experimental"] = {"kibitz": {"reloadsFiles": True}}
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(params)
        editor.open(FUNCTION)
        assert await editor.ghost(*CURSOR)[1] == {"items": []}
        assert await editor.wait_for("kibitz/status", lambda status: status["kind"] == "error")
        assert not [method for method, _ in editor.received if method == "window/showMessage"]


async def test_our_own_client_is_told_which_model_answers(model: ModelServer):
    model.reply = lambda _: "first + second"
    params = recorded_initialize("vscode")
    params["capabilities"]["experimental"] = {"kibitz": {"reloadsFiles": True}}
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(params)
        editor.open(FUNCTION)
        await editor.ghost(*CURSOR)[1]
        status = await editor.wait_for("kibitz/status")
        assert status == {"kind": "ready", "message": "", "model": "fake/fake"}


async def test_no_model_on_this_machine_is_offered_once(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OLLAMA_MODELS", "/nowhere")
    async with connected({"models": {"completion": "local/qwen2.5-coder-0.5b"}}) as editor:
        await editor.initialize(recorded_initialize("nvim-0.12"))
        editor.open(FUNCTION)
        for _ in range(2):
            assert await editor.ghost(*CURSOR)[1] == {"items": []}
        asked = await editor.wait_for("window/showMessageRequest")
        assert "491 MB" in asked["message"]
        assert "Apache-2.0" in asked["message"]
        assert await editor.ghost(*CURSOR)[1] == {"items": []}
        questions = [method for method, _ in editor.received if method == "window/showMessageRequest"]
        assert len(questions) == 1


async def test_who_is_asked_about_a_model_is_not_told_of_an_error_too(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OLLAMA_MODELS", "/nowhere")
    params = recorded_initialize("nvim-0.12")
    params["capabilities"]["experimental"] = {"kibitz": {"inputBox": True}}
    async with connected({"models": {"completion": "local/qwen2.5-coder-0.5b"}}) as editor:
        editor.never_answers.add("window/showMessageRequest")
        await editor.initialize(params)
        editor.open(FUNCTION)
        await editor.ghost(*CURSOR)[1]
        await editor.wait_for("window/showMessageRequest")
        told = [params["kind"] for method, params in editor.received if method == "kibitz/status"]
        assert told == ["warning"]


async def test_snooze_stops_suggestions_until_it_is_ended(model: ModelServer):
    model.reply = lambda _: "first + second"
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize("vscode"))
        editor.open(FUNCTION)
        snooze = {"command": "kibitz.snooze", "arguments": [{"minutes": 10}]}
        await editor.request("workspace/executeCommand", snooze)
        assert await editor.ghost(*CURSOR)[1] == {"items": []}
        await editor.request("workspace/executeCommand", snooze | {"arguments": [{"minutes": None}]})
        assert (await editor.ghost(*CURSOR)[1])["items"]


async def test_no_text_of_the_document_reaches_the_log(model: ModelServer):
    model.reply = lambda _: "first + second"
    settings = fake_model_settings(model.url) | {"logLevel": "debug"}
    async with connected(settings) as editor:
        await editor.initialize(recorded_initialize("vscode"))
        editor.open(FUNCTION + "# the_secret_name\n")
        await editor.ghost(*CURSOR)[1]
        model.reply = lambda _: 500
        await editor.ghost(0, 5)[1]
        log = json.dumps([params for method, params in editor.received if method == "window/logMessage"])
        assert "Serving" in log
        assert "the_secret_name" not in log
        assert "first + second" not in log


class TestMenu:
    """`textDocument/completion`, for editors without ghost text."""

    async def test_an_editor_without_ghost_text_gets_the_suggestion_in_its_menu(self, model: ModelServer):
        model.reply = lambda _: "first + second"
        async with connected(
            fake_model_settings(model.url) | {"completionMenu": {"deadlineMs": 5000}}
        ) as editor:
            await editor.initialize(recorded_initialize("helix"))
            editor.open(FUNCTION.replace("return ", "return fi"))
            answer = await editor.request("textDocument/completion", _at(1, 13))
            assert answer["isIncomplete"]
            (item,) = answer["items"]
            assert item["filterText"].startswith("fi")
            taken = _accept(FUNCTION.replace("return ", "return fi"), item["textEdit"])
            assert taken.startswith("def add(first, second):\n    return fi")

    async def test_the_menu_is_answered_at_its_deadline_and_the_next_key_finds_the_answer(
        self, model: ModelServer
    ):
        model.reply = lambda _: "first + second"
        model.go.clear()
        settings = fake_model_settings(model.url) | {"completionMenu": {"deadlineMs": 20}}
        async with connected(settings) as editor:
            await editor.initialize(recorded_initialize("helix"))
            editor.open(FUNCTION)
            answer = await editor.request("textDocument/completion", _at(*CURSOR))
            assert answer == {"isIncomplete": True, "items": []}
            await model.until(lambda server: len(server.requests) == 1)
            model.go.set()
            while not answer["items"]:
                answer = await editor.request("textDocument/completion", _at(*CURSOR))
            assert len(model.requests) == 1

    async def test_an_editor_with_ghost_text_gets_no_second_suggestion_in_its_menu(self, model: ModelServer):
        async with connected(fake_model_settings(model.url)) as editor:
            await editor.initialize(recorded_initialize("vscode"))
            editor.open(FUNCTION)
            answer = await editor.request("textDocument/completion", _at(*CURSOR))
            assert answer["items"] == []
            assert model.requests == []


def _at(line: int, character: int) -> dict[str, Any]:
    return {"textDocument": {"uri": URI}, "position": {"line": line, "character": character}}


def _accept(text: str, item: dict[str, Any]) -> str:
    """The text after taking an item; ASCII only, so characters are code units."""
    lines = text.split("\n")
    line = lines[item["range"]["start"]["line"]]
    inserted = item.get("insertText", item.get("newText"))
    start, end = (item["range"][edge]["character"] for edge in ("start", "end"))
    lines[item["range"]["start"]["line"]] = line[:start] + inserted + line[end:]
    return "\n".join(lines)


async def test_fifty_keys_in_one_write_ask_the_model_for_little_and_answer_all(model: ModelServer):
    model.go.clear()
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize(recorded_initialize("vscode"))
        editor.open("value = \n")
        await editor.ghost(0, 0)[1]
        answers = []
        for key in range(50):
            editor.change("value = " + "x" * (key + 1) + "\n", version=key + 2)
            answers.append(editor.ghost(0, 9 + key)[1])
        model.go.set()
        results = await asyncio.gather(*answers)
        assert all(result == {"items": []} for result in results[:-1])
        assert len(model.requests) <= 3
