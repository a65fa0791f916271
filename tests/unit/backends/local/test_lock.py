from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from kibitz.backends.local.lock import is_locked, try_lock

if TYPE_CHECKING:
    from pathlib import Path

HOLDER = """
import sys
from pathlib import Path
from kibitz.backends.local.lock import try_lock
held = try_lock(Path(sys.argv[1]), sys.argv[2])
print("held" if held else "refused", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.lock"


def test_one_holder_excludes_all_others(path: Path) -> None:
    held = try_lock(path, "exclusive")

    assert held is not None
    assert try_lock(path, "exclusive") is None
    assert try_lock(path, "shared") is None
    assert is_locked(path)


def test_any_number_share_and_keep_out_an_exclusive_one(path: Path) -> None:
    one, two = try_lock(path, "shared"), try_lock(path, "shared")
    assert one is not None
    assert two is not None
    assert not is_locked(path)

    one.release()
    assert try_lock(path, "exclusive") is None

    two.release()
    assert try_lock(path, "exclusive") is not None


def test_leaving_the_block_gives_it_back(path: Path) -> None:
    held = try_lock(path, "exclusive")
    assert held is not None
    with held:
        pass
    held.release()  # again is harmless

    assert try_lock(path, "exclusive") is not None


def test_a_file_that_never_was_is_not_locked(tmp_path: Path) -> None:
    assert not is_locked(tmp_path / "no folder" / "a.lock")


@pytest.mark.parametrize("mode", ["exclusive", "shared"])
def test_a_killed_holder_holds_nothing(path: Path, mode: str) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path), mode],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        assert try_lock(path, "exclusive") is None
        holder.kill()
        holder.wait(10)

        assert try_lock(path, "exclusive") is not None


def test_a_child_process_does_not_inherit_it(path: Path) -> None:
    held = try_lock(path, "exclusive")
    assert held is not None
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        held.release()

        assert try_lock(path, "exclusive") is not None
        child.kill()
