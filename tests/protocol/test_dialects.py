"""Conversations with clients of other servers, one file each in `dialects/`, replayed word by word.

A file holds the client's `initialize` parameters, what the model says, and the steps. In a step, `request`
and `notify` are sent as they are; `result` and `expect` must be what the server says: `"*"` stands for
anything, `"$name"` for anything that later steps can send back, and a server's objects may hold more than is
written. `code` is the number of an expected error.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kibitz.cli.lsp_client import LspError
from support.editor import URI, connected, fake_model_settings

if TYPE_CHECKING:
    from support.model_server import ModelServer

FOLDER = Path(__file__).parent / "dialects"
CONVERSATIONS = sorted(path.stem for path in FOLDER.glob("*.json"))


@pytest.fixture(autouse=True)
async def _patience():
    async with asyncio.timeout(20):
        yield


@pytest.mark.parametrize("name", CONVERSATIONS)
async def test_conversation(name: str, model: ModelServer, monkeypatch: pytest.MonkeyPatch):
    conversation = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    model.reply = lambda _: conversation["model"]
    known: dict[str, Any] = {"server": model.url.removesuffix("/v1")}
    settings = {"kibitz": fake_model_settings(model.url)}
    async with connected({}) as editor:
        initialize = _filled(conversation["initialize"], known)
        if conversation.get("settings", True):  # else the dialect's own options have to do
            initialize["initializationOptions"] = (initialize.get("initializationOptions") or {}) | settings
        result = await editor.request("initialize", initialize)
        _assert_matches(conversation.get("initialized", {}), result, known, "initialize")
        editor.notify("initialized", {})
        for number, step in enumerate(conversation["steps"]):
            where = f"step {number}"
            if "notify" in step:
                editor.notify(*_filled(step["notify"], known))
            elif "expect" in step:
                method, wanted = step["expect"]
                await editor.wait_for(method, lambda params, wanted=wanted: _matches(wanted, params, known))
            else:
                method, params = _filled(step["request"], known)
                try:
                    answer = await editor.request(method, params)
                except LspError as error:
                    assert error.code == step.get("code"), f"{where}: {error}"
                else:
                    _assert_matches(step["result"], answer, known, where)
        log = json.dumps([params for method, params in editor.received if method == "window/logMessage"])
        assert "Bug in" not in log
        shown = [params for method, params in editor.received if method.startswith("window/showMessage")]
        assert shown == []


def _filled(value: Any, known: dict[str, Any]) -> Any:
    """`value` with the names that earlier steps gave."""
    if isinstance(value, str):
        for name, text in known.items():
            if value == f"${name}":
                return text
            if isinstance(text, str):
                value = value.replace(f"${{{name}}}", text)
        return value
    if isinstance(value, dict):
        return {key: _filled(item, known) for key, item in value.items()}
    return [_filled(item, known) for item in value] if isinstance(value, list) else value


def _assert_matches(wanted: Any, said: Any, known: dict[str, Any], where: str) -> None:
    assert _matches(wanted, said, known), f"{where}: {said!r}, and not {wanted!r}"


def _matches(wanted: Any, said: Any, known: dict[str, Any]) -> bool:
    if wanted == "*":
        return True
    if isinstance(wanted, str) and wanted.startswith("$"):
        return known.setdefault(wanted[1:], said) == said
    if isinstance(wanted, dict):
        return isinstance(said, dict) and all(
            key in said and _matches(item, said[key], known) for key, item in wanted.items()
        )
    if isinstance(wanted, list):
        return (
            isinstance(said, list)
            and len(said) == len(wanted)
            and all(_matches(*pair, known) for pair in zip(wanted, said, strict=True))
        )
    return wanted == said


ASKED = {
    "getCompletions": {"completions": []},
    "textDocument/copilotInlineEdit": {"edits": []},
    "llm-ls/getCompletions": {"request_id": "", "completions": []},
    "textDocument/generation": {"generatedText": ""},
}


@pytest.mark.parametrize("method", ASKED)
async def test_a_newer_request_is_answered_behind_the_older_empty_one(method: str, model: ModelServer):
    """copilot.lua shows whatever comes last, and copilot-lsp shows every error."""
    model.reply = lambda _: "first + second"
    model.go.clear()
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize({"processId": None, "capabilities": {}})
        editor.open("def add(first, second):\n    return \n", version=0)
        place = {"textDocument": {"uri": URI}, "position": {"line": 1, "character": 11}}
        answered: list[str] = []
        _, older = editor.send_request(method, place)
        older.add_done_callback(lambda _: answered.append("older"))
        await model.until(lambda server: len(server.requests) == 1)
        _, newer = editor.send_request(method, place)
        newer.add_done_callback(lambda _: answered.append("newer"))
        assert await older == ASKED[method]
        model.go.set()
        await newer
        assert answered == ["older", "newer"]


async def test_two_clients_of_different_dialects_at_once(model: ModelServer):
    model.reply = lambda _: "first + second"
    place = {"textDocument": {"uri": URI}, "position": {"line": 0, "character": 8}}
    settings = fake_model_settings(model.url)
    async with connected(settings) as legacy, connected(settings) as llm_ls:
        for editor in (legacy, llm_ls):
            await editor.initialize({"processId": None, "capabilities": {}})
            editor.open("value = \n")
        lines, text = await asyncio.gather(
            legacy.request("getCompletions", place), llm_ls.request("llm-ls/getCompletions", place)
        )
        assert lines["completions"][0]["text"] == "value = first + second"
        assert text["completions"] == [{"generated_text": "first + second"}]


async def test_a_place_that_is_none_is_told_and_the_session_goes_on(model: ModelServer):
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize({"processId": None, "capabilities": {}})
        for params in (None, [], {"textDocument": 7, "position": None}, {"doc": {"uri": URI}}):
            with pytest.raises(LspError):
                await editor.request("getCompletions", params)
        assert await editor.request("shutdown", None) is None


VERSIONED = {
    "textDocument/inlineCompletion": "items",
    "textDocument/copilotInlineEdit": "edits",
    "getCompletions": "completions",
}


@pytest.mark.parametrize("method", VERSIONED)
async def test_the_change_that_a_client_means_is_waited_for(method: str, model: ModelServer):
    model.reply = lambda _: "first + second"
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize({"processId": None, "capabilities": {}})
        editor.open("def add(first, second):\n    pass\n", version=4)
        place = {"textDocument": {"uri": URI, "version": 5}, "position": {"line": 1, "character": 11}}
        _, answer = editor.send_request(method, place | {"context": {"triggerKind": 2}})
        editor.change("def add(first, second):\n    return \n", version=5)
        assert (await answer)[VERSIONED[method]]
        assert "return " in model.requests[0]["prompt"]


async def test_a_client_may_accept_by_the_name_that_github_gave_the_command(model: ModelServer):
    model.reply = lambda _: "first + second"
    async with connected(fake_model_settings(model.url)) as editor:
        await editor.initialize({"processId": None, "capabilities": {}})
        editor.open("value = \n")
        (item,) = (await editor.ghost(0, 8)[1])["items"]
        name = "github.copilot.didAcceptCompletionItem"
        asked = {"command": name, "arguments": item["command"]["arguments"]}
        assert await editor.request("workspace/executeCommand", asked) is True
        assert name not in editor.capabilities["executeCommandProvider"]["commands"]
