"""The embedded model as it is: llama.cpp, the real child, real weights where `kibitz models` puts them."""

from __future__ import annotations

import asyncio
import fcntl
import os
import re
import signal
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from kibitz.backends.local.embedded import Embedded
from kibitz.backends.local.llama import BATCH_TOKENS
from kibitz.backends.local.rendezvous import Rendezvous
from kibitz.backends.local.shared_server import ServerFailed
from kibitz.backends.local.weights import find_weights
from kibitz.models.catalogue import find
from kibitz.settings.model import Local, Settings
from kibitz.storage.paths import user_paths

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from kibitz.backends.embedded import Endpoint
    from kibitz.storage.paths import Paths

pytestmark = pytest.mark.model

MODEL = "qwen2.5-coder-0.5b"
DEADLINE_S = 120
FIM = "<|fim_prefix|>def add(first, second):\n    return <|fim_suffix|>\n<|fim_middle|>"
LONG_PROMPT = "".join(f"value_{number} = compute({number})\n" for number in range(300))  # about 12 batches

# Where the tests of the whole program look, before any of them changes the environment.
USER_PATHS = user_paths()


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    entry = find(MODEL)
    assert entry is not None
    if find_weights(entry, USER_PATHS.models) is None:
        pytest.skip(f"{MODEL} is not in {USER_PATHS.models}: run `kibitz models pull {MODEL}`")
    return replace(USER_PATHS, runtime=tmp_path / "run")


@pytest.fixture
async def embedded(paths: Paths) -> AsyncIterator[Embedded]:
    settings = Settings(local=Local(context_tokens=4096))
    embedded = Embedded(paths=paths, settings=lambda: settings)
    yield embedded
    await embedded.close()
    await ended(rendezvous(paths))


def rendezvous(paths: Paths) -> Rendezvous:
    return Rendezvous(paths.runtime / "models" / MODEL)


async def ended(rendezvous: Rendezvous) -> None:
    def wait() -> None:
        with rendezvous.alive.open() as file:
            fcntl.flock(file, fcntl.LOCK_SH)

    async with asyncio.timeout(DEADLINE_S):
        await asyncio.to_thread(wait)


def child_of(rendezvous: Rendezvous) -> int:
    """The process that has the lock open."""
    for descriptor in Path("/proc").glob("[0-9]*/fd/*"):
        with suppress(OSError):
            if descriptor.readlink() == rendezvous.alive:
                return int(descriptor.parts[2])
    raise AssertionError("no process has the model")


@asynccontextmanager
async def client_of(endpoint: Endpoint) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(
        base_url=endpoint.base_url,
        headers={"Authorization": f"Bearer {endpoint.api_key}"},
        timeout=DEADLINE_S,
    ) as client:
        yield client


async def post(client: httpx2.AsyncClient, path: str, **body: Any) -> dict[str, Any]:
    return (await client.post(path, json=body)).raise_for_status().json()


async def metric(client: httpx2.AsyncClient, name: str) -> float:
    found = re.search(rf"^llamacpp:{name} (\S+)$", (await client.get("/metrics")).text, re.MULTILINE)
    assert found
    return float(found[1])


async def test_fills_in_the_middle_chats_and_keeps_prompts_out_of_its_log(
    embedded: Embedded, paths: Paths
) -> None:
    async with client_of(await embedded.endpoint(MODEL)) as client:
        filled = await post(client, "/completion", prompt=FIM, n_predict=12, temperature=0)
        said = await post(
            client,
            "/v1/chat/completions",
            messages=[{"role": "user", "content": "Answer with the one word marmalade."}],
            max_tokens=8,
            temperature=0,
        )

    assert filled["content"].startswith("first + second")
    assert "marmalade" in said["choices"][0]["message"]["content"].lower()
    log = rendezvous(paths).log.read_text()
    assert "marmalade" not in log
    assert "fim_prefix" not in log


async def test_answers_only_who_has_the_key(embedded: Embedded) -> None:
    endpoint = await embedded.endpoint(MODEL)
    async with client_of(replace(endpoint, api_key="guessed")) as client:
        for path in ("/completion", "/v1/chat/completions", "/v1/completions"):
            assert (await client.post(path, json={"prompt": FIM})).status_code == 401
        for path in ("/metrics", "/props", "/slots"):
            assert (await client.get(path)).status_code == 401


async def test_stops_reading_a_long_prompt_when_the_request_is_closed(embedded: Embedded) -> None:
    async with client_of(await embedded.endpoint(MODEL)) as client:
        tokens = len((await post(client, "/tokenize", content=LONG_PROMPT))["tokens"])
        body = {"prompt": LONG_PROMPT, "n_predict": 50, "stream": True, "return_progress": True}
        async with client.stream("POST", "/completion", json=body) as answer:
            await anext(answer.aiter_lines())  # it has begun

        while await metric(client, "requests_processing"):
            pass  # each look is a request
        batches_read = await metric(client, "n_decode_total")

    assert batches_read < tokens / BATCH_TOKENS / 2


async def test_a_killed_child_is_replaced(embedded: Embedded, paths: Paths) -> None:
    first = await embedded.endpoint(MODEL)
    os.kill(child_of(rendezvous(paths)), signal.SIGKILL)
    await ended(rendezvous(paths))

    second = await embedded.endpoint(MODEL)

    assert second.base_url != first.base_url
    async with client_of(second) as client:
        assert (await post(client, "/completion", prompt=FIM, n_predict=2, temperature=0))["content"]


async def test_a_file_that_is_no_model_is_told(tmp_path: Path, paths: Paths) -> None:
    file = tmp_path / "no model.gguf"
    file.write_text("nothing")
    settings = Settings(local=Local(model_file=str(file)))
    embedded = Embedded(paths=paths, settings=lambda: settings)

    with pytest.raises(ServerFailed, match="does not run"):
        await embedded.endpoint(None)
    await embedded.close()
