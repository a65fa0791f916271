"""A small LSP client: what `kibitz demo` drives the server with. The tests use it too.

Only framing, requests and answers; what the server asks is answered by a table of functions.
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, Self

from kibitz.lsp.transport import Malformed, read_messages

if TYPE_CHECKING:
    from collections.abc import Callable

    from kibitz.lsp.transport import Writer


class LspError(Exception):
    """The server answered with an error."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(error.get("message", ""))
        self.code: int = error.get("code", 0)


class LspClient:
    """One end of a conversation.

    Attributes:
        answer: method -> function of the parameters, for requests (its value is the result) and for
            notifications (its value is dropped). A request without a function is answered with null.
        never_answers: methods of requests that are left without an answer, until `answer_late`.
        received: every request and notification of the server, in order, as (method, params).
    """

    def __init__(self, reader: asyncio.StreamReader, writer: Writer) -> None:
        self._reader = reader
        self._writer = writer
        self._next_id = 0
        self._pending: dict[int, asyncio.Future[Any]] = {}
        self.answer: dict[str, Callable[[Any], Any]] = {}
        self.never_answers: set[str] = set()
        self._unanswered: dict[str, Any] = {}
        self.received: list[tuple[str, Any]] = []
        self._news = asyncio.Condition()
        self._reading = asyncio.ensure_future(self._read())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._reading.cancel()

    def notify(self, method: str, params: object) -> None:
        """Send a notification."""
        self._send({"method": method, "params": params})

    def send_request(self, method: str, params: object) -> tuple[int, asyncio.Future[Any]]:
        """Send a request; returns its id and the future of its result."""
        self._next_id += 1
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._pending[self._next_id] = future
        self._send({"id": self._next_id, "method": method, "params": params})
        return self._next_id, future

    async def request(self, method: str, params: object) -> Any:
        """Send a request and wait for its result.

        Raises:
            LspError: the server answered with an error.
        """
        return await self.send_request(method, params)[1]

    def answer_late(self, method: str, result: object) -> None:
        """Answer the last request that was left without an answer."""
        self._send({"id": self._unanswered.pop(method), "result": result})

    async def wait_for(self, method: str, matches: Callable[[Any], bool] = lambda _: True) -> Any:
        """The parameters of the first message of `method` that matches, already received or to come."""
        async with self._news:
            while True:
                for name, params in self.received:
                    if name == method and matches(params):
                        return params
                await self._news.wait()

    def _send(self, message: dict[str, object]) -> None:
        body = json.dumps({"jsonrpc": "2.0"} | message).encode()
        self._writer.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    async def _read(self) -> None:
        try:
            async for message in read_messages(self._reader):
                if not isinstance(message, Malformed):
                    await self._handle(message)
        finally:
            for future in self._pending.values():
                if not future.done():
                    future.set_exception(ConnectionError("the server closed its output"))
                    future.exception()  # nobody may be waiting for it any more

    async def _handle(self, message: dict[str, Any]) -> None:
        method = message.get("method")
        if method is None:
            future = self._pending.pop(message.get("id", 0), None)
            if future is None or future.done():
                return
            if "error" in message:
                future.set_exception(LspError(message["error"]))
            else:
                future.set_result(message.get("result"))
            return
        result = self.answer.get(method, lambda _: None)(message.get("params"))
        if "id" in message and method in self.never_answers:
            self._unanswered[method] = message["id"]
        elif "id" in message:
            self._send({"id": message["id"], "result": result})
        async with self._news:
            self.received.append((method, message.get("params")))
            self._news.notify_all()
