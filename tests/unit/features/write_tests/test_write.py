"""Tests that were just written are run where the user named a command for it, and nowhere else."""

from __future__ import annotations

import sys
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest

from kibitz.documents.uri import uri_of
from kibitz.features.edits.proposal import NewFile
from kibitz.settings.model import Check, Settings
from support.edits import ASKS, Desk

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "def double(x):\n    ║return 2 * x\n"
RIGHT = "def test_double():\n    assert double(2) == 4\n"
WRONG = "def test_double():\n    assert double(2) == 5\n"
PYTEST = f"{sys.executable} -m pytest -q -p no:cacheprovider {{file}}"


def desk_in(folder: Path, command: str, *answers: str) -> Desk:
    (folder / "pyproject.toml").write_text("[tool.pytest.ini_options]\npythonpath = '.'\n", "utf-8")
    (folder / "work.py").write_text("def double(x):\n    return 'older, on disk'\n", "utf-8")
    return Desk(
        TEXT,
        *(f"```python\n{answer}```" for answer in answers),
        uri=uri_of(folder / "work.py"),
        abilities=replace(ASKS, file_operations=frozenset({"create"})),
        settings=Settings(checks=MappingProxyType({"python": Check(tests=command)})),
    )


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def made(desk: Desk) -> str:
    [file] = desk.editor.applied[0].files
    assert isinstance(file, NewFile)
    return file.text


async def test_without_a_command_nothing_is_run_and_that_is_said(tmp_path: Path) -> None:
    desk = desk_in(tmp_path, "", RIGHT)
    assert await desk.run("tests") == "applied"
    assert "have not been run" in desk.user.questions[0]


async def test_tests_that_pass_are_said_to_against_the_code_as_it_is_in_the_editor(tmp_path: Path) -> None:
    desk = desk_in(tmp_path, PYTEST, RIGHT)
    assert await desk.run("tests") == "applied"
    assert "The tests were run, and pass." in desk.user.questions[0]
    assert names_in(tmp_path) == ["pyproject.toml", "work.py"]


async def test_tests_that_fail_are_mended_once(tmp_path: Path) -> None:
    desk = desk_in(tmp_path, PYTEST, WRONG, RIGHT)
    assert await desk.run("tests") == "applied"
    assert "assert 4 == 5" in desk.model.prompt
    assert "double(2) == 4" in made(desk) and "were run, and pass" in desk.user.questions[0]


async def test_tests_that_fail_for_good_are_said_to(tmp_path: Path) -> None:
    desk = desk_in(tmp_path, PYTEST, WRONG)
    assert await desk.run("tests") == "applied"
    assert "not all of them pass: 1 failed" in desk.user.questions[0]
    assert len(desk.model.requests) == 2


async def test_a_command_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    desk = desk_in(tmp_path, "no-such-runner {file}", RIGHT)
    assert await desk.run("tests") == "applied"
    assert "could not be run" in desk.user.questions[0]


@pytest.mark.parametrize("package", ["", "package clamp\n\n"])
async def test_a_new_file_of_go_has_its_package_and_what_it_uses_on_top(tmp_path: Path, package: str) -> None:
    source = "package clamp\n\nfunc Clamp(x int) int {\n\t║return x\n}\n"
    tests = "func TestClamp(t *testing.T) {\n\tif Clamp(1) != 1 {\n\t\tt.Fatal(1)\n\t}\n}"
    (tmp_path / "clamp.go").write_text(source.replace("║", ""), "utf-8")
    desk = Desk(
        source,
        f"```go\n{package}{tests}\n```",
        language_id="go",
        uri=uri_of(tmp_path / "clamp.go"),
        abilities=replace(ASKS, file_operations=frozenset({"create"})),
    )
    assert await desk.run("tests") == "applied"
    assert made(desk) == f'package clamp\n\nimport "testing"\n\n{tests}\n'
