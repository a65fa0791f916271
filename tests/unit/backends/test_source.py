from __future__ import annotations

import asyncio
import gc
import sys
from contextlib import aclosing
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest

from kibitz.backends.embedded import Endpoint
from kibitz.backends.known_providers import known_providers
from kibitz.backends.probe import PREFIX, SUFFIX, WANTED
from kibitz.backends.source import Models
from kibitz.backends.verdicts import Verdicts
from kibitz.base.clean_text import CleanText
from kibitz.base.errors import ConfigProblem, KeyMissing, KeyRejected, ModelMissing, Unreachable
from kibitz.base.llm import ChatRequest, CompletionRequest, Fim
from kibitz.settings.model import Models as ModelNames
from kibitz.settings.model import ProviderSettings, Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from kibitz.backends.model import Model

ENDPOINT = Endpoint(
    base_url="http://127.0.0.1:1",
    api_key="k",
    model_name="qwen2.5-coder-0.5b",
    family_name="qwen2.5-coder-0.5b",
    context_tokens=4096,
)


class Embedded:
    """The embedded server, without one."""

    def __init__(self) -> None:
        self.asked: list[str | None] = []
        self.endpoints: dict[str | None, Endpoint] = {None: ENDPOINT}
        self.waits = asyncio.Event()
        self.go = asyncio.Event()
        self.go.set()

    async def endpoint(self, model_name: str | None) -> Endpoint:
        self.asked.append(model_name)
        self.waits.set()
        await self.go.wait()
        if model_name not in self.endpoints:
            raise ModelMissing("fetch it")
        return self.endpoints[model_name]


class Source:
    """`Models` with settings that a test can change, and no server but the scripted one."""

    def __init__(self, nowhere: str) -> None:
        self.embedded = Embedded()
        self.verdicts = Verdicts()
        elsewhere = ProviderSettings(base_url=nowhere)
        self.providers = {"ollama": elsewhere, "llamacpp": elsewhere}
        self.settings = Settings()
        self.set()
        self.models = Models(settings=lambda: self.settings, embedded=self.embedded, verdicts=self.verdicts)

    def set(self, completion: str = "auto", *, chat: str = "auto", **providers: ProviderSettings) -> None:
        self.providers |= providers
        self.settings = replace(
            self.settings,
            models=ModelNames(completion=completion, chat=chat),
            providers=MappingProxyType(dict(self.providers)),
        )


@pytest.fixture
async def source(closed_port: int, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Source]:
    for name in ("LLAMA_API_KEY", "OPENAI_API_KEY", "WORK_KEY"):
        monkeypatch.delenv(name, raising=False)
    source = Source(f"http://127.0.0.1:{closed_port}/v1")
    yield source
    await source.models.aclose()


def llamacpp(name: str = "qwen2.5-coder-1.5b.gguf") -> Any:
    data = [{"id": name, "owned_by": "llamacpp", "meta": {"n_ctx": 2048}}]
    return lambda exchange: exchange.json({"data": data})


async def ask(model: Model) -> None:
    request = CompletionRequest(prompt=CleanText("x"), max_tokens=5, timeout_ms=5000)
    async with aclosing(model.backend.complete(request)) as stream:
        async for _ in stream:
            pass


