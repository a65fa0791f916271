from __future__ import annotations

import asyncio
import fcntl
import json
import os
import stat
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2
import pytest

from kibitz.backends.local.rendezvous import CRASHES_COUNT_S, Rendezvous, RunningServer, ServerConfig
from kibitz.backends.local.shared_server import ServerFailed, SharedServer
from kibitz.base.errors import ConfigProblem

if TYPE_CHECKING:
    from kibitz.backends.http import Network

DEADLINE_S = 30

# An editor of its own: leases the model, says so, and stays until it is killed or its input ends.
EDITOR = """
import asyncio, json, sys
from pathlib import Path
from kibitz.backends.http import Network
from kibitz.backends.local.rendezvous import Rendezvous, ServerConfig
from kibitz.backends.local.shared_server import SharedServer

async def main(folder, config, command):
    server = SharedServer(Rendezvous(Path(folder)), network=Network(), command=command)
    running = await server.ready(ServerConfig(**config), lambda: None)
    print(running.api_key, flush=True)
    await asyncio.to_thread(sys.stdin.read)

asyncio.run(main(*json.loads(sys.argv[1])))
"""

MakeModel = Callable[..., Path]
MakeServer = Callable[..., SharedServer]


def anything() -> None:
    """Nothing forbids the start."""


@pytest.fixture
def rendezvous(tmp_path: Path) -> Rendezvous:
    return Rendezvous(tmp_path / "run" / "model")


@pytest.fixture
async def make_server(
    rendezvous: Rendezvous, network: Network, child_program: tuple[str, ...]
) -> AsyncIterator[MakeServer]:
    made: list[SharedServer] = []

    def make(**changes: object) -> SharedServer:
        values = {"network": network, "command": child_program, **changes}
        made.append(SharedServer(rendezvous, **values))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for server in made:
        await server.close()
    await ended(rendezvous)


def config_of(model: Path, **changes: object) -> ServerConfig:
    config = ServerConfig(
        model_path=str(model),
        model_name="tiny",
        threads=1,
        prompt_threads=1,
        context_tokens=4096,
        idle_s=3600,
    )
    return replace(config, **changes)


async def ended(rendezvous: Rendezvous) -> None:
    """Return when no child is alive any more."""
    if not rendezvous.alive.exists():
        return

    def wait() -> None:
        with rendezvous.alive.open() as file:
            fcntl.flock(file, fcntl.LOCK_SH)

    async with asyncio.timeout(DEADLINE_S):
        await asyncio.to_thread(wait)


async def ask(server: RunningServer, path: str) -> str:
    async with httpx2.AsyncClient() as client:
        answer = await client.get(
            f"{server.url}{path}", headers={"Authorization": f"Bearer {server.api_key}"}, timeout=DEADLINE_S
        )
        return answer.raise_for_status().text


def of_process(pid: str | int, name: str) -> bytes:
    return Path(f"/proc/{pid}/{name}").read_bytes()


async def die(server: RunningServer, rendezvous: Rendezvous) -> None:
    with pytest.raises(httpx2.HTTPError):
        await ask(server, "/die")
    await ended(rendezvous)


async def test_starts_a_child_at_first_need_and_keeps_it(
    make_server: MakeServer, make_model: MakeModel, rendezvous: Rendezvous
) -> None:
    server = make_server()
    config = config_of(make_model())
    assert not rendezvous.is_alive()

    first = await server.ready(config, anything)
    second = await server.ready(config, anything)

    assert first == second
    assert first.config == config
    assert first.url.startswith("http://127.0.0.1:")
    assert await ask(first, "/pid")


async def test_editors_share_one_child(make_server: MakeServer, make_model: MakeModel) -> None:
    config = config_of(make_model())
    editors = [make_server() for _ in range(3)]

    running = await asyncio.gather(*(editor.ready(config, anything) for editor in editors))

    assert len({one.api_key for one in running}) == 1


async def test_another_process_finds_the_same_child(
    make_server: MakeServer, make_model: MakeModel, rendezvous: Rendezvous, child_program: tuple[str, ...]
) -> None:
    config = config_of(make_model())
    running = await make_server().ready(config, anything)

    with editor_process(rendezvous, config, child_program) as editor:
        assert editor.stdout
        assert (await asyncio.to_thread(editor.stdout.readline)).strip() == running.api_key
        editor.kill()


