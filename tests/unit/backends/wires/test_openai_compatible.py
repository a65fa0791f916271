from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import pytest

from kibitz.backends.provider import Provider
from kibitz.backends.wires.openai_compatible import OpenAICompatible
from kibitz.backends.wires.target import Target
from kibitz.base.clean_text import CleanText
from kibitz.base.errors import QuotaReached
from kibitz.base.llm import ChatMessage, ChatRequest, Chunk, CompletionRequest

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator


@pytest.fixture(autouse=True)
def no_variables_of_the_developer(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_CUSTOM_HEADERS"):
        monkeypatch.delenv(name, raising=False)


class Client:
    """Asks the scripted server, which echoes nothing: what counts is what it got."""

    def __init__(self, server: Any, network: Any) -> None:
        self.server = server
        self.network = network

    async def send(
        self, request: CompletionRequest | ChatRequest, *, key: str = "k", model: str = "m", **provider: Any
    ) -> str:
        async def script(exchange: Any) -> None:
            await exchange.start()
            for text in ("one ", "tw", "o STO", "P three"):
                piece = {"index": 0, "text": text, "delta": {"content": text}}
                await exchange.event({"choices": [piece]})
            await exchange.event({"choices": [{"index": 0, "text": "", "finish_reason": "stop"}]})
            await exchange.end()

        settings: dict[str, Any] = {"id": "work", "base_url": f"{self.server.url}/v1"} | provider
        target = Target(provider=Provider(**settings), model_name=model, api_key=key)
        for path in ("/v1/completions", "/v1/chat/completions", "/v1/fim/completions"):
            self.server.answers[path] = script
        backend = OpenAICompatible(target, await self.network.client_for(self.server.url), lambda _: None)
        stream: AsyncGenerator[Chunk, None]
        stream = backend.chat(request) if isinstance(request, ChatRequest) else backend.complete(request)
        async with aclosing(stream):
            return "".join([chunk.text async for chunk in stream])

    @property
    def got(self) -> Any:
        return self.server.requests[-1]


@pytest.fixture
def client(scripted: Any, network: Any) -> Client:
    return Client(scripted, network)


def completion(suffix: str | None = None, stop: tuple[str, ...] = ()) -> CompletionRequest:
    return CompletionRequest(
        prompt=CleanText("pre"),
        suffix=None if suffix is None else CleanText(suffix),
        max_tokens=7,
        stop=stop,
        timeout_ms=5000,
    )


CHAT = ChatRequest(
    messages=(ChatMessage(role="user", content=CleanText("hi")),), max_tokens=7, timeout_ms=5000
)


async def test_a_completion_has_prompt_suffix_and_key(client: Client) -> None:
    await client.send(completion("post", stop=("\n",)), key="secret")
    assert client.got.path == "/v1/completions"
    assert client.got.headers["authorization"] == "Bearer secret"
    assert client.got.body == {
        "model": "m",
        "prompt": "pre",
        "suffix": "post",
        "max_tokens": 7,
        "stop": ["\n"],
        "temperature": 0.0,
        "stream": True,
    }


async def test_without_a_suffix_none_is_sent_and_an_empty_one_is_a_line_end(client: Client) -> None:
    await client.send(completion())
    assert "suffix" not in client.got.body
    await client.send(completion(""))
    assert client.got.body["suffix"] == "\n"


async def test_a_chat_has_messages(client: Client) -> None:
    await client.send(CHAT)
    assert client.got.path == "/v1/chat/completions"
    assert client.got.body["messages"] == [{"role": "user", "content": "hi"}]
    assert client.got.body["max_tokens"] == 7


async def test_a_provider_may_differ_in_path_limit_and_temperature(client: Client) -> None:
    await client.send(completion("post"), completions_path="/fim/completions")
    assert client.got.path == "/v1/fim/completions"
    await client.send(CHAT, model="o3-mini", limit_field="max_completion_tokens", fixed_temperature=r"^o\d")
    assert client.got.body["max_completion_tokens"] == 7
    assert "max_tokens" not in client.got.body and "temperature" not in client.got.body
    await client.send(CHAT, model="gpt-4.1", fixed_temperature=r"^o\d")
    assert client.got.body["temperature"] == 0.0


async def test_four_stops_are_sent_and_the_others_cut_here(client: Client) -> None:
    text = await client.send(completion(stop=("1", "2", "3", "4", "nowhere", "STOP")))
    assert client.got.body["stop"] == ["1", "2", "3", "4"]
    assert text == "one two "


async def test_no_key_sends_none_not_even_that_of_the_environment(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-environment")
    await client.send(completion(), key="")
    assert "authorization" not in client.got.headers


async def test_what_the_environment_holds_for_openai_stays_with_openai(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org-1")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-1")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Mine: 1\nX-Other: 2")
    await client.send(completion())
    assert not {"openai-organization", "openai-project", "x-mine", "x-other"} & set(client.got.headers)
    await client.send(completion(), id="openai")
    assert client.got.headers["openai-organization"] == "org-1"
    assert client.got.headers["x-mine"] == "1"


async def test_the_machine_is_not_described(client: Client) -> None:
    await client.send(completion())
    assert not {"x-stainless-os", "x-stainless-arch", "x-stainless-runtime-version"} & set(client.got.headers)


async def test_a_failed_request_is_not_sent_again_and_a_quota_says_when_it_may(
    scripted: Any, network: Any
) -> None:
    scripted.answers["/v1/completions"] = lambda exchange: exchange.reply(
        429, "application/json", "{}", Retry_After="7"
    )
    target = Target(provider=Provider(id="work", base_url=f"{scripted.url}/v1"), model_name="m")
    backend = OpenAICompatible(target, await network.client_for(scripted.url), lambda _: None)
    with pytest.raises(QuotaReached, match="wait 7 s"):
        async with aclosing(backend.complete(completion())) as stream:
            async for _ in stream:
                pass
    assert len(scripted.requests) == 1
