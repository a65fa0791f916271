"""What git says of a real repository."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from kibitz.features import git

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    subprocess.run(["git", "init", "-q", folder], check=True)
    (folder / ".gitignore").write_text("*.py\n")
    for name in ("kept.py", "made.py", "notes.txt"):
        (folder / name).write_text("x = 1\n")
    subprocess.run(["git", "-C", folder, "add", "-f", "kept.py"], check=True)
    return folder


@pytest.mark.parametrize(
    ("name", "ignored"),
    [
        ("kept.py", False),
        ("made.py", True),
        ("new.py", True),
        ("notes.txt", False),
        ("no folder/a.py", False),
    ],
)
async def test_what_is_kept_in_spite_of_a_rule_is_not_ignored(
    repository: Path, name: str, ignored: bool
) -> None:
    assert await git.ignores(repository / name) is ignored


async def test_the_files_are_those_that_are_kept_or_may_be(repository: Path) -> None:
    assert set(await git.files(repository)) == {".gitignore", "kept.py", "notes.txt"}


async def test_outside_of_a_repository_nothing_is_known(tmp_path: Path) -> None:
    assert await git.files(tmp_path) == ()
    assert await git.uncommitted(tmp_path) is None
    assert not await git.ignores(tmp_path / "a.py")