async def test_the_key_is_shown_to_nobody(
    make_server: MakeServer, make_model: MakeModel, rendezvous: Rendezvous
) -> None:
    running = await make_server().ready(config_of(make_model()), anything)

    pid = await ask(running, "/pid")
    for shown in ("cmdline", "environ"):
        assert running.api_key.encode() not in of_process(pid, shown)
    for file in rendezvous.folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert running.api_key not in repr(running)


async def test_the_child_is_nobody_s_child_and_yields_to_other_programs(
    make_server: MakeServer, make_model: MakeModel
) -> None:
    pid = int(await ask(await make_server().ready(config_of(make_model()), anything), "/pid"))

    fields = of_process(pid, "stat").rpartition(b")")[2].split()
    assert int(fields[1]) != os.getpid()  # its parent: this process has no zombie to bury
    assert os.getsid(pid) != os.getsid(0)
    assert os.getpriority(os.PRIO_PROCESS, pid) == os.getpriority(os.PRIO_PROCESS, 0) + 5


async def test_a_crashed_child_is_started_again_at_the_next_request(
    make_server: MakeServer, make_model: MakeModel, rendezvous: Rendezvous
) -> None:
    server, config = make_server(), config_of(make_model())
    first = await server.ready(config, anything)
    await die(first, rendezvous)

    second = await server.ready(config, anything)

    assert second.api_key != first.api_key
    assert await ask(second, "/pid")


async def test_a_child_that_crashes_again_and_again_is_left_alone_for_a_while(
    make_server: MakeServer, make_model: MakeModel, rendezvous: Rendezvous
) -> None:
    later_s = 0.0
    server = make_server(now_s=lambda: time.time() + later_s)
    config = config_of(make_model())
    for _ in range(3):
        await die(await server.ready(config, anything), rendezvous)

    with pytest.raises(ServerFailed, match=r"ended 3 times within a minute and is left alone for \d+ s"):
        await server.ready(config, anything)
    with pytest.raises(ServerFailed):  # every editor abides by it
        await make_server().ready(config, anything)
    assert not rendezvous.is_alive()

    later_s = CRASHES_COUNT_S
    assert await ask(await server.ready(config, anything), "/pid")


async def test_children_that_end_well_are_no_crashes(
    make_server: MakeServer, make_model: MakeModel, rendezvous: Rendezvous
) -> None:
    config = config_of(make_model())
    for _ in range(4):
        server = make_server()
        await server.ready(config, anything)
        await server.close()
        await ended(rendezvous)


async def test_a_model_that_cannot_be_loaded_is_told(
    make_server: MakeServer, make_model: MakeModel, rendezvous: Rendezvous
) -> None:
    server = make_server()

    with pytest.raises(ServerFailed, match="ValueError: no such tensor") as raised:
        await server.ready(config_of(make_model(load="raise")), anything)

    assert str(rendezvous.log) in str(raised.value)
    assert not raised.value.retryable


async def test_a_child_that_dies_while_it_loads_is_told(
    make_server: MakeServer, make_model: MakeModel
) -> None:
    with pytest.raises(ServerFailed, match="ended without a word"):
        await make_server().ready(config_of(make_model(load="die")), anything)


async def test_a_program_that_does_not_start_is_told_and_not_tried_for_ever(
    make_server: MakeServer, make_model: MakeModel
) -> None:
    server = make_server(command=(sys.executable, "-c", "raise SystemExit('broken')"))
    config = config_of(make_model())
    for _ in range(3):
        with pytest.raises(ServerFailed, match="did not start"):
            await server.ready(config, anything)

    with pytest.raises(ServerFailed, match="left alone"):
        await server.ready(config, anything)


async def test_what_forbids_the_start_is_raised(
    make_server: MakeServer, make_model: MakeModel, rendezvous: Rendezvous
) -> None:
    def forbid() -> None:
        raise ConfigProblem("no memory")

    with pytest.raises(ConfigProblem, match="no memory"):
        await make_server().ready(config_of(make_model()), forbid)

    assert not rendezvous.is_alive()


