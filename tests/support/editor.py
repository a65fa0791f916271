"""An editor for tests: a `KibitzServer` in this process, spoken to over a socket as a client would."""

from __future__ import annotations

import asyncio
import json
import socket
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kibitz.app import build_features
from kibitz.cli.lsp_client import LspClient
from kibitz.lsp.server import KibitzServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

CLIENTS = Path(__file__).parent.parent / "protocol" / "clients"
CLIENT_NAMES = sorted(path.stem for path in CLIENTS.glob("*.json"))

URI = "file:///workspace/example.py"


def recorded_initialize(name: str) -> dict[str, Any]:
    """The parameters a real client sent, but for the number of a process that is long gone."""
    return json.loads((CLIENTS / f"{name}.json").read_text()) | {"processId": None}


def fake_model_settings(url: str) -> dict[str, Any]:
    """Settings in which `fake/fake` at `url` does every job."""
    return {
        "models": dict.fromkeys(("completion", "edit", "chat"), "fake/fake"),
        "providers": {"fake": {"baseUrl": url, "fim": "suffix"}},
    }


class Editor(LspClient):
    """An LSP client with a document and the patience of a test."""

    settings: dict[str, Any]
    capabilities: dict[str, Any]
    initialized_with: dict[str, Any]
    server: KibitzServer

    async def initialize(self, params: dict[str, Any]) -> None:
        """Shake hands; the settings are what a pull would get, and the initializationOptions."""
        self.answer.setdefault(
            "workspace/configuration", lambda asked: [self.settings for _ in asked["items"]]
        )
        self.initialized_with = params
        result = await self.request("initialize", params | {"initializationOptions": self.settings})
        self.capabilities = result["capabilities"]
        self.notify("initialized", {})

    def open(self, text: str, uri: str = URI, language: str = "python", version: int = 1) -> None:
        """Open a document."""
        document = {"uri": uri, "languageId": language, "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})

    def change(self, text: str, uri: str = URI, version: int = 2) -> None:
        """Replace the whole text."""
        self.notify(
            "textDocument/didChange",
            {"textDocument": {"uri": uri, "version": version}, "contentChanges": [{"text": text}]},
        )

    def ghost(self, line: int, character: int, uri: str = URI, kind: int = 2) -> tuple[int, Any]:
        """Ask for ghost text; the request's id and the future of its result."""
        return self.send_request(
            "textDocument/inlineCompletion",
            {
                "textDocument": {"uri": uri},
                "position": {"line": line, "character": character},
                "context": {"triggerKind": kind},
            },
        )


@asynccontextmanager
async def connected(settings: dict[str, Any]) -> AsyncIterator[Editor]:
    """An editor that has not said a word yet, and a server that listens to it."""
    ours, theirs = socket.socketpair()
    reader, writer = await asyncio.open_connection(sock=ours)
    server_reader, server_writer = await asyncio.open_connection(sock=theirs)
    server = KibitzServer(build_features)
    running = asyncio.ensure_future(server.run(server_reader, server_writer))  # pyright: ignore[reportArgumentType]
    editor = Editor(reader, writer)  # pyright: ignore[reportArgumentType]
    editor.settings = settings
    editor.server = server
    try:
        async with editor:
            yield editor
            writer.close()
            await asyncio.wait_for(running, 10)
    finally:
        running.cancel()
        writer.close()
        server_writer.close()
