"""What Kibitz costs on top of its stack, against a bare pygls server in the same run.

    python -m bench.latency [--rounds N]

Start-up to the initialize response; one suggestion from a model server that answers at once; a cancelled
request; the memory of 200 open files. The two servers are asked in turn, so that a busy machine slows both.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from tests.support.model_server import ModelServer

from kibitz.cli.lsp_client import LspClient

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

BARE = Path(__file__).with_name("bare_server.py")
FUNCTION = "def {name}(first: int, second: int) -> int:\n    total = first + second\n    return total\n\n\n"
OPEN_FILES = 200


class Server:
    """A server process with one document, and its conversation."""

    def __init__(self, process: asyncio.subprocess.Process, client: LspClient) -> None:
        self.process = process
        self.client = client
        self.version = 1

    @property
    def resident_kib(self) -> int:
        """Memory of the process."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0])

    def open(self, uri: str, text: str) -> None:
        """Open a document."""
        document = {"uri": uri, "languageId": "python", "version": 1, "text": text}
        self.client.notify("textDocument/didOpen", {"textDocument": document})

    def type(self, uri: str, line: int, text: str) -> None:
        """Insert `text` at the start of `line`."""
        self.version += 1
        place = {"line": line, "character": 0}
        change = {"range": {"start": place, "end": place}, "text": text}
        document = {"uri": uri, "version": self.version}
        self.client.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})

    def suggest(self, uri: str, line: int, character: int) -> tuple[int, Any]:
        """Ask for a suggestion; id and future."""
        return self.client.send_request(
            "textDocument/inlineCompletion",
            {
                "textDocument": {"uri": uri},
                "position": {"line": line, "character": character},
                "context": {"triggerKind": 1},
            },
        )


@asynccontextmanager
async def started(command: list[str], home: str, settings: dict[str, Any]) -> AsyncIterator[Server]:
    """A server that has answered initialize."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "KIBITZ_HOME": home},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        async with LspClient(process.stdout, process.stdin) as client:
            await client.request(
                "initialize",
                {"processId": None, "rootUri": None, "capabilities": {}, "initializationOptions": settings},
            )
            client.notify("initialized", {})
            yield Server(process, client)
    finally:
        process.kill()
        await process.wait()


async def main(rounds: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as home:
        async with ModelServer(reply=lambda _: "first * second") as model:
            settings = {
                "models": dict.fromkeys(("completion", "edit", "chat"), "fake/fake"),
                "providers": {"fake": {"baseUrl": model.url, "fim": "suffix"}},
            }
            kibitz, bare = ["-m", "kibitz", "serve"], [str(BARE), model.url]
            await start_up(kibitz, bare, home, settings, rounds)
            await suggestions(kibitz, bare, home, settings, rounds * 10)
            await open_files(kibitz, home, settings)


async def start_up(
    kibitz: list[str], bare: list[str], home: str, settings: dict[str, Any], rounds: int
) -> None:
    """Process start to initialize response."""
    times: dict[str, list[float]] = {"kibitz": [], "bare": []}
    for _ in range(rounds):
        for name, command in (("kibitz", kibitz), ("bare", bare)):
            began = time.perf_counter()
            async with started(command, home, settings):
                times[name].append((time.perf_counter() - began) * 1000)
    report("start-up", times)


async def suggestions(
    kibitz: list[str], bare: list[str], home: str, settings: dict[str, Any], rounds: int
) -> None:
    """One suggestion after each change of a 250-line file."""
    uri = "file:///bench/sample.py"
    text = "".join(FUNCTION.format(name=f"function_{number}") for number in range(50))
    times: dict[str, list[float]] = {"kibitz": [], "bare": []}
    async with started(kibitz, home, settings) as one, started(bare, home, settings) as other:
        for server in (one, other):
            server.open(uri, text)
        for number in range(rounds):
            line, typed = 5 * (number % 50) + 2, f"    value_{number} = "
            for name, server in (("kibitz", one), ("bare", other)):
                server.type(uri, line, f"{typed}\n")
                began = time.perf_counter()
                answer = await server.suggest(uri, line, len(typed))[1]
                assert answer["items"], name
                if number:  # the first one imports
                    times[name].append((time.perf_counter() - began) * 1000)
    report("suggestion", times)


async def open_files(kibitz: list[str], home: str, settings: dict[str, Any]) -> None:
    """Memory of many open files."""
    text = "".join(FUNCTION.format(name=f"function_{number}") for number in range(110))
    async with started(kibitz, home, settings) as server:
        server.open("file:///bench/first.py", text)
        await server.suggest("file:///bench/first.py", 2, 0)[1]
        before = server.resident_kib
        for number in range(OPEN_FILES):
            server.open(f"file:///bench/{number}.py", text)
        await server.suggest("file:///bench/0.py", 2, 0)[1]
        grown_mib = (server.resident_kib - before) / 1024
    print(f"{OPEN_FILES} open files of {len(text) / 1000:.0f} kB: {grown_mib:.1f} MiB")


def report(what: str, times: dict[str, list[float]]) -> None:
    """Medians, and the median of the ratios pair by pair."""
    ratio = median(one / other for one, other in zip(times["kibitz"], times["bare"], strict=True))
    ours, theirs = median(times["kibitz"]), median(times["bare"])
    print(f"{what}: kibitz {ours:.1f} ms, bare pygls {theirs:.1f} ms, ratio {ratio:.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    asyncio.run(main(parser.parse_args().rounds))
