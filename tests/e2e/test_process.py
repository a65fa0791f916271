"""The process: how editors start it, and that it always leaves."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from kibitz.cli.lsp_client import LspClient
from support.editor import fake_model_settings, recorded_initialize
from support.model_server import ModelServer

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator
    from pathlib import Path

PATIENCE_S = 30


@asynccontextmanager
async def started(
    *arguments: str, home: Path, program: tuple[str, ...] = ("-m", "kibitz")
) -> AsyncIterator[Process]:
    environment = {**os.environ, "KIBITZ_HOME": str(home)}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *program,
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environment,
    )
    try:
        async with asyncio.timeout(PATIENCE_S):
            yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@asynccontextmanager
async def initialized(process: Process, **more: Any) -> AsyncIterator[LspClient]:
    assert process.stdin is not None
    assert process.stdout is not None
    async with LspClient(process.stdout, process.stdin) as client:
        await client.request("initialize", recorded_initialize("nvim-0.11") | more)
        client.notify("initialized", {})
        yield client


@pytest.mark.parametrize("arguments", [(), ("--stdio",), ("serve",), ("serve", "--stdio")])
async def test_every_way_editors_start_a_server_serves_and_exits_cleanly(
    arguments: tuple[str, ...], tmp_path: Path
):
    async with started(*arguments, home=tmp_path) as process, initialized(process) as client:
        await client.request("shutdown", None)
        client.notify("exit", None)
        assert await process.wait() == 0


async def test_serves_an_editor_that_started_it_without_standard_error(tmp_path: Path):
    start = "import os, sys; os.close(2); os.execv(sys.executable, [sys.executable, '-m', 'kibitz', 'serve'])"
    async with started(home=tmp_path, program=("-c", start)) as process, initialized(process) as client:
        await client.request("shutdown", None)
        client.notify("exit", None)
        assert await process.wait() == 0


async def test_exit_without_shutdown_says_so_in_its_code(tmp_path: Path):
    async with started("serve", home=tmp_path) as process, initialized(process) as client:
        client.notify("exit", None)
        assert await process.wait() == 1


async def test_leaves_at_the_end_of_its_input(tmp_path: Path):
    async with started("serve", home=tmp_path) as process, initialized(process):
        assert process.stdin is not None
        process.stdin.close()
        assert await process.wait() == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
async def test_leaves_on_a_signal(number: signal.Signals, tmp_path: Path):
    async with started("serve", home=tmp_path) as process, initialized(process):
        process.send_signal(number)
        assert await process.wait() in (0, 1)


async def test_leaves_when_the_process_of_its_client_is_gone(tmp_path: Path):
    """Some editors die without closing our input: a wrapper between holds it open."""
    gone = await asyncio.create_subprocess_exec(sys.executable, "-c", "")
    await gone.wait()
    async with started("serve", home=tmp_path) as process, initialized(process, processId=gone.pid):
        assert await process.wait() == 1


async def test_a_stray_print_does_not_reach_the_protocol(tmp_path: Path):
    program = (
        "-c",
        "import os, sys, kibitz.lsp.handlers.text_sync as module\n"
        "handlers = module.handlers\n"
        "def noisy(session):\n"
        "    print('stray'); os.write(1, b'stray from C')\n"
        "    return handlers(session)\n"
        "module.handlers = noisy\n"
        "from kibitz.cli.main import main\n"
        "main(['serve'])",
    )
    async with started(home=tmp_path, program=program) as process, initialized(process) as client:
        await client.request("shutdown", None)
        client.notify("exit", None)
        assert await process.wait() == 0
        assert process.stderr is not None
        assert (await process.stderr.read()).count(b"stray") == 2


async def test_serves_over_tcp_and_ends_with_its_last_client(tmp_path: Path):
    async with started("serve", "--tcp", "127.0.0.1:0", home=tmp_path) as process:
        assert process.stderr is not None
        port = int((await process.stderr.readline()).rsplit(b":", 1)[1])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        async with LspClient(reader, writer) as client:
            await client.request("initialize", recorded_initialize("vscode"))
            await client.request("shutdown", None)
            client.notify("exit", None)
            assert await process.wait() == 0
        writer.close()


@pytest.mark.parametrize("address", ["nowhere", "127.0.0.1:65536", "127.0.0.1:taken", "192.0.2.1:0"])
async def test_an_address_that_cannot_be_listened_on_is_said_in_one_sentence(address: str, tmp_path: Path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        address = address.replace("taken", str(other.getsockname()[1]))
        async with started("serve", "--tcp", address, home=tmp_path) as process:
            assert await process.wait() == 2
            assert process.stderr is not None
            said = (await process.stderr.read()).decode()
            assert said.startswith("kibitz serve:")
            assert said.count("\n") == 1
            assert address in said


@pytest.mark.parametrize(
    ("of_the_client", "answers"),
    [({}, True), ({"inlineCompletion": {"enabled": False}}, False)],
    ids=["counts", "less than what the client says"],
)
async def test_a_client_without_settings_gets_them_from_a_file(
    of_the_client: dict[str, Any], answers: bool, tmp_path: Path
):
    async with ModelServer() as model:
        model.reply = lambda _: "first + second"
        file = tmp_path / "kibitz.json"
        file.write_text(json.dumps({"kibitz": fake_model_settings(model.url)}))
        async with (
            started("serve", "--settings", str(file), home=tmp_path) as process,
            initialized(process, initializationOptions=of_the_client) as client,
        ):
            document = {"uri": "untitled:a", "languageId": "python", "version": 1}
            text = "def add(first, second):\n    return \n"
            client.notify("textDocument/didOpen", {"textDocument": document | {"text": text}})
            shown = await client.request(
                "textDocument/inlineCompletion",
                {
                    "textDocument": {"uri": "untitled:a"},
                    "position": {"line": 1, "character": 11},
                    "context": {"triggerKind": 1},
                },
            )
            assert bool(shown["items"]) is answers


async def test_a_file_of_settings_that_cannot_be_read_is_said_in_one_sentence(tmp_path: Path):
    file = tmp_path / "kibitz.json"
    file.write_text("{models")
    async with started("serve", "--settings", str(file), home=tmp_path) as process:
        assert await process.wait() == 2
        assert process.stderr is not None
        said = (await process.stderr.read()).decode()
        assert said == f"kibitz serve: Cannot read {str(file)!r} as JSON settings.\n"


async def test_a_person_at_a_terminal_gets_help_instead_of_a_silent_server(tmp_path: Path):
    async with started("--help", home=tmp_path) as process:
        assert process.stdout is not None
        shown = (await process.stdout.read()).decode()
        assert await process.wait() == 0
        assert all(name in shown for name in ("serve", "demo", "doctor", "models"))
