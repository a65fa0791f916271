"""From nothing to ghost text in an editor: `kibitz serve`, a hub on loopback, the real weights and child."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
import threading
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from kibitz.backends.local.weights import find_weights
from kibitz.cli.lsp_client import LspClient
from kibitz.models.catalogue import find
from kibitz.storage.paths import user_paths
from support import processes
from support.editor import URI, recorded_initialize

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

pytestmark = pytest.mark.model

MODEL = "qwen2.5-coder-0.5b"
PATIENCE_S = 110
CODE = "def add(first, second):\n    return \n"
CHILD = "kibitz.backends.local.child"
USER_PATHS = user_paths()  # before any test changes the environment


@pytest.fixture
def weights() -> Path:
    entry = find(MODEL)
    assert entry is not None
    file = find_weights(entry, USER_PATHS.models)
    if file is None:
        pytest.skip(f"{MODEL} is not in {USER_PATHS.models}: run `kibitz models pull {MODEL}`")
    return file


@contextmanager
def hub(file: Path) -> Iterator[str]:
    """Serves the file under every name."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(file.stat().st_size))
            self.end_headers()
            with file.open("rb") as content:
                shutil.copyfileobj(content, self.wfile)

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            serving.join()


@asynccontextmanager
async def editor_of(home: Path, hub_url: str) -> AsyncIterator[tuple[LspClient, Process]]:
    """An editor with `kibitz serve`; it says yes to a download."""
    away = {"OLLAMA_MODELS": str(home / "none"), "HF_HOME": str(home / "none"), "HF_ENDPOINT": hub_url}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "kibitz", "serve"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "KIBITZ_HOME": str(home), **away},
    )
    assert process.stdin and process.stdout
    try:
        async with LspClient(process.stdout, process.stdin) as client:
            client.answer["window/showMessageRequest"] = lambda asked: asked["actions"][0]
            settings = {"models": {"completion": f"local/{MODEL}"}}
            client.answer["workspace/configuration"] = lambda asked: [settings for _ in asked["items"]]
            await client.request(
                "initialize", recorded_initialize("nvim-0.12") | {"initializationOptions": settings}
            )
            client.notify("initialized", {})
            document = {"uri": URI, "languageId": "python", "version": 1, "text": CODE}
            client.notify("textDocument/didOpen", {"textDocument": document})
            yield client, process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def ghost(client: LspClient) -> list[dict[str, Any]]:
    asked = {
        "textDocument": {"uri": URI},
        "position": {"line": 1, "character": 11},
        "context": {"triggerKind": 1},
    }
    return (await client.request("textDocument/inlineCompletion", asked))["items"]


def children(home: Path) -> list[int]:
    running = processes.with_variable("KIBITZ_HOME", str(home))
    return [process.pid for process in running if CHILD in process.words]


async def ended(pid: int) -> None:
    """Wait for the end of a process that is nobody's child."""
    over = asyncio.Event()
    watched = os.pidfd_open(pid)
    asyncio.get_running_loop().add_reader(watched, over.set)
    try:
        await over.wait()
    finally:
        asyncio.get_running_loop().remove_reader(watched)
        os.close(watched)


async def test_a_download_agreed_to_then_one_child_for_two_editors_that_outlives_neither(
    weights: Path, tmp_path: Path
):
    home = tmp_path / "home"
    async with asyncio.timeout(PATIENCE_S), AsyncExitStack() as stack:
        url = stack.enter_context(hub(weights))
        one, first = await stack.enter_async_context(editor_of(home, url))

        assert await ghost(one) == []
        question = await one.wait_for("window/showMessageRequest")
        assert "491 MB" in question["message"] and "Apache-2.0" in question["message"]
        await one.wait_for("window/showMessage", lambda told: "is ready" in told["message"])
        assert [params for method, params in one.received if method == "$/progress"]
        assert (await ghost(one))[0]["insertText"].strip()

        two, second = await stack.enter_async_context(editor_of(home, url))
        assert (await ghost(two))[0]["insertText"].strip()
        (child,) = children(home)

        dead = asyncio.ensure_future(ended(child))
        await asyncio.sleep(0)
        os.kill(child, signal.SIGKILL)
        await dead
        two.notify(
            "textDocument/didChange",
            {"textDocument": {"uri": URI, "version": 2}, "contentChanges": [{"text": f"{CODE}\n# more\n"}]},
        )
        assert (await ghost(two))[0]["insertText"].strip()
        (another,) = children(home)
        assert another != child

        for server in (first, second):
            server.kill()
        await ended(another)
        assert children(home) == []
