"""One wire under test at a time; what all of them must do is tested once for each."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, Protocol

import pytest

from kibitz.backends.provider import Provider, Wire
from kibitz.backends.wires.llamacpp import LlamaCpp
from kibitz.backends.wires.openai_compatible import OpenAICompatible
from kibitz.backends.wires.target import Target
from kibitz.base.clean_text import CleanText
from kibitz.base.llm import Backend, ChatMessage, ChatRequest, Chunk, CompletionRequest

if TYPE_CHECKING:
    from kibitz.backends.http import Network
    from kibitz.base.errors import KibitzError

PROMPT = "prompt_of_the_user"
KEY = "sk-very-secret"

Asked = Literal["completion", "chat"]
Script = Callable[[Any], Awaitable[None]]


class Server(Protocol):
    """What the tests use of `ScriptedServer`."""

    answers: dict[str, Script]
    requests: list[Any]
    n_connections: int

    @property
    def url(self) -> str: ...


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """A wire and one of its two questions."""

    wire: Wire
    asked: Asked

    @property
    def path(self) -> str:
        if self.asked == "chat":
            return "/v1/chat/completions"
        return "/completion" if self.wire == "llamacpp" else "/v1/completions"

    def piece(self, text: str, reason: str | None = None) -> dict[str, Any]:
        """An event with some text; the last one has a reason."""
        if self.asked == "chat":
            return {"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": reason}]}
        if self.wire == "llamacpp":
            types = {"stop": "eos", "length": "limit"}
            return {"content": text, "stop": bool(reason), "stop_type": types.get(reason or "", "none")}
        return {"choices": [{"index": 0, "text": text, "finish_reason": reason}]}


@dataclass(kw_only=True)
class WireUnderTest:
    """A backend in front of the scripted server."""

    dialect: Dialect
    server: Server
    http: Any
    provider: Provider
    key: str = KEY
    failures: list[KibitzError] = field(default_factory=list)

    def script(self, script: Script) -> None:
        self.server.answers[self.dialect.path] = script

    def backend(self, **provider: Any) -> Backend:
        build = LlamaCpp if self.dialect.wire == "llamacpp" else OpenAICompatible
        target = Target(
            provider=replace(self.provider, **provider), model_name="some-coder", api_key=self.key
        )
        return build(target, self.http, self.failures.append)

    def stream(
        self, *, timeout_ms: int = 5000, max_tokens: int = 100, stop: tuple[str, ...] = (), **provider: Any
    ) -> AsyncGenerator[Chunk, None]:
        prompt = CleanText(PROMPT)
        common: dict[str, Any] = {"max_tokens": max_tokens, "stop": stop, "timeout_ms": timeout_ms}
        timeout_of = provider.pop("timeout_of", "answer")
        backend = self.backend(**provider)
        if self.dialect.asked == "chat":
            messages = (ChatMessage(role="user", content=prompt),)
            return backend.chat(ChatRequest(messages=messages, timeout_of=timeout_of, **common))
        return backend.complete(CompletionRequest(prompt=prompt, **common))

    async def answer(self, **wishes: Any) -> list[Chunk]:
        async with aclosing(self.stream(**wishes)) as stream:
            return [chunk async for chunk in stream]

    @property
    def sent(self) -> dict[str, Any]:
        """The body of the last request."""
        return self.server.requests[-1].body


DIALECTS = [
    Dialect(wire="openai", asked="completion"),
    Dialect(wire="openai", asked="chat"),
    Dialect(wire="llamacpp", asked="completion"),
    Dialect(wire="llamacpp", asked="chat"),
]


@pytest.fixture(params=DIALECTS, ids=lambda dialect: f"{dialect.wire}-{dialect.asked}")
def dialect(request: pytest.FixtureRequest) -> Dialect:
    return request.param


@pytest.fixture
async def wire(dialect: Dialect, scripted: Server, network: Network) -> WireUnderTest:
    url = f"{scripted.url}/v1"
    provider = Provider(id="work", base_url=url, wire=dialect.wire, key_env="WORK_KEY")
    return WireUnderTest(
        dialect=dialect, server=scripted, http=await network.client_for(url), provider=provider
    )
