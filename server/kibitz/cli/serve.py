"""`kibitz serve`: one editor over standard input and output, or several over TCP."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import TYPE_CHECKING

from kibitz.app import build_features
from kibitz.base.errors import ConfigProblem
from kibitz.cli import settings_file
from kibitz.lsp.server import KibitzServer
from kibitz.lsp.transport import open_stdio

if TYPE_CHECKING:
    import argparse

LAST_PORT = 65535
LEAVE_SIGNALS = ("SIGTERM", "SIGINT", "SIGHUP")  # coc ends a server with the first, Emacs with the last


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `kibitz serve`."""
    parser.add_argument("--stdio", action="store_true", help="standard input and output (the default)")
    parser.add_argument(
        "--tcp", metavar="HOST:PORT", help="listen instead; ends when the last client has left"
    )
    settings_file.add_argument(parser, "settings (JSON) of a client without any: what it says counts more")


def run(arguments: argparse.Namespace) -> int:
    """Serve until the client leaves."""
    try:
        settings = settings_file.read(arguments.settings)
    except ConfigProblem as problem:
        print(f"kibitz serve: {problem}", file=sys.stderr)
        return 2
    if arguments.tcp:
        host, _, port = arguments.tcp.rpartition(":")
        if not port.isdecimal() or int(port) > LAST_PORT:
            print(f"kibitz serve: --tcp takes HOST:PORT, not {arguments.tcp!r}", file=sys.stderr)
            return 2
        try:
            code = asyncio.run(_serve_tcp(host.strip("[]") or "127.0.0.1", int(port), settings))
        except OSError as error:
            # Of an address in use Python says a whole sentence; the reason is at its end.
            reason = (error.strerror or str(error)).rpartition(": ")[2]
            print(
                f"kibitz serve: cannot listen on {arguments.tcp}: {reason}. Take another address or port.",
                file=sys.stderr,
            )
            return 2
    else:
        code = asyncio.run(_serve_stdio(settings))
    sys.stderr.flush()
    # Threads of libraries that wait for nothing must not keep the process: the editor has gone.
    os._exit(code)


async def _serve_stdio(settings: object) -> int:
    reader, writer = open_stdio()
    server = KibitzServer(build_features, settings)
    _leave_on_signals([server])
    return await server.run(reader, writer)


async def _serve_tcp(host: str, port: int, settings: object) -> int:
    """Every connection is a session of its own; the process ends with the last one."""
    active: list[KibitzServer] = []
    done = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server = KibitzServer(build_features, settings)
        active.append(server)
        try:
            await server.run(reader, writer)
        finally:
            active.remove(server)
            writer.close()
            if not active:
                done.set()

    _leave_on_signals(active, done)
    listener = await asyncio.start_server(serve, host, port)
    bound = listener.sockets[0].getsockname()
    print(f"kibitz: listening on {bound[0]}:{bound[1]}", file=sys.stderr, flush=True)
    async with listener:
        await done.wait()
    return 0


def _leave_on_signals(servers: list[KibitzServer], done: asyncio.Event | None = None) -> None:
    def leave() -> None:
        for server in servers:
            server.leave()
        if done is not None and not servers:
            done.set()

    loop = asyncio.get_running_loop()
    for name in LEAVE_SIGNALS:
        if hasattr(signal, name) and os.name != "nt":
            loop.add_signal_handler(getattr(signal, name), leave)
