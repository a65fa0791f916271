from __future__ import annotations

import os
import stat
from dataclasses import asdict
from typing import TYPE_CHECKING

import pytest

from kibitz.base.errors import ConfigProblem
from kibitz.storage.paths import made, user_paths

if TYPE_CHECKING:
    from pathlib import Path

posix_only = pytest.mark.skipif(os.name == "nt", reason="modes are a matter of POSIX")


def test_kibitz_home_holds_everything(tmp_path: Path) -> None:
    paths = user_paths({"KIBITZ_HOME": str(tmp_path / "home")})
    assert all(folder.is_relative_to(tmp_path / "home") for folder in asdict(paths).values())
    assert len(set(asdict(paths).values())) == 5
    assert paths.models == tmp_path / "home" / "data" / "models"


def test_kibitz_home_may_be_relative_or_start_with_a_tilde(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert user_paths({"KIBITZ_HOME": "~/k"}).data == tmp_path / "k" / "data"
    assert user_paths({"KIBITZ_HOME": "k"}).data == tmp_path / "k" / "data"


@posix_only
def test_without_it_the_folders_of_the_system_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "elsewhere"))
    paths = user_paths({})
    assert all(folder.is_relative_to(tmp_path) for folder in asdict(paths).values())
    assert all("kibitz" in folder.parts for folder in asdict(paths).values())


@posix_only
def test_the_running_model_is_found_with_and_without_a_login_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    in_session = user_paths({}).runtime
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    assert user_paths({}).runtime == in_session


def test_two_machines_that_share_a_home_do_not_share_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform.node", lambda: "one")
    one = user_paths({"KIBITZ_HOME": str(tmp_path)}).runtime
    monkeypatch.setattr("platform.node", lambda: "../two")
    two = user_paths({"KIBITZ_HOME": str(tmp_path)}).runtime
    assert one != two
    assert one.parent == two.parent


def test_asking_creates_nothing(tmp_path: Path) -> None:
    user_paths({"KIBITZ_HOME": str(tmp_path / "home")})
    assert list(tmp_path.iterdir()) == []


@posix_only
def test_folders_are_made_for_this_user_alone(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b" / "c"
    assert made(folder) == folder == made(folder)
    for one in (folder, folder.parent, folder.parent.parent):
        assert stat.S_IMODE(one.stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_made_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(ConfigProblem, match="KIBITZ_HOME"):
            made(folder)
