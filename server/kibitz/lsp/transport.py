"""Bytes in, messages out: the base protocol of LSP over standard input and output, or TCP.

Knows framing only; `protocol.py` knows what the messages mean. Standard input is read by a thread, which
works alike for pipes, sockets, files and every operating system, and which never blocks the way out.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

READ_BYTES = 1 << 16


class Malformed(Exception):
    """A message whose body is no JSON object. The stream itself is still in step."""


async def read_messages(reader: asyncio.StreamReader) -> AsyncGenerator[dict[str, Any] | Malformed, None]:
    """Yield each message until the end of the stream; ends quietly when it breaks off in mid-message."""
    while True:
        length_bytes = 0
        while True:
            try:
                line = await reader.readline()
            except ValueError:  # a header longer than the stream's limit: this is no LSP client
                return
            if not line:
                return
            if not line.strip():
                break
            name, _, value = line.partition(b":")
            if name.strip().lower() == b"content-length" and value.strip().isdigit():
                length_bytes = int(value)
        if not length_bytes:
            continue
        try:
            body = await reader.readexactly(length_bytes)
        except asyncio.IncompleteReadError:
            return
        try:
            message = json.loads(body)
        except (ValueError, RecursionError):  # the second for brackets in brackets, thousands deep
            yield Malformed()
            continue
        yield message if isinstance(message, dict) else Malformed()  # pyright: ignore[reportUnknownVariableType]


class Writer(Protocol):
    """What a session needs to answer."""

    def write(self, data: bytes) -> None:
        """Send all of `data`."""
        ...

    def close(self) -> None:
        """Close the way out."""
        ...


class StdioWriter:
    """What pygls calls to send bytes. Writes at once: the other direction has a thread of its own."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def write(self, data: bytes) -> None:
        """Write all of `data`; a client that has gone is noticed by the reader, not here."""
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self._descriptor, view) :]
        except OSError:
            return

    def close(self) -> None:
        """Nothing to do: the process ends with its streams."""


def open_stdio() -> tuple[asyncio.StreamReader, StdioWriter]:
    """Take standard input and output for JSON-RPC; anything else that prints goes to standard error.

    One stray print on standard output ends the session in most clients, also one from a C library, so
    the descriptor itself is moved.
    """
    output = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    sys.stdout = sys.stderr
    descriptor = sys.stdin.fileno()
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()

    def pump() -> None:
        try:
            while data := os.read(descriptor, READ_BYTES):
                loop.call_soon_threadsafe(reader.feed_data, data)
            loop.call_soon_threadsafe(reader.feed_eof)
        except (OSError, RuntimeError):  # the descriptor or the loop is closed: we are leaving
            return

    threading.Thread(target=pump, name="stdin", daemon=True).start()
    return reader, StdioWriter(output)
