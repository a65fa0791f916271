"""What a program does to the copy of a project, the project does not see."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kibitz.features.verify import overlay as module
from kibitz.features.verify.in_copy import run_in_copy
from kibitz.features.verify.overlay import overlay

if TYPE_CHECKING:
    import pytest

VANDAL = """\
import pathlib
for path in pathlib.Path().rglob("*"):
    if path.is_file() and not path.is_symlink():
        path.write_text("vandalised")
pathlib.Path("new.txt").write_text("left behind")
"""


def project(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"text of {name}", "utf-8")


def texts_in(root: Path) -> dict[str, str]:
    return {
        str(path.relative_to(root)): path.read_text("utf-8") for path in root.rglob("*") if path.is_file()
    }


async def test_a_checker_that_writes_everywhere_writes_into_the_copy(tmp_path: Path) -> None:
    project(tmp_path, "pyproject.toml", "src/a.py", "src/deep/b.py", "tests/test_a.py")
    before = texts_in(tmp_path)
    vandal = tmp_path.parent / "vandal.py"
    vandal.write_text(VANDAL, "utf-8")
    file = Path("src/a.py")
    ran = await run_in_copy(f"{sys.executable} {vandal} {{file}}", tmp_path, file, {file: "changed"})
    assert ran is not None and ran.exit_code == 0
    assert texts_in(tmp_path) == before


def test_the_copy_has_the_given_texts_and_everything_else_as_it_was(tmp_path: Path) -> None:
    project(tmp_path, "setup.cfg", "src/a.py", "src/b.py", "node_modules/big/index.js", ".git/config")
    changed = {Path("src/a.py"): "changed\r\n", Path("tests/new/test_a.py"): "new"}
    with overlay(tmp_path, changed) as copy:
        assert (copy / "src/a.py").read_bytes() == b"changed\r\n"
        assert (copy / "src/b.py").read_text() == "text of src/b.py"
        assert (copy / "tests/new/test_a.py").read_text() == "new"
        assert (copy / "node_modules").is_symlink() and (copy / "node_modules/big/index.js").exists()
        assert not (copy / ".git").exists()
    assert not copy.exists()
    assert (tmp_path / "src/a.py").read_text() == "text of src/a.py"


def test_secrets_are_not_copied(tmp_path: Path) -> None:
    project(tmp_path, ".env", "a.py")
    with overlay(tmp_path, {}) as copy:
        assert (copy / ".env").is_symlink() and not (copy / "a.py").is_symlink()


def test_of_a_project_that_is_too_large_the_rest_is_linked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_FILES", 2)
    project(tmp_path, "a.py", "b.py", "c.py", "far/d.py", "src/deep/e.py")
    with overlay(tmp_path, {Path("src/deep/e.py"): "changed"}) as copy:
        linked = {str(path.relative_to(copy)) for path in copy.rglob("*") if path.is_symlink()}
        assert linked == {"c.py", "far"}
        assert (copy / "src/deep/e.py").read_text() == "changed"
    assert (tmp_path / "src/deep/e.py").read_text() == "text of src/deep/e.py"
