from __future__ import annotations

from typing import Any

import pytest

from kibitz.backends.listing import OtherServer, RunningModel, is_cloud_name, list_llamacpp, list_ollama
from kibitz.backends.provider import Provider

QWEN = "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"


class Server:
    def __init__(self, scripted: Any, network: Any) -> None:
        self.scripted = scripted
        self.network = network

    def answers(self, path: str, value: object, status: int = 200) -> None:
        self.scripted.answers[path] = lambda exchange: exchange.json(value, status)

    async def llamacpp(self) -> tuple[RunningModel, ...]:
        url = f"{self.scripted.url}/v1"
        provider = Provider(id="llamacpp", base_url=url, wire="llamacpp", context_tokens=4096)
        return await list_llamacpp(await self.network.client_for(url), provider)

    async def ollama(self) -> tuple[RunningModel, ...]:
        url = f"{self.scripted.url}/v1"
        return await list_ollama(await self.network.client_for(url), Provider(id="ollama", base_url=url))


@pytest.fixture
def server(scripted: Any, network: Any) -> Server:
    return Server(scripted, network)


async def test_llamacpp_tells_its_model_and_window(server: Server) -> None:
    meta = {"n_ctx": 16384, "size": 1_117_000_000}
    server.answers("/v1/models", {"data": [{"id": f"/models/{QWEN}", "owned_by": "llamacpp", "meta": meta}]})
    (model,) = await server.llamacpp()
    assert (model.name, model.size_bytes, model.provider.context_tokens) == (QWEN, 1_117_000_000, 16384)
    assert model.fills_holes and model.family and model.family.id == "qwen-coder"


async def test_an_old_llamacpp_tells_less(server: Server) -> None:
    server.answers("/v1/models", {"data": [{"id": "llama-3.gguf", "owned_by": "llamacpp"}]})
    (model,) = await server.llamacpp()
    assert (model.size_bytes, model.provider.context_tokens, model.fills_holes) == (0, 4096, False)


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ({"data": [{"id": "gpt", "owned_by": "vllm"}]}, 200),
        ({"data": []}, 200),
        ({"data": "x"}, 200),
        ([], 200),
        ({"error": "no"}, 404),
    ],
)
async def test_another_server_on_the_port_of_llamacpp(server: Server, value: object, status: int) -> None:
    server.answers("/v1/models", value, status)
    with pytest.raises(OtherServer):
        await server.llamacpp()


def tags(*models: Any) -> dict[str, Any]:
    return {"models": [m if isinstance(m, dict) else {"name": m, "size": 1000} for m in models]}


async def test_ollama_fills_holes_where_family_and_template_agree(server: Server) -> None:
    server.answers("/api/tags", tags("qwen2.5-coder:1.5b", "qwen2.5-coder:7b", "llama3.2:3b"))

    async def show(exchange: Any) -> None:
        inserts = exchange.body["model"] == "qwen2.5-coder:1.5b"
        await exchange.json({"capabilities": ["completion", "insert"] if inserts else ["completion"]})

    server.scripted.answers["/api/show"] = show
    models = await server.ollama()
    assert {model.name: model.fills_holes for model in models} == {
        "qwen2.5-coder:1.5b": True,
        "qwen2.5-coder:7b": False,
        "llama3.2:3b": False,
    }


@pytest.mark.parametrize("answer", [{}, {"capabilities": None}, []])
async def test_an_ollama_that_does_not_tell_is_believed_by_the_name(server: Server, answer: object) -> None:
    server.answers("/api/tags", tags("codestral:22b"))
    server.answers("/api/show", answer)
    (model,) = await server.ollama()
    assert model.fills_holes


async def test_models_of_ollamas_cloud_are_not_on_this_machine(server: Server) -> None:
    server.answers(
        "/api/tags",
        tags("qwen3-coder:480b-cloud", {"name": "mine", "remote_host": "https://ollama.example"}),
    )
    assert await server.ollama() == ()
    assert is_cloud_name("gpt-oss:120b-cloud") and is_cloud_name("glm-5:cloud")
    assert not is_cloud_name("qwen2.5-coder:1.5b")


async def test_another_server_on_the_port_of_ollama(server: Server) -> None:
    server.answers("/api/tags", {"detail": "no"}, 404)
    with pytest.raises(OtherServer):
        await server.ollama()


async def test_a_server_that_hangs_is_given_up(server: Server) -> None:
    server.scripted.answers["/api/tags"] = lambda exchange: exchange.until_gone()
    with pytest.raises(TimeoutError):
        await server.ollama()
