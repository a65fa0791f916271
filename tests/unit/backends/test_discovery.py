from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import pytest

from kibitz.backends.discovery import Discovery, best_for
from kibitz.backends.listing import RunningModel
from kibitz.backends.provider import Provider
from kibitz.models.choose import family_for

if TYPE_CHECKING:
    from kibitz.base.llm import Job

GB = 1_000_000_000
LLAMACPP = Provider(id="llamacpp", base_url="http://127.0.0.1:1/v1", wire="llamacpp")
OLLAMA = Provider(id="ollama", base_url="http://127.0.0.1:2/v1")


def model(name: str, gb: float = 1, provider: Provider = OLLAMA) -> RunningModel:
    family = family_for(name)
    return RunningModel(
        provider=provider, name=name, size_bytes=int(gb * GB), family=family, fills_holes=family is not None
    )


def best(job: Job, *models: RunningModel) -> str | None:
    found = best_for(job, models)
    return found.name if found else None


class TestBest:
    def test_ghost_text_needs_a_model_that_fills_holes(self) -> None:
        assert best("completion", model("llama3.2:3b"), model("nomic-embed-text")) is None
        assert best("completion", model("llama3.2:3b"), model("starcoder2:3b")) == "starcoder2:3b"

    def test_ghost_text_takes_the_largest_that_is_quick(self) -> None:
        sizes = [
            model("qwen2.5-coder:0.5b", 0.4),
            model("qwen2.5-coder:7b", 4.7),
            model("qwen3-coder:30b", 18),
        ]
        assert best("completion", *sizes) == "qwen2.5-coder:7b"
        assert best("completion", sizes[2], model("codestral:22b", 13)) == "codestral:22b"

    def test_ghost_text_prefers_what_llamacpp_has_loaded(self) -> None:
        loaded = model("qwen2.5-coder-0.5b.gguf", 0.4, LLAMACPP)
        assert best("completion", model("qwen2.5-coder:7b", 4.7), loaded) == loaded.name

    @pytest.mark.parametrize("job", ["chat", "edit"])
    def test_explanations_prefer_coders_and_size(self, job: Job) -> None:
        small, large = model("qwen2.5-coder:1.5b", 1), model("qwen2.5-coder:14b", 9)
        assert best(job, model("llama3.1:8b", 5), small, large) == large.name
        assert best(job, model("llama3.1:8b", 5), small) == small.name
        assert best(job, model("llama3.1:8b", 5), model("gemma3:1b", 1)) == "llama3.1:8b"

    @pytest.mark.parametrize(
        "name",
        [
            "nomic-embed-text",
            "bge-m3:latest",
            "qwen2.5-coder:1.5b-base",
            "codellama:7b-code",
            "starcoder2:3b",
            "qwen3-reranker",
        ],
    )
    def test_what_cannot_follow_an_instruction_explains_nothing(self, name: str) -> None:
        assert best("chat", model(name)) is None


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


class TestDiscovery:
    @pytest.fixture(autouse=True)
    async def _server(self, scripted: Any, network: Any, clock: list[float]) -> Any:
        self.clock = clock
        self.scripted = scripted
        self.discovery = Discovery(
            network,
            [
                Provider(id="llamacpp", base_url=f"{scripted.url}/v1", wire="llamacpp"),
                Provider(id="ollama", base_url="http://gpu-box:11434/v1"),
                Provider(id="lmstudio", base_url=f"{scripted.url}/lmstudio"),
            ],
        )
        yield
        await self.discovery.aclose()

    def start(self) -> None:
        data = [{"id": "qwen2.5-coder-1.5b.gguf", "owned_by": "llamacpp"}]
        self.scripted.answers["/v1/models"] = lambda exchange: exchange.json({"data": data})

    @property
    def n_looks(self) -> int:
        return len(self.scripted.requests)

    async def find(self) -> str | None:
        found = await self.discovery.find("completion")
        return found.name if found else None

    async def settle(self) -> None:
        """Let the look in the background end."""
        while self.discovery._looks:
            await asyncio.wait(self.discovery._looks)

    async def test_the_first_look_is_waited_for_and_shared(self) -> None:
        self.start()
        assert await asyncio.gather(self.find(), self.find()) == ["qwen2.5-coder-1.5b.gguf"] * 2
        assert await self.find()
        assert self.n_looks == 1  # and nothing was asked of the host that nobody named: it does not exist

    async def test_one_provider_can_be_asked_for(self) -> None:
        self.start()
        assert await self.discovery.find("completion", "llamacpp")
        assert await self.discovery.find("completion", "ollama") is None

    async def test_a_server_that_was_not_there_is_found_later_without_waiting(self) -> None:
        assert await self.find() is None
        self.start()
        assert await self.find() is None
        assert self.n_looks == 1
        self.clock[0] += 6
        assert await self.find() is None  # looked for in the background
        await self.settle()
        assert await self.find()

    async def test_it_is_looked_for_less_and_less_often(self) -> None:
        await self.find()
        for _ in range(120):
            self.clock[0] += 5
            await self.find()
            await self.settle()
        assert 8 < self.n_looks < 20

    async def test_a_server_that_failed_is_forgotten_for_a_while(self) -> None:
        self.start()
        assert await self.find()
        self.discovery.forget("llamacpp")
        assert await self.find() is None
        self.clock[0] += 60
        await self.find()
        await self.settle()
        assert await self.find()

    async def test_what_is_found_is_not_asked_again(self) -> None:
        self.start()
        await self.find()
        self.clock[0] += 1000
        await self.find()
        assert self.n_looks == 1