class TestNamed:
    async def test_a_provider_of_the_users_own(self, source: Source) -> None:
        own = ProviderSettings(base_url="http://127.0.0.1:9/v1", fim="suffix", context_tokens=9000)
        source.set("work/org/some-model", work=own)
        model = await source.models.model_for("completion")
        assert (model.label, model.fim, model.context_tokens) == ("work/org/some-model", "suffix", 9000)
        assert model.local and model.family is None
        assert await source.models.model_for("completion") is model

    async def test_a_remote_host_is_not_local_and_is_allowed_by_being_named(
        self, source: Source, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-x")
        source.set("openai/gpt-4.1")
        model = await source.models.model_for("completion")
        assert not model.local and model.fim == "chat"

    @pytest.mark.parametrize("name", ["nobody/model", "work", "work/", "", "/model", "Auto"])
    async def test_a_name_that_is_none_lists_what_there_is(self, source: Source, name: str) -> None:
        source.set(name, work=ProviderSettings(base_url="http://127.0.0.1:9/v1"))
        with pytest.raises(ConfigProblem, match=r"kibitz\.models\.completion.*local, .*ollama.*work"):
            await source.models.model_for("completion")

    async def test_an_address_that_is_none(self, source: Source) -> None:
        source.set("work/m", work=ProviderSettings(base_url="localhost:8000"))
        with pytest.raises(ConfigProblem, match=r"kibitz\.providers\.work\.baseUrl"):
            await source.models.model_for("completion")

    async def test_a_key_that_is_missing(self, source: Source) -> None:
        source.set("mistral/codestral-latest")
        with pytest.raises(KeyMissing, match="MISTRAL_API_KEY"):
            await source.models.model_for("completion")

    async def test_a_key_that_was_refused_is_asked_for_again(self, source: Source, scripted: Any) -> None:
        scripted.answers["/v1/completions"] = lambda exchange: exchange.json({}, 401)
        code = "import secrets; print(secrets.token_hex(4))"
        command = f"'{sys.executable}' -c '{code}'"
        source.set("work/m", work=ProviderSettings(base_url=f"{scripted.url}/v1", api_key_command=command))
        for _ in range(2):
            with pytest.raises(KeyRejected):
                await ask(await source.models.model_for("completion"))
        first, second = (request.headers["authorization"] for request in scripted.requests)
        assert first != second

    async def test_a_model_of_ollamas_cloud_is_not_local(self, source: Source) -> None:
        source.set("ollama/qwen3-coder:480b-cloud")
        assert not (await source.models.model_for("completion")).local


class TestFim:
    async def check(self, source: Source, name: str, expected: str, **settings: Any) -> None:
        own = ProviderSettings(base_url="http://127.0.0.1:9/v1", **settings)
        source.set(name, work=own, ollama=own)
        assert (await source.models.model_for("completion")).fim == expected

    async def test_auto_builds_the_prompt_for_a_known_family_and_asks_in_a_chat_otherwise(
        self, source: Source
    ) -> None:
        await self.check(source, "work/qwen2.5-coder-7b", "template")
        await self.check(source, "work/llama-3-8b", "chat")

    async def test_ollama_applies_the_template_of_a_known_family_itself(self, source: Source) -> None:
        await self.check(source, "ollama/qwen2.5-coder:7b", "suffix")
        await self.check(source, "ollama/llama3.2", "chat")

    async def test_what_was_measured_goes_before_what_the_name_says(self, source: Source) -> None:
        own = ProviderSettings(base_url="http://127.0.0.1:9/v1")
        source.verdicts.remember(known_providers({"work": own})["work"], "qwen2.5-coder-7b", "suffix")
        await self.check(source, "work/qwen2.5-coder-7b", "suffix")

    async def test_what_the_user_says_goes_before_all(self, source: Source) -> None:
        await self.check(source, "work/qwen2.5-coder-7b", "chat", fim="chat")

    async def test_a_template_needs_a_family(self, source: Source) -> None:
        own = ProviderSettings(base_url="http://127.0.0.1:9/v1", fim="template")
        source.set("work/llama-3-8b", chat="work/llama-3-8b", work=own)
        with pytest.raises(ConfigProblem, match=r"'llama-3-8b': set kibitz\.providers\.work\.fim"):
            await source.models.model_for("completion")
        assert (await source.models.model_for("chat")).fim == "chat"


class TestEmbedded:
    async def test_auto_takes_it_when_nothing_runs(self, source: Source) -> None:
        model = await source.models.model_for("completion")
        assert (model.label, model.fim, model.context_tokens) == (
            "local/qwen2.5-coder-0.5b",
            "template",
            4096,
        )
        assert model.local and model.family and model.family.id == "qwen-coder"

    async def test_it_is_asked_at_every_request_and_the_model_stays_the_same(self, source: Source) -> None:
        first = await source.models.model_for("completion")
        assert await source.models.model_for("completion") is first
        assert source.embedded.asked == [None, None]

    async def test_a_server_that_was_started_anew_is_found(self, source: Source) -> None:
        before = await source.models.model_for("completion")
        source.embedded.endpoints[None] = replace(ENDPOINT, base_url="http://127.0.0.1:2", api_key="n")
        after = await source.models.model_for("completion")
        assert after is not before
        assert await source.models.model_for("completion") is after

    @pytest.mark.parametrize(
        ("name", "asked"),
        [("local/qwen2.5-coder-7b", "qwen2.5-coder-7b"), ("local/auto", None), ("local", None)],
    )
    async def test_it_can_be_named(self, source: Source, name: str, asked: str | None) -> None:
        source.embedded.endpoints["qwen2.5-coder-7b"] = ENDPOINT
        source.set(name)
        await source.models.model_for("completion")
        assert source.embedded.asked == [asked]

    async def test_a_file_of_an_unknown_family_fills_holes_in_a_chat(self, source: Source) -> None:
        source.embedded.endpoints[None] = replace(ENDPOINT, model_name="mine", family_name="mine")
        assert (await source.models.model_for("completion")).fim == "chat"

    async def test_missing_weights_are_said_each_time_and_found_when_they_are_there(
        self, source: Source
    ) -> None:
        del source.embedded.endpoints[None]
        for _ in range(2):
            with pytest.raises(ModelMissing):
                await source.models.model_for("completion")
        source.embedded.endpoints[None] = ENDPOINT
        assert await source.models.model_for("completion")

    async def test_callers_share_one_start_and_may_leave(self, source: Source) -> None:
        source.embedded.go.clear()
        first = asyncio.create_task(source.models.model_for("completion"))
        second = asyncio.create_task(source.models.model_for("completion"))
        await source.embedded.waits.wait()
        first.cancel()
        source.embedded.go.set()
        assert (await second).label == "local/qwen2.5-coder-0.5b"
        assert source.embedded.asked == [None] and first.cancelled()

    async def test_a_failure_that_nobody_waits_for_is_no_news(
        self, source: Source, caplog: pytest.LogCaptureFixture
    ) -> None:
        del source.embedded.endpoints[None]
        source.embedded.go.clear()
        task = asyncio.create_task(source.models.model_for("completion"))
        await source.embedded.waits.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        source.embedded.go.set()
        for _ in range(5):
            await asyncio.sleep(0)
        gc.collect()
        assert caplog.records == []


class TestAuto:
    def run_llamacpp(
        self, source: Source, scripted: Any, completion: str = "auto", chat: str = "auto"
    ) -> None:
        scripted.answers["/v1/models"] = llamacpp()
        source.set(completion, chat=chat, llamacpp=ProviderSettings(base_url=f"{scripted.url}/v1"))

    async def test_takes_a_server_that_runs(self, source: Source, scripted: Any) -> None:
        self.run_llamacpp(source, scripted)
        model = await source.models.model_for("completion")
        assert (model.label, model.fim) == ("llamacpp/qwen2.5-coder-1.5b.gguf", "template")
        assert model.context_tokens == 2048
        assert await source.models.model_for("completion") is model
        assert source.embedded.asked == []

    async def test_leaves_a_server_aside_that_has_nothing_suitable(
        self, source: Source, scripted: Any
    ) -> None:
        self.run_llamacpp(source, scripted)
        scripted.answers["/v1/models"] = llamacpp("nomic-embed-text.gguf")
        assert (await source.models.model_for("completion")).label.startswith("local/")
        assert (await source.models.model_for("chat")).label.startswith("local/")

    async def test_takes_ollama_for_what_it_has(self, source: Source, scripted: Any) -> None:
        tags = [{"name": "qwen2.5-coder:1.5b", "size": 1}, {"name": "llama3.2:3b", "size": 2}]
        scripted.answers["/api/tags"] = lambda exchange: exchange.json({"models": tags})
        scripted.answers["/api/show"] = lambda exchange: exchange.json({"capabilities": ["insert"]})
        source.set(ollama=ProviderSettings(base_url=f"{scripted.url}/v1"))
        model = await source.models.model_for("completion")
        assert (model.label, model.fim, model.context_tokens) == ("ollama/qwen2.5-coder:1.5b", "suffix", 4096)

    async def test_never_asks_a_host_that_was_not_named(self, source: Source) -> None:
        source.set(ollama=ProviderSettings(base_url="http://gpu-box:11434/v1"))
        assert (await source.models.model_for("completion")).label.startswith("local/")

    async def test_turns_to_the_embedded_model_when_the_server_is_gone(
        self, source: Source, scripted: Any
    ) -> None:
        self.run_llamacpp(source, scripted)
        scripted.answers["/completion"] = lambda exchange: exchange.json({}, 503)
        with pytest.raises(Unreachable):
            await ask(await source.models.model_for("completion"))
        assert (await source.models.model_for("completion")).label.startswith("local/")

    async def test_one_provider_can_choose_among_its_own(self, source: Source, scripted: Any) -> None:
        self.run_llamacpp(source, scripted, completion="llamacpp/auto", chat="ollama/auto")
        assert (await source.models.model_for("completion")).label == "llamacpp/qwen2.5-coder-1.5b.gguf"
        with pytest.raises(ModelMissing, match="'ollama' runs no model that suits chat"):
            await source.models.model_for("chat")

    async def test_a_server_that_hangs_does_not_hold_up_for_long(self, source: Source, scripted: Any) -> None:
        self.run_llamacpp(source, scripted)
        scripted.answers["/v1/models"] = lambda exchange: exchange.until_gone()
        async with asyncio.timeout(5):
            assert (await source.models.model_for("completion")).label.startswith("local/")


class TestSettings:
    async def test_new_settings_count_at_once(self, source: Source) -> None:
        one, two = (ProviderSettings(base_url=f"http://127.0.0.1:{port}/v1") for port in (8, 9))
        source.set("one/m", one=one, two=two)
        assert (await source.models.model_for("completion")).label == "one/m"
        source.set("two/m")
        assert (await source.models.model_for("completion")).label == "two/m"

    async def test_a_mistake_that_was_mended_is_forgotten(self, source: Source) -> None:
        source.set("nobody/m")
        with pytest.raises(ConfigProblem):
            await source.models.model_for("completion")
        source.set("auto")
        assert await source.models.model_for("completion")


class TestProbe:
    async def test_what_works_counts_from_then_on(self, source: Source, scripted: Any) -> None:
        async def script(exchange: Any) -> None:
            await exchange.start()
            knows = "suffix" in exchange.body
            await exchange.event({"choices": [{"text": WANTED if knows else "x", "finish_reason": "stop"}]})
            await exchange.end()

        def requests(model: Model) -> dict[Fim, CompletionRequest | ChatRequest]:
            assert model.label == "work/llama"
            plain = CompletionRequest(prompt=PREFIX, max_tokens=5, timeout_ms=5000)
            return {"template": plain, "suffix": replace(plain, suffix=SUFFIX)}

        scripted.answers["/v1/completions"] = script
        source.set("work/llama", work=ProviderSettings(base_url=f"{scripted.url}/v1"))
        assert (await source.models.model_for("completion")).fim == "chat"
        attempts = await source.models.probe("completion", requests)
        assert [attempt.right for attempt in attempts] == [False, True]
        assert (await source.models.model_for("completion")).fim == "suffix"


class TestWarmUp:
    async def test_nothing_is_started_or_asked_for(self, source: Source, scripted: Any) -> None:
        await source.models.warm_up()
        assert source.embedded.asked == []
        source.set("work/m", work=ProviderSettings(base_url=f"{scripted.url}/v1", api_key_command="false"))
        await source.models.warm_up()
        assert scripted.requests == []

    async def test_a_mistake_in_the_settings_waits_for_the_first_request(self, source: Source) -> None:
        source.set("nobody/m")
        await source.models.warm_up()
