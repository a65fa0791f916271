from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import pytest

from kibitz.backends.provider import Provider
from kibitz.backends.wires.llamacpp import LlamaCpp
from kibitz.backends.wires.target import Target
from kibitz.base.clean_text import CleanText
from kibitz.base.errors import BadAnswer, ConfigProblem
from kibitz.base.llm import ChatMessage, ChatRequest, Chunk, CompletionRequest

COMPLETION = CompletionRequest(
    prompt=CleanText("pre"), max_tokens=7, stop=("a", "b", "c", "d", "e"), timeout_ms=5000
)
CHAT = ChatRequest(
    messages=(ChatMessage(role="user", content=CleanText("hi")),), max_tokens=7, timeout_ms=5000
)


@pytest.fixture
async def backend(scripted: Any, network: Any) -> LlamaCpp:
    provider = Provider(id="local", base_url=scripted.url, wire="llamacpp")
    target = Target(provider=provider, model_name="m", api_key="k")
    return LlamaCpp(target, await network.client_for(scripted.url), lambda _: None)


async def answer(stream: Any) -> list[Chunk]:
    async with aclosing(stream):
        return [chunk async for chunk in stream]


def events(*values: Any) -> Any:
    async def script(exchange: Any) -> None:
        await exchange.start()
        for value in values:
            await exchange.event(value)
        await exchange.end()

    return script


async def test_a_completion_asks_for_progress_so_that_it_can_be_stopped(
    backend: LlamaCpp, scripted: Any
) -> None:
    scripted.answers["/completion"] = events(
        {"content": "", "stop": False, "prompt_progress": {"total": 9, "processed": 4}},
        {"content": "x", "stop": False},
        {"content": "", "stop": True, "stop_type": "word"},
    )
    assert await answer(backend.complete(COMPLETION)) == [Chunk("x"), Chunk("", "stop")]
    got = scripted.requests[-1]
    assert got.headers["authorization"] == "Bearer k"
    assert got.body == {
        "prompt": "pre",
        "n_predict": 7,
        "stop": ["a", "b", "c", "d", "e"],
        "temperature": 0.0,
        "stream": True,
        "return_progress": True,
        "cache_prompt": True,
    }


@pytest.mark.parametrize("last", [{"stop_type": "limit"}, {"stopped_limit": True}])
async def test_the_limit_is_told_by_new_and_old_servers(
    backend: LlamaCpp, scripted: Any, last: dict[str, Any]
) -> None:
    scripted.answers["/completion"] = events({"content": "x", "stop": True, **last})
    assert await answer(backend.complete(COMPLETION)) == [Chunk("x", "length")]


async def test_a_chat_goes_to_the_chat_endpoint_with_progress(backend: LlamaCpp, scripted: Any) -> None:
    scripted.answers["/v1/chat/completions"] = events(
        {"choices": [{"delta": {"role": "assistant", "content": None}}], "prompt_progress": {}},
        {"choices": [{"delta": {"content": "x"}, "finish_reason": None}]},
        {"choices": [{"delta": {}, "finish_reason": "stop"}]},
        "[DONE]",
    )
    assert await answer(backend.chat(CHAT)) == [Chunk("x"), Chunk("", "stop")]
    body = scripted.requests[-1].body
    assert body["messages"] == [{"role": "user", "content": "hi"}]
    assert body["return_progress"] is True and body["max_tokens"] == 7


async def test_something_else_than_text_is_a_bad_answer(backend: LlamaCpp, scripted: Any) -> None:
    scripted.answers["/completion"] = events({"content": 5, "stop": False})
    with pytest.raises(BadAnswer):
        await answer(backend.complete(COMPLETION))


async def test_an_address_with_v1_is_the_same(scripted: Any, network: Any) -> None:
    scripted.answers["/completion"] = events({"content": "x", "stop": True})
    provider = Provider(id="llamacpp", base_url=f"{scripted.url}/v1", wire="llamacpp")
    target = Target(provider=provider, model_name="m")
    backend = LlamaCpp(target, await network.client_for(scripted.url), lambda _: None)
    assert await answer(backend.complete(COMPLETION)) == [Chunk("x", "stop")]
    assert "authorization" not in scripted.requests[-1].headers


async def test_a_suffix_is_refused_instead_of_ignored(backend: LlamaCpp, scripted: Any) -> None:
    with pytest.raises(ConfigProblem, match=r"kibitz\.providers\.local\.fim"):
        await answer(backend.complete(replace(COMPLETION, suffix=CleanText("post"))))
    assert scripted.requests == []


async def test_at_the_embedded_server_completions_and_chats_keep_to_a_slot_each(
    scripted: Any, network: Any
) -> None:
    scripted.answers["/completion"] = events({"content": "x", "stop": True})
    scripted.answers["/v1/chat/completions"] = events({"choices": [{"delta": {}, "finish_reason": "stop"}]})
    provider = Provider(id="local", base_url=scripted.url, wire="llamacpp")
    target = Target(provider=provider, model_name="m", own_slots=True)
    backend = LlamaCpp(target, await network.client_for(scripted.url), lambda _: None)
    await answer(backend.complete(COMPLETION))
    await answer(backend.chat(CHAT))
    assert [request.body["id_slot"] for request in scripted.requests] == [0, 1]


async def test_a_slot_of_the_embedded_server_gets_one_request_at_a_time(scripted: Any, network: Any) -> None:
    async def go_on_until_closed(exchange: Any) -> None:
        await exchange.start()
        await exchange.event({"content": "x", "stop": False})
        await exchange.until_gone()

    scripted.answers["/completion"] = go_on_until_closed
    scripted.answers["/v1/chat/completions"] = events({"choices": [{"delta": {}, "finish_reason": "stop"}]})
    provider = Provider(id="local", base_url=scripted.url, wire="llamacpp")
    target = Target(provider=provider, model_name="m", own_slots=True)
    backend = LlamaCpp(target, await network.client_for(scripted.url), lambda _: None)
    first = backend.complete(COMPLETION)
    await anext(first)
    scripted.answers["/completion"] = events({"content": "y", "stop": True})
    waiting = [asyncio.ensure_future(answer(backend.complete(COMPLETION))) for _ in range(2)]
    await answer(backend.chat(CHAT))
    assert [request.path for request in scripted.requests] == ["/completion", "/v1/chat/completions"]

    waiting[0].cancel()
    await first.aclose()

    assert await waiting[1] == [Chunk("y", "stop")]
    assert len(scripted.requests) == 3
