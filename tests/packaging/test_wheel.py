"""The wheel, as a user gets it."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import kibitz

if TYPE_CHECKING:
    from email.message import Message

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "server"


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """The standard output; a failure shows everything the command said."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, cwd=ROOT)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        return Parser().parsestr(archive.read(name).decode())


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel alone, unpacked by pip; its dependencies are those of this environment."""
    target = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--quiet"]
    run(*pip, "--disable-pip-version-check", "--target", target, wheel, cwd=target)
    return target


def test_the_wheel_has_every_module_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
    there = {
        path.relative_to(SOURCES).as_posix() for path in (SOURCES / "kibitz").rglob("*") if path.is_file()
    }
    modules = {name for name in packed if not name.startswith("kibitz/clients/")}
    assert modules == {name for name in there if "__pycache__" not in name}
    assert "kibitz/py.typed" in packed


def test_the_wheel_has_what_kibitz_setup_puts_into_editors(wheel: Path) -> None:
    from kibitz.cli.setup import EDITORS

    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    sources = {
        f"kibitz/clients/{piece.source}" for pieces in EDITORS.values() for piece in pieces if piece.source
    }
    assert sources <= packed


def test_the_wheel_is_pure_and_small(wheel: Path) -> None:
    assert wheel.name.endswith("-py3-none-any.whl")
    assert wheel.stat().st_size < 1_000_000


def test_the_version_is_written_once_for_the_reader_and_once_for_the_program(metadata: Message) -> None:
    assert metadata["Version"] == kibitz.__version__


def test_every_supported_python_is_named(metadata: Message) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert metadata["Requires-Python"].replace(" ", "") in (">=3.11,<3.15", "<3.15,>=3.11")
    versions = [name.rsplit(" ", 1)[1] for name in project["classifiers"] if "Python :: 3." in name]
    assert versions == ["3.11", "3.12", "3.13", "3.14"]


def test_the_licence_and_the_readme_are_inside(wheel: Path, metadata: Message) -> None:
    with zipfile.ZipFile(wheel) as archive:
        assert any(name.endswith(".dist-info/licenses/LICENSE") for name in archive.namelist())
    assert metadata["License-Expression"] == "Apache-2.0"
    assert "make demo" in str(metadata.get_payload())


def test_the_console_script_is_the_installed_kibitz(installed: Path) -> None:
    script = installed / "bin" / "kibitz"
    said = run(script, "--version", cwd=installed, PYTHONPATH=str(installed))
    assert said.strip() == f"kibitz {kibitz.__version__}"


def test_the_installed_package_runs_without_the_checkout(installed: Path) -> None:
    code = "import kibitz.__main__ as main, sys; sys.stdout.write(main.__file__)"
    where = run(sys.executable, "-c", code, cwd=installed, PYTHONPATH=str(installed))
    assert Path(where).is_relative_to(installed)
