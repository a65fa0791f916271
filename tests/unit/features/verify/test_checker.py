"""A checker is asked about a copy of the project, before and after; what it says decides."""

from __future__ import annotations

import sys
from types import MappingProxyType
from typing import TYPE_CHECKING

from kibitz.documents.uri import uri_of
from kibitz.features.verify.checker import complaints
from kibitz.settings.model import Check, Settings
from support.edits import Desk

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "import other\n\n\ndef f(x):\n    return ║x + BAD\n"
GOOD = "```python\ndef f(x):\n    return x + 1\n```"
SAME = "```python\ndef f(x):\n    y = x\n    return y + BAD\n```"

# Reports every line with BAD in it, and reads the configuration beside: so that the copy must hold it.
CHECKER = """\
import pathlib, sys
word = pathlib.Path("pyproject.toml").read_text().strip()
assert pathlib.Path("src/other.py").exists()
for number, line in enumerate(pathlib.Path(sys.argv[1]).read_text().splitlines(), 1):
    if word in line:
        print(f"{sys.argv[1]}:{number}:1: error: {word} in line {number}")
"""


def project(root: Path) -> tuple[str, Settings]:
    (root / "src").mkdir()
    (root / "pyproject.toml").write_text("BAD\n", "utf-8")
    (root / "checker.py").write_text(CHECKER, "utf-8")
    (root / "src" / "other.py").write_text("", "utf-8")
    (root / "src" / "work.py").write_text(TEXT.replace("║", ""), "utf-8")
    command = f"{sys.executable} {root / 'checker.py'} {{file}}"
    return command, Settings(checks=MappingProxyType({"python": Check(command=command)}))


def desk_in(root: Path, settings: Settings, *answers: str) -> Desk:
    return Desk(TEXT, *answers, uri=uri_of(root / "src" / "work.py"), settings=settings)


async def test_a_fix_the_checker_is_content_with_is_shown_without_a_warning(tmp_path: Path) -> None:
    desk = desk_in(tmp_path, project(tmp_path)[1], GOOD)
    assert await desk.run("fix", None, "BAD in line 5") == "applied"
    assert desk.user.questions == ["Fix (+1 -1 lines)"]
    assert (tmp_path / "src" / "work.py").read_text("utf-8") == TEXT.replace("║", "")


async def test_a_fix_that_mends_nothing_is_asked_for_again(tmp_path: Path) -> None:
    desk = desk_in(tmp_path, project(tmp_path)[1], SAME, GOOD)
    assert await desk.run("fix", None, "BAD in line 5") == "applied"
    assert "A checker says of your code: the same as before." in desk.model.prompt
    assert "return x + 1" in desk.text and "still says" not in desk.user.questions[0]


async def test_what_the_checker_still_says_is_told(tmp_path: Path) -> None:
    desk = desk_in(tmp_path, project(tmp_path)[1], SAME, SAME)
    await desk.run("fix", None, "BAD in line 5")
    assert "The checker still says: the same as before." in desk.user.questions[0]


async def test_without_a_checker_the_user_is_told_that_nobody_checked(tmp_path: Path) -> None:
    project(tmp_path)
    desk = desk_in(tmp_path, Settings(), GOOD)
    await desk.run("fix", None, "BAD in line 5")
    assert "Not checked whether the problem is gone" in desk.user.questions[0]


async def test_a_command_that_does_not_run_says_nothing(tmp_path: Path) -> None:
    project(tmp_path)
    relative = (tmp_path / "src" / "work.py").relative_to(tmp_path)
    assert await complaints("no-such-program {file}", tmp_path, relative, "") is None
    assert await complaints("", tmp_path, relative, "") is None


async def test_no_shell_reads_the_command(tmp_path: Path) -> None:
    command, _ = project(tmp_path)
    relative = (tmp_path / "src" / "work.py").relative_to(tmp_path)
    await complaints(f"{command} ; touch {tmp_path}/ran", tmp_path, relative, "BAD\n")
    assert not (tmp_path / "ran").exists()


async def test_complaints_are_read_in_the_forms_of_several_tools(tmp_path: Path) -> None:
    command, _ = project(tmp_path)
    relative = (tmp_path / "src" / "work.py").relative_to(tmp_path)
    found = await complaints(command, tmp_path, relative, "x\nBAD\n")
    assert found is not None
    assert [(each.line, each.message) for each in found] == [(2, "error: BAD in line 2")]
