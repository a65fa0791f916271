"""What a wire costs on top of the model server: from the question to the last chunk, the server taking none.

    python bench/wires.py [REQUESTS]

A child process answers every request at once, in twelve pieces. Compared are httpx2 alone, our two wires,
and the openai SDK with its own reader, taken in turns so that a busy machine disturbs all alike. Prints
milliseconds: wall clock (median, 95th percentile) and processor time of this process (median).
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import statistics
import sys
import time
from contextlib import aclosing
from typing import TYPE_CHECKING

import httpx2
import openai

from kibitz.backends.http import Network
from kibitz.backends.provider import Provider
from kibitz.backends.wires.llamacpp import LlamaCpp
from kibitz.backends.wires.openai_compatible import OpenAICompatible
from kibitz.backends.wires.target import Target
from kibitz.base.clean_text import CleanText
from kibitz.base.llm import CompletionRequest

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from multiprocessing.connection import Connection

    from kibitz.base.llm import Backend

PROMPT = CleanText("x = compute(alpha, beta)\n" * 200)
PIECES = 12
REQUEST = CompletionRequest(prompt=PROMPT, max_tokens=64, stop=("\n",), timeout_ms=10_000)


async def main(n_requests: int) -> None:
    """Measure and print."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=_serve, args=(theirs,), daemon=True)
    server.start()
    url = f"http://127.0.0.1:{ours.recv()}"
    network = Network()
    http = await network.client_for(url)
    target = Target(provider=Provider(id="bench", base_url=f"{url}/v1"), model_name="m")
    llamacpp, compatible = LlamaCpp(target, http, print), OpenAICompatible(target, http, print)
    sdk = openai.AsyncOpenAI(api_key="k", base_url=f"{url}/v1", http_client=http, max_retries=0)
    ways: dict[str, Callable[[], Awaitable[None]]] = {
        "httpx2 alone": lambda: _httpx2(http, url),
        "wire llamacpp": lambda: _wire(llamacpp),
        "wire openai": lambda: _wire(compatible),
        "openai SDK alone": lambda: _sdk(sdk),
    }
    samples: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for round_number in range(-10, n_requests):
        for name, ask in ways.items():
            wall, cpu = time.perf_counter(), time.process_time()
            await ask()
            if round_number >= 0:
                samples[name].append((time.perf_counter() - wall, time.process_time() - cpu))
    for name, taken in samples.items():
        walls = [wall * 1000 for wall, _ in taken]
        cpu_ms = statistics.median(cpu for _, cpu in taken) * 1000
        p95 = statistics.quantiles(walls, n=20)[-1]
        print(f"{name:18} wall {statistics.median(walls):6.2f} / {p95:6.2f}   cpu {cpu_ms:5.2f}")
    await network.aclose()
    server.terminate()


async def _wire(backend: Backend) -> None:
    async with aclosing(backend.complete(REQUEST)) as stream:
        assert [chunk async for chunk in stream][-1].finish_reason == "stop"


async def _sdk(client: openai.AsyncOpenAI) -> None:
    stream = await client.completions.create(
        model="m",
        prompt=REQUEST.prompt,
        max_tokens=REQUEST.max_tokens,
        stop=list(REQUEST.stop),
        temperature=0,
        stream=True,
    )
    async with stream:
        assert [event.choices[0].finish_reason async for event in stream][-1] == "stop"


async def _httpx2(client: httpx2.AsyncClient, url: str) -> None:
    body = {"prompt": REQUEST.prompt, "stream": True}
    async with client.stream("POST", f"{url}/v1/completions", json=body, timeout=None) as response:
        events = [event.data async for event in httpx2.EventSource(response)]
    assert json.loads(events[-2])["choices"][0]["finish_reason"] == "stop"


def _serve(pipe: Connection) -> None:
    asyncio.run(_serve_forever(pipe))


async def _serve_forever(pipe: Connection) -> None:
    def event(value: object) -> bytes:
        data = f"data: {value if isinstance(value, str) else json.dumps(value)}\n\n".encode()
        return b"%x\r\n%s\r\n" % (len(data), data)

    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
    answers: dict[bytes, list[bytes]] = {}
    for path in (b"/completion", b"/v1/completions"):
        pieces: list[object] = [
            {"id": "1", "object": "text_completion", "created": 0, "model": "m"}
            | {"content": "word ", "stop": last, "stop_type": "eos"}
            | {"choices": [{"index": 0, "text": "word ", "finish_reason": "stop" if last else None}]}
            for last in (*[False] * (PIECES - 1), True)
        ]
        if path == b"/v1/completions":
            pieces.append("[DONE]")
        answers[path] = [head, *map(event, pieces), b"0\r\n\r\n"]

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            try:
                request = await reader.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError:
                return writer.close()
            length = next(
                int(line.partition(b":")[2])
                for line in request.lower().split(b"\r\n")
                if line.startswith(b"content-length")
            )
            await reader.readexactly(length)
            for part in answers[request.split(b" ")[1]]:
                writer.write(part)
                await writer.drain()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    pipe.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