async def test_a_caller_that_leaves_does_not_stop_the_loading(
    make_server: MakeServer, make_model: MakeModel, tmp_path: Path, rendezvous: Rendezvous
) -> None:
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    server, config = make_server(), config_of(make_model(gate=str(gate)))
    leaving = asyncio.create_task(server.ready(config, anything))
    staying = asyncio.create_task(server.ready(config, anything))
    opened = await asyncio.to_thread(gate.open, "w")  # returns when the child is at the gate
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving

    opened.close()

    assert await staying == await server.ready(config, anything)
    assert len(rendezvous.recent_crashes(time.time())) == 1  # one start, which has not ended


async def test_the_child_ends_when_the_last_editor_has_left(
    make_server: MakeServer, make_model: MakeModel, rendezvous: Rendezvous
) -> None:
    one, two = make_server(), make_server()
    config = config_of(make_model())
    running = await one.ready(config, anything)
    await two.ready(config, anything)
    await one.close()
    assert await ask(running, "/pid")

    await two.close()
    await ended(rendezvous)

    assert rendezvous.server() is None


async def test_the_child_ends_when_the_last_editor_was_killed(
    make_model: MakeModel, rendezvous: Rendezvous, child_program: tuple[str, ...]
) -> None:
    with editor_process(rendezvous, config_of(make_model()), child_program) as editor:
        assert editor.stdout
        assert await asyncio.to_thread(editor.stdout.readline)
        editor.kill()

    await ended(rendezvous)


async def test_the_child_ends_when_nobody_asks_and_comes_back_when_somebody_does(
    make_server: MakeServer, make_model: MakeModel, rendezvous: Rendezvous
) -> None:
    server, config = make_server(), config_of(make_model(), idle_s=0.3)
    first = await server.ready(config, anything)
    await ended(rendezvous)

    second = await server.ready(config, anything)

    assert second.api_key != first.api_key


async def test_a_working_child_is_not_idle(
    make_server: MakeServer, make_model: MakeModel, rendezvous: Rendezvous, tmp_path: Path
) -> None:
    looks = tmp_path / "looks"
    config = config_of(make_model(work=30, looks=str(looks)), idle_s=0.3)

    await make_server().ready(config, anything)
    await ended(rendezvous)

    assert int(looks.read_text()) > 30


async def test_the_child_ends_when_its_files_are_deleted(
    make_server: MakeServer, make_model: MakeModel, rendezvous: Rendezvous
) -> None:
    server, config = make_server(), config_of(make_model())
    await server.ready(config, anything)

    rendezvous.retire()
    await ended(rendezvous)

    assert await ask(await server.ready(config, anything), "/pid")


async def test_new_settings_replace_the_child_of_a_sole_editor(
    make_server: MakeServer, make_model: MakeModel, rendezvous: Rendezvous
) -> None:
    server, config = make_server(), config_of(make_model())
    await server.ready(config, anything)

    running = await server.ready(replace(config, context_tokens=2048), anything)

    assert running.config.context_tokens == 2048
    assert await ask(running, "/pid")


async def test_new_settings_of_one_editor_do_not_take_the_model_from_another(
    make_server: MakeServer, make_model: MakeModel
) -> None:
    one, two = make_server(), make_server()
    config = config_of(make_model())
    first = await one.ready(config, anything)

    assert await two.ready(replace(config, context_tokens=2048), anything) == first
    assert await one.ready(config, anything) == first


async def test_what_an_older_version_left_is_no_server(
    make_server: MakeServer, make_model: MakeModel, rendezvous: Rendezvous
) -> None:
    rendezvous.folder.mkdir(parents=True)
    for name in ("server.json", "failure.json", "starts.json"):
        (rendezvous.folder / name).write_text("not json")
    (rendezvous.folder / "server.json").write_text(json.dumps({"address": "127.0.0.1:1"}))

    assert await ask(await make_server().ready(config_of(make_model()), anything), "/pid")


def editor_process(
    rendezvous: Rendezvous, config: ServerConfig, child_program: tuple[str, ...]
) -> subprocess.Popen[str]:
    values = {name: getattr(config, name) for name in ServerConfig.__slots__}
    order = json.dumps([str(rendezvous.folder), values, child_program])
    return subprocess.Popen(
        [sys.executable, "-c", EDITOR, order], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
