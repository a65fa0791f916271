from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from kibitz.base.errors import ConfigProblem
from kibitz.features.commit_message.write import commit_message, read_message, shortened_diff
from support.edits import FakeProgress, ScriptedModel

if TYPE_CHECKING:
    from pathlib import Path


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


async def written(folder: Path, model: ScriptedModel) -> str:
    return await commit_message(folder, models=model, progress=FakeProgress())


async def test_the_message_is_of_what_is_staged(tmp_path: Path) -> None:
    git(tmp_path, "init")
    (tmp_path / "a.py").write_text("staged = 1\n", "utf-8")
    (tmp_path / ".env").write_text("PASSWORD=hidden\n", "utf-8")
    git(tmp_path, "add", ".")
    (tmp_path / "a.py").write_text("not staged\n", "utf-8")
    model = ScriptedModel("Add a constant.")
    assert await written(tmp_path, model) == "Add a constant\n"
    assert "a.py (new file):" in model.prompt and "+staged = 1" in model.prompt
    assert "not staged" not in model.prompt and "hidden" not in model.prompt


async def test_earlier_commits_show_the_style(tmp_path: Path) -> None:
    git(tmp_path, "init")
    git(tmp_path, "commit", "--allow-empty", "-m", "feat: begin")
    (tmp_path / "a.py").write_text("x\n", "utf-8")
    git(tmp_path, "add", ".")
    model = ScriptedModel("feat: more")
    await written(tmp_path, model)
    assert "feat: begin" in model.prompt


async def test_without_staged_changes_the_user_is_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigProblem, match="no Git repository"):
        await written(tmp_path, ScriptedModel("x"))
    git(tmp_path, "init")
    with pytest.raises(ConfigProblem, match="git add"):
        await written(tmp_path, ScriptedModel("x"))


async def test_a_repository_cannot_run_anything(tmp_path: Path) -> None:
    git(tmp_path, "init")
    (tmp_path / "run.sh").write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n", "utf-8")
    (tmp_path / "run.sh").chmod(0o755)
    for key in ("diff.external", "core.fsmonitor", "core.pager", "diff.evil.textconv"):
        git(tmp_path, "config", key, str(tmp_path / "run.sh"))
    (tmp_path / ".gitattributes").write_text("* diff=evil\n", "utf-8")
    (tmp_path / "a.py").write_text("x\n", "utf-8")
    git(tmp_path, "-c", "core.fsmonitor=false", "add", ".")
    (tmp_path / "ran").unlink(missing_ok=True)
    await written(tmp_path, ScriptedModel("Add x"))
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("Add x", "Add x\n"),
        ("```\nAdd x\n\nBecause.\n```", "Add x\n\nBecause.\n"),
        ("Here is the commit message:\nAdd x.", "Add x\n"),
        ('"Add x"', "Add x\n"),
        ("**Add x**\nBecause.\n", "Add x\n\nBecause.\n"),
        (
            "word " * 20,
            f"{' '.join(['word'] * 14)}\n\n{' '.join(['word'] * 6)}\n",
        ),
    ],
)
def test_a_message_is_a_subject_and_a_body(answer: str, message: str) -> None:
    assert read_message(answer) == message


def test_of_a_long_diff_every_file_is_told_of() -> None:
    files = [
        f"diff --git a/{name} b/{name}\n--- a\n+++ b\n@@ -1 +1 @@\n" + "+line\n" * n
        for name, n in (("a", 900), ("b", 3))
    ]
    shown = shortened_diff("".join(files), 600)
    assert len(shown) <= 600 and "a (changed):" in shown and shown.endswith("+line\n+line\n+line\n")
