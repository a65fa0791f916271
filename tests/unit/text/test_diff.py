from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kibitz.text.diff import hunks, unified_diff
from kibitz.text.edits import apply_edits
from kibitz.text.line_index import LineIndex
from support.work import lines_run

PIECES = ("one", "two", "\n", "\n", "\r\n", "\r", "\f", "\u2028", "é", "😀")
texts = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@given(texts, texts)
def test_hunks_applied_give_the_new_text(old: str, new: str) -> None:
    assert apply_edits(old, [hunk.edit for hunk in hunks(old, new)]) == new


@given(texts, texts)
def test_hunks_are_whole_lines_that_really_differ(old: str, new: str) -> None:
    old_index, new_lines = LineIndex.of(old), list(LineIndex.of(new).lines())
    for hunk in hunks(old, new):
        assert hunk.old.start == old_index.line_start(hunk.old_start_line)
        removed = list(LineIndex.of(old[hunk.old.start : hunk.old.end]).lines())
        added = new_lines[hunk.new_start_line : hunk.new_start_line + hunk.n_new_lines]
        assert len(removed) == hunk.n_old_lines
        assert "".join(added) == hunk.new_text
        assert removed != added


def test_each_change_is_a_hunk_of_its_own() -> None:
    found = hunks("a\nb\nc\nd\n", "a\nB\nc\nd\ne\n")
    assert [(hunk.old_start_line, hunk.n_old_lines, hunk.new_text) for hunk in found] == [
        (1, 1, "B\n"),
        (4, 0, "e\n"),
    ]


def test_one_hunk_alone_can_be_taken() -> None:
    old = "a\nb\nc\n"
    first, second = hunks(old, "A\nb\nC\n")
    assert apply_edits(old, [second.edit]) == "a\nb\nC\n"
    assert apply_edits(old, [first.edit]) == "A\nb\nc\n"


def test_reads_as_git_prints_it() -> None:
    old = "".join(f"{number}\n" for number in range(1, 21))
    new = old.replace("5\n", "five\n", 1).replace("18\n", "").removesuffix("\n")
    assert unified_diff(old, new, "src/a.py") == (
        "--- a/src/a.py\n+++ b/src/a.py\n"
        "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n"
        "@@ -15,6 +15,5 @@\n 15\n 16\n 17\n-18\n 19\n-20\n+20\n\\ No newline at end of file\n"
    )


def test_a_new_and_an_emptied_file() -> None:
    assert unified_diff("", "a\n", "f") == "--- a/f\n+++ b/f\n@@ -0,0 +1 @@\n+a\n"
    assert unified_diff("a\nb\n", "", "f") == "--- a/f\n+++ b/f\n@@ -1,2 +0,0 @@\n-a\n-b\n"


@given(texts)
def test_equal_texts_have_no_difference(text: str) -> None:
    assert hunks(text, text) == ()
    assert unified_diff(text, text, "f") == ""


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@given(old=texts, new=texts)
@settings(max_examples=25, deadline=None)
def test_git_applies_the_diff(tmp_path_factory: pytest.TempPathFactory, old: str, new: str) -> None:
    # A lone \r ends a line here and not for git: such files are shown, not patched.
    old, new = (text.replace("\r\n", "\n").replace("\r", "") for text in (old, new))
    if old == new or not old or not new:
        return
    folder = tmp_path_factory.mktemp("git")
    (folder / "f").write_bytes(old.encode())
    patch = unified_diff(old, new, "f").encode()
    command = ["git", "apply", "--unsafe-paths", "--whitespace=nowarn", "-"]
    subprocess.run(command, cwd=folder, input=patch, check=True, capture_output=True)
    assert Path(folder / "f").read_bytes() == new.encode()


@pytest.mark.parametrize("n_lines", [50_000])
def test_a_small_change_in_a_big_file_is_found_quickly(n_lines: int) -> None:
    old = "".join(f"line {number % 100}\n\n" for number in range(n_lines // 2))
    new = old.replace("line 7\n", "line seven\n", 1)
    assert len(hunks(old, new)) == 1
    assert lines_run(lambda: hunks(old, new)) < 30 * n_lines  # 15: no search through all of it
