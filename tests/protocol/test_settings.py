"""Settings on the wire: at the start, pulled and pushed; the later is the stronger, and counts at once."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from support.editor import Editor, connected, fake_model_settings, recorded_initialize
from support.model_server import ModelServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

FUNCTION = "def add(first, second):\n    return \n"
CURSOR = (1, 11)
ON = {"inlineCompletion": {"enabled": True}}
OFF = {"inlineCompletion": {"enabled": False}}


@pytest.fixture(autouse=True)
async def _patience():
    async with asyncio.timeout(30):
        yield


@asynccontextmanager
async def told(
    model: ModelServer, at_start: object, *, pulled: object = None, client: str = "vscode"
) -> AsyncIterator[Editor]:
    """An editor with an open document; `pulled` is what it answers when it is asked for the section."""
    model.reply = lambda _: "first + second"
    async with connected({}) as editor:
        editor.answer["workspace/configuration"] = lambda asked: [pulled for _ in asked["items"]]
        editor.initialized_with = recorded_initialize(client) | {"initializationOptions": at_start}
        await editor.request("initialize", editor.initialized_with)
        editor.notify("initialized", {})
        editor.open(FUNCTION)
        yield editor


async def offers(editor: Editor) -> bool:
    return bool((await editor.ghost(*CURSOR)[1])["items"])


def push(editor: Editor, settings: object) -> None:
    editor.notify("workspace/didChangeConfiguration", {"settings": settings})


@pytest.mark.parametrize("wrapped", [False, True])
async def test_the_section_itself_and_wrapped_are_taken_at_the_start(wrapped: bool, model: ModelServer):
    section = fake_model_settings(model.url) | ON
    async with told(model, {"kibitz": section} if wrapped else section) as editor:
        assert await offers(editor)
        assert model.requests


async def test_what_is_pulled_counts_more_than_what_was_there_at_the_start(model: ModelServer):
    async with told(model, fake_model_settings(model.url) | ON, pulled=OFF) as editor:
        await editor.wait_for("workspace/configuration")
        assert not await offers(editor)


async def test_what_is_pushed_counts_more_than_what_was_pulled(model: ModelServer):
    async with told(model, fake_model_settings(model.url), pulled=OFF) as editor:
        await editor.wait_for("workspace/configuration")
        assert not await offers(editor)
        push(editor, {"kibitz": ON, "python": {"of": "another server"}})
        assert await offers(editor)


async def test_what_is_pushed_is_not_lost_to_a_client_that_says_nothing_when_asked(model: ModelServer):
    async with told(model, fake_model_settings(model.url)) as editor:
        push(editor, {"kibitz": OFF})
        assert not await offers(editor)


@pytest.mark.parametrize("nothing", [None, [], {"python": {"analysis": 1}}])
async def test_nothing_pushed_changes_nothing(nothing: object, model: ModelServer):
    async with told(model, fake_model_settings(model.url)) as editor:
        push(editor, nothing)
        assert await offers(editor)
        assert not [params for method, params in editor.received if method == "window/showMessage"]


async def test_a_client_that_never_answers_is_served_with_what_it_said_at_the_start(model: ModelServer):
    async with told(model, fake_model_settings(model.url)) as editor:
        editor.never_answers.add("workspace/configuration")
        assert await offers(editor)


MODELS = {"fake": "first + second", "other": "sum((first, second))"}


async def shows(editor: Editor, character: int = CURSOR[1]) -> str:
    (item,) = (await editor.ghost(CURSOR[0], character)[1])["items"]
    return item["insertText"]


async def test_another_model_answers_at_the_place_where_the_old_one_did(model: ModelServer):
    section = fake_model_settings(model.url)
    async with told(model, section) as editor:
        model.reply = lambda asked: MODELS[asked["model"]]
        assert await shows(editor) == MODELS["fake"]
        push(editor, {"kibitz": {"models": {"completion": "fake/other"}}})
        assert await shows(editor) == MODELS["other"]


async def test_the_same_model_at_another_address_is_asked_anew(model: ModelServer):
    async with ModelServer() as elsewhere, told(model, fake_model_settings(model.url)) as editor:
        elsewhere.reply = lambda _: MODELS["other"]
        assert await shows(editor) == MODELS["fake"]
        push(editor, {"kibitz": fake_model_settings(elsewhere.url)})
        assert await shows(editor) == MODELS["other"]


async def test_what_the_old_model_is_writing_is_no_answer_any_more(model: ModelServer):
    """Somebody waits for it still, so it goes on; a key that fits would have joined it."""
    async with told(model, fake_model_settings(model.url)) as editor:
        model.reply = lambda asked: "irst - second" if asked["model"] == "other" else MODELS["fake"]
        model.go.clear()
        _, older = editor.ghost(*CURSOR)
        await model.until(lambda server: len(server.requests) == 1)
        push(editor, {"kibitz": {"models": {"completion": "fake/other"}}})
        editor.change(FUNCTION.replace("return ", "return f"))
        _, newer = editor.ghost(CURSOR[0], CURSOR[1] + 1)
        model.go.set()
        assert await older == {"items": []}
        assert (await newer)["items"][0]["insertText"] == "irst - second"


async def test_a_shorter_suggestion_is_made_as_soon_as_one_is_set(model: ModelServer):
    async with told(model, fake_model_settings(model.url)) as editor:
        model.reply = lambda asked: "first" if asked["max_tokens"] == 8 else MODELS["fake"]
        assert await shows(editor) == MODELS["fake"]
        push(editor, {"kibitz": {"inlineCompletion": {"maxTokens": 8}}})
        assert await shows(editor) == "first"


async def test_what_a_client_of_another_server_pushes_of_its_own_takes_nothing_away(model: ModelServer):
    """As copilot.lua does behind the settings of its user; it cannot be asked for them either."""
    model.reply = lambda _: "first + second"
    github = {"github": {"copilot": {"selectedCompletionModel": ""}}, "enableAutoCompletions": True}
    ours = fake_model_settings(model.url)
    async with connected({}) as editor:
        options = {"editorInfo": {"name": "Neovim", "version": "0.12.4"}}
        await editor.request("initialize", {"capabilities": {}, "initializationOptions": options})
        editor.notify("initialized", {})
        editor.open(FUNCTION)
        push(editor, {"telemetry": {"telemetryLevel": "all"}, "kibitz": ours | ON})
        push(editor, github)
        assert await offers(editor)
        push(editor, github | {"kibitz": ours | OFF})
        assert not await offers(editor)
