"""A scripted model server on loopback, for what a real model cannot do on purpose: to wait, and to fail.

Speaks just enough of the OpenAI protocol: streamed completions and chats, one piece a word.
"""

from __future__ import annotations

import asyncio
import json
import re
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass
class ModelServer:
    """Answers every request with `reply(body)`.

    Attributes:
        reply: body of a request -> text, or an HTTP status to fail with.
        go: while clear, requests are accepted and wait.
        end: while clear, answers come but for their end.
        requests: the bodies received so far, with their path as `_path`.
        gone: how many clients closed the connection before their answer was complete.
    """

    reply: Callable[[dict[str, Any]], str | int] = lambda _: "pass"
    requests: list[dict[str, Any]] = field(default_factory=list)
    gone: int = 0
    go: asyncio.Event = field(default_factory=asyncio.Event)
    end: asyncio.Event = field(default_factory=asyncio.Event)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def __aenter__(self) -> Self:
        self.go.set()
        self.end.set()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        self.go.set()

    @property
    def url(self) -> str:
        """The base URL for the settings."""
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"

    async def until(self, holds: Callable[[ModelServer], bool]) -> None:
        """Wait until something has happened at the server; the test's own timeout bounds it."""
        async with self._news:
            await self._news.wait_for(lambda: holds(self))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (body := await _read_request(reader)) is not None:
                await self._note(lambda body=body: self.requests.append(body))
                if not await self._answer(body, reader, writer):
                    await self._note(self._count_gone)
                    break
        except ConnectionError:
            await self._note(self._count_gone)
        except asyncio.CancelledError:
            return  # the test is over; asyncio would report a cancelled connection as an error
        finally:
            writer.close()

    def _count_gone(self) -> None:
        self.gone += 1

    async def _note(self, change: Callable[[], None]) -> None:
        async with self._news:
            change()
            self._news.notify_all()

    async def _answer(
        self, body: dict[str, Any], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Whether the client was still there at the end."""
        if not await _stays(reader, self.go):
            return False
        reply = self.reply(body)
        if isinstance(reply, int):
            error = json.dumps({"error": {"message": f"scripted {reply}"}}).encode()
            writer.write(b"HTTP/1.1 %d Scripted\r\nContent-Type: application/json\r\n" % reply)
            writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(error), error))
        else:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n")
            writer.write(b"Transfer-Encoding: chunked\r\n\r\n")
            *pieces, last = _events(body, reply)
            for event in (*pieces, last, "[DONE]"):
                if event is last and not await _stays(reader, self.end):
                    return False
                data = f"data: {event}\n\n".encode()
                writer.write(b"%x\r\n%s\r\n" % (len(data), data))
                await writer.drain()
            writer.write(b"0\r\n\r\n")
        await writer.drain()
        return True


@contextmanager
def running_model() -> Iterator[ModelServer]:
    """A model server on a loop of its own: the tests of editors are no coroutines."""
    model = ModelServer()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="scripted model")
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(model.__aenter__(), loop).result(10)
        yield model
    finally:
        asyncio.run_coroutine_threadsafe(_end(model), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _end(model: ModelServer) -> None:
    await model.__aexit__()
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()  # whoever still listens


async def _stays(reader: asyncio.StreamReader, event: asyncio.Event) -> bool:
    """Wait for `event`; false when the client leaves before."""
    left = asyncio.ensure_future(reader.read(1))  # clients do not pipeline: bytes or an end mean it left
    held = asyncio.ensure_future(event.wait())
    await asyncio.wait({left, held}, return_when=asyncio.FIRST_COMPLETED)
    held.cancel()
    if left.done():
        return False
    left.cancel()
    await asyncio.wait({left})
    return True


def _events(body: dict[str, Any], reply: str) -> list[str]:
    chat = body["_path"].endswith("/chat/completions")
    pieces = re.findall(r"\s*\S+\s*?|\s+", reply) or [""]
    events = [{"delta": {"content": piece}} if chat else {"text": piece} for piece in pieces]
    events.append({"delta": {}, "finish_reason": "stop"} if chat else {"text": "", "finish_reason": "stop"})
    name = "chat.completion.chunk" if chat else "text_completion"
    return [
        json.dumps(
            {
                "id": "1",
                "object": name,
                "created": 0,
                "model": "fake",
                "choices": [{"index": 0, "finish_reason": None} | event],
            }
        )
        for event in events
    ]


async def _read_request(reader: asyncio.StreamReader) -> dict[str, Any] | None:
    """The JSON body of the next request, with its path as `_path`; None at the end of the connection."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    lines = head.decode().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return (json.loads(body) if body else {}) | {"_path": lines[0].split()[1]}
