"""A language server process, and a document in it as an editor has one."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kibitz.cli.lsp_client import LspClient

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bench.latency.programs import Program

CLOCK_TICKS_PER_S = os.sysconf("SC_CLK_TCK")


class Server:
    """A process, and the conversation with it."""

    def __init__(self, process: asyncio.subprocess.Process, client: LspClient, method: str) -> None:
        """`method` asks for a suggestion."""
        self.process = process
        self.client = client
        self.method = method

    @property
    def resident_mib(self) -> float:
        """Memory of the process."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    @property
    def cpu_s(self) -> float:
        """Processor time it has taken."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / CLOCK_TICKS_PER_S

    def cancel(self, number: int) -> None:
        """Cancel a request."""
        self.client.notify("$/cancelRequest", {"id": number})


class Document:
    """A text with a cursor. ASCII only: columns are characters."""

    def __init__(
        self, server: Server, text: str, offset: int, *, name: str, language_id: str = "python"
    ) -> None:
        self.server, self.text, self.offset = server, text, offset
        self.uri = f"file:///bench/{name}"
        self._version = 1
        item = {"uri": self.uri, "languageId": language_id, "version": 1, "text": text}
        server.client.notify("textDocument/didOpen", {"textDocument": item})

    @property
    def before(self) -> str:
        """The text up to the cursor."""
        return self.text[: self.offset]

    def type(self, text: str) -> None:
        """Insert at the cursor."""
        self._change(self.offset, self.offset, text)

    def delete(self, n_chars: int) -> None:
        """Delete before the cursor."""
        self._change(self.offset - n_chars, self.offset, "")

    def ask(self, *, automatic: bool = True) -> tuple[int, asyncio.Future[Any]]:
        """Ask for ghost text at the cursor; id and answer."""
        return self.server.client.send_request(
            self.server.method,
            {
                "textDocument": {"uri": self.uri},
                "position": self._position(self.offset),
                "context": {"triggerKind": 2 if automatic else 1},
            },
        )

    def _change(self, start: int, end: int, text: str) -> None:
        where = {"start": self._position(start), "end": self._position(end)}
        self.text = self.text[:start] + text + self.text[end:]
        self.offset = start + len(text)
        self._version += 1
        self.server.client.notify(
            "textDocument/didChange",
            {
                "textDocument": {"uri": self.uri, "version": self._version},
                "contentChanges": [{"range": where, "text": text}],
            },
        )

    def _position(self, offset: int) -> dict[str, int]:
        line_start = self.text.rfind("\n", 0, offset) + 1
        return {"line": self.text.count("\n", 0, line_start), "character": offset - line_start}


def text_of(answer: Any) -> str:
    """What an answer would insert; empty when it is none."""
    items = answer["items"] if isinstance(answer, dict) else answer or []
    if not items:
        return ""
    return items[0]["textEdit"]["newText"] if "textEdit" in items[0] else items[0]["insertText"]


@asynccontextmanager
async def started(program: Program, home: str, url: str, **inline: Any) -> AsyncIterator[Server]:
    """A server that has answered initialize; `inline` are settings of inline completion."""
    settings = {
        "models": dict.fromkeys(("completion", "edit", "chat"), "fake/fake"),
        "providers": {"fake": {"baseUrl": url, "fim": "suffix"}},
        "inlineCompletion": inline,
    }
    program.write_files(home, url)
    process = await asyncio.create_subprocess_exec(
        *(part.replace("{url}", url).replace("{python}", sys.executable) for part in program.command),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "HOME": home, "KIBITZ_HOME": home},
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
            yield Server(process, client, program.method)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def warm(server: Server) -> None:
    """Wait until the server serves: the first suggestion imports what the others use."""
    document = Document(server, "def first(alpha):\n    return \n", 29, name="warm.py")
    for _ in range(100):
        if text_of(await document.ask(automatic=False)[1]):
            return
        await asyncio.sleep(0.1)
