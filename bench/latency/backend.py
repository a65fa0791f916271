"""A model server that takes its time, knows the text that is going to be typed, and keeps records.

Speaks just enough of the OpenAI protocol, streamed completions, and of Tabby's, which are whole. A token is
four characters.
"""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable

TOKEN_CHARS = 4
HEALTH = {"model": "fake", "device": "cpu", "version": {"git_describe": "v0.32.0"}}  # Tabby's
KEY_CHARS = 24  # of the prompt's end, by which the place in the known text is found


@dataclass(slots=True)
class Record:
    """One request. Times are of `time.perf_counter()`, in seconds.

    Attributes:
        ended_s: answered, or the client was seen to be gone.
        text: what it would be answered with.
        n_tokens: that were generated.
    """

    received_s: float
    text: str
    ended_s: float = 0.0
    gone: bool = False
    n_tokens: int = 0


@dataclass(slots=True)
class Backend:
    """A server on loopback.

    Attributes:
        first_token_ms: until the first token.
        token_ms: from one token to the next.
        known: texts that are going to be typed; answers are lines of them.
        wrong_every: each n-th answer is wrong; 0 for none.
        records: of all requests, in order.
    """

    first_token_ms: float = 0.0
    token_ms: float = 0.0
    known: list[str] = field(default_factory=list[str])
    wrong_every: int = 0
    records: list[Record] = field(default_factory=list[Record])
    url: str = ""
    _server: asyncio.Server | None = None
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()

    def answer(self, prompt: str) -> str:
        """A line of what is known to come, else something that fits nowhere."""
        n_before = len(self.records)
        wrong = self.wrong_every and n_before % self.wrong_every == self.wrong_every - 1
        for text in self.known:
            at = text.find(prompt[-KEY_CHARS:])
            if at >= 0 and not wrong:
                rest = text[at + len(prompt[-KEY_CHARS:]) :]
                first, line_break, _ = rest.lstrip("\n").partition("\n")
                return rest[: len(rest) - len(rest.lstrip("\n"))] + first + line_break
        return f"value_{n_before} = compute_{n_before}(alpha, beta)\n"

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something has happened to a request."""
        while not holds():
            await self._news.wait()
            self._news.clear()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (body := await _read_request(reader)) is not None:
                segments = body.get("segments")
                if segments is None and "prompt" not in body:
                    _write_whole(writer, HEALTH)
                    continue
                prompt = segments["prefix"] if segments else body["prompt"]
                record = Record(time.perf_counter(), self.answer(prompt))
                self.records.append(record)
                self._news.set()
                gone = asyncio.ensure_future(_left(reader))
                await self._answer(record, gone, writer, whole=segments is not None)
                record.ended_s = time.perf_counter()
                self._news.set()
                if record.gone:
                    break
                gone.cancel()
                await asyncio.wait({gone})
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _answer(
        self, record: Record, gone: asyncio.Future[None], writer: asyncio.StreamWriter, *, whole: bool
    ) -> None:
        await asyncio.wait({gone}, timeout=self.first_token_ms / 1000)
        if gone.done():
            record.gone = True
            return
        if whole:
            await self._answer_whole(record, gone, writer)
            return
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        for start in range(0, len(record.text), TOKEN_CHARS):
            if start and self.token_ms:
                await asyncio.wait({gone}, timeout=self.token_ms / 1000)
            if gone.done():
                record.gone = True
                return
            record.n_tokens += 1
            _write(writer, record.text[start : start + TOKEN_CHARS], None)
        _write(writer, "", "stop")
        writer.write(b"e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n")
        await writer.drain()

    async def _answer_whole(
        self, record: Record, gone: asyncio.Future[None], writer: asyncio.StreamWriter
    ) -> None:
        n_tokens = -(-len(record.text) // TOKEN_CHARS)
        if self.token_ms:
            await asyncio.wait({gone}, timeout=self.token_ms * (n_tokens - 1) / 1000)
        if gone.done():
            record.gone = True
            return
        record.n_tokens = n_tokens
        _write_whole(writer, {"id": "1", "choices": [{"index": 0, "text": record.text}]})
        await writer.drain()


async def _left(reader: asyncio.StreamReader) -> None:
    """Return when the client is gone: it does not send a request before the answer to the last one."""
    with suppress(ConnectionError):
        await reader.read(1)


def _write_whole(writer: asyncio.StreamWriter, answer: object) -> None:
    data = json.dumps(answer).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
    writer.write(head.encode() + data)


def _write(writer: asyncio.StreamWriter, text: str, finish_reason: str | None) -> None:
    choice = {"index": 0, "text": text, "finish_reason": finish_reason, "logprobs": None}
    event = {"id": "1", "object": "text_completion", "created": 0, "model": "fake", "choices": [choice]}
    data = f"data: {json.dumps(event)}\n\n".encode()
    writer.write(b"%x\r\n%s\r\n" % (len(data), data))


async def _read_request(reader: asyncio.StreamReader) -> dict[str, Any] | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    headers = dict(line.lower().split(": ", 1) for line in head.decode().split("\r\n")[1:] if ": " in line)
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return json.loads(body) if body else {}
