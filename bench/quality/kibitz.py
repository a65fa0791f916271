"""Asks Kibitz as an editor does: over stdio, opens the document, asks, applies what it gets."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kibitz.cli.lsp_client import LspClient

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bench.quality.cases import Case

EXTENSIONS = {
    "python": "py",
    "javascript": "js",
    "typescript": "ts",
    "java": "java",
    "go": "go",
    "rust": "rs",
}
INVOKED, AUTOMATIC = 1, 2


@dataclass(frozen=True, slots=True)
class Shown:
    """The ghost text, and the document with it taken; both empty-handed without a suggestion."""

    text: str | None
    document: str


class Kibitz:
    """A server that was started for this."""

    def __init__(self, client: LspClient) -> None:
        self._client = client
        self._opened = 0

    async def suggest(self, case: Case, trigger: int = INVOKED) -> Shown:
        """What Kibitz shows for a case."""
        self._opened += 1
        uri = f"file:///bench/{self._opened}/main.{EXTENSIONS[case.language_id]}"
        text = case.before + case.after
        document = {"uri": uri, "languageId": case.language_id, "version": 1, "text": text}
        self._client.notify("textDocument/didOpen", {"textDocument": document})
        answer = await self._client.request(
            "textDocument/inlineCompletion",
            {
                "textDocument": {"uri": uri},
                "position": _position(case.before),
                "context": {"triggerKind": trigger},
            },
        )
        self._client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        items = answer if isinstance(answer, list) else answer["items"]
        if not items:
            return Shown(None, text)
        span, inserted = items[0].get("range"), items[0]["insertText"]
        if span is None:
            return Shown(inserted, case.before + inserted + case.after)
        start, end = _offset(text, span["start"]), _offset(text, span["end"])
        return Shown(inserted, text[:start] + inserted + text[end:])


@asynccontextmanager
async def started(settings: dict[str, Any], home: str) -> AsyncIterator[Kibitz]:
    """A server with these settings and a folder of its own."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "kibitz", "serve"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "KIBITZ_HOME": home},
        limit=1 << 24,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        async with LspClient(process.stdout, process.stdin) as client:
            capabilities = {"textDocument": {"inlineCompletion": {}}}
            params = {"processId": None, "rootUri": None, "capabilities": capabilities}
            await client.request("initialize", params | {"initializationOptions": settings})
            client.notify("initialized", {})
            yield Kibitz(client)
    finally:
        process.kill()
        await process.wait()


def _position(before: str) -> dict[str, int]:
    line = before.rpartition("\n")[2]
    return {"line": before.count("\n"), "character": len(line.encode("utf-16-le")) // 2}


def _offset(text: str, position: dict[str, int]) -> int:
    start = 0
    for _ in range(position["line"]):
        start = text.index("\n", start) + 1
    units = position["character"]
    while units > 0:
        units -= 2 if ord(text[start]) > 0xFFFF else 1
        start += 1
    return start
