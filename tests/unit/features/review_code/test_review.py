"""Find bugs, review changes and dismiss, from the action to what the user sees."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from kibitz.documents.uri import uri_of
from kibitz.features.review_code.findings import Finding, Findings
from kibitz.text.span import Span
from support.edits import Desk

if TYPE_CHECKING:
    from pathlib import Path

    from kibitz.documents.snapshot import Snapshot

TEXT = "def mean(xs):\n    ║total = sum(xs)\n    return total / len(xs)\n\n\nx = 1\n"


async def test_bugs_are_shown_at_their_lines() -> None:
    desk = Desk(TEXT, "3: divides by zero when xs is empty\n6: outside of the function")
    assert await desk.run("find_bugs") == "shown"
    assert desk.problems == [(2, "divides by zero when xs is empty")]
    assert "   3      return total / len(xs)" in desk.model.prompt
    assert not desk.editor.applied


async def test_no_bugs_is_said_to_be_no_proof() -> None:
    desk = Desk(TEXT, "none")
    await desk.run("find_bugs")
    assert desk.problems == [] and "no proof" in desk.user.told[0]


async def test_looking_again_replaces_what_was_found_there() -> None:
    desk = Desk(TEXT, "2: first", "3: second")
    await desk.run("find_bugs")
    await desk.run("find_bugs")
    assert desk.problems == [(2, "second")]


async def test_a_finding_is_dismissed_where_the_cursor_is() -> None:
    desk = Desk(TEXT, "2: here\n3: there")
    await desk.run("find_bugs")
    await desk.run("dismiss")
    assert desk.problems == [(2, "there")]


async def test_findings_move_with_the_text_and_go_with_their_line() -> None:
    shown: list[tuple[Finding, ...]] = []

    def show(_: Snapshot, findings: tuple[Finding, ...]) -> None:
        shown.append(findings)

    desk = Desk("a\nb\nc\n")
    findings = Findings(show)
    found = (Finding(span=Span(0, 1), message="A"), Finding(span=Span(4, 5), message="C"))
    findings.put(desk.snapshot, found, within=Span(0, 6))
    desk.type("a\n", "new\nA\n")
    assert [(each.span, each.message) for each in findings.of(desk.snapshot)] == [(Span(8, 9), "C")]
    findings.forget(desk.uri)
    assert findings.of(desk.snapshot) == ()


async def test_the_lines_changed_since_the_last_commit_are_reviewed(tmp_path: Path) -> None:
    path = tmp_path / "work.py"
    path.write_text("a = 1\n" + "b = 2\n" * 30, "utf-8")

    def git(*arguments: str) -> None:
        who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
        subprocess.run(["git", *who, *arguments], cwd=tmp_path, check=True, capture_output=True)

    git("init")
    git("add", ".")
    git("commit", "-m", "first")
    text = "a = 1 / 0\n" + "b = 2\n" * 30
    path.write_text(text, "utf-8")
    desk = Desk("║" + text, "1: divides by zero\n8: an old line", uri=uri_of(path))
    assert await desk.run("review_changes") == "shown"
    assert desk.problems == [(0, "divides by zero")]
    assert "   1+ a = 1 / 0" in desk.model.prompt and "   2  b = 2" in desk.model.prompt


async def test_outside_of_git_there_is_nothing_to_review(tmp_path: Path) -> None:
    path = tmp_path / "work.py"
    path.write_text("a = 1\n", "utf-8")
    desk = Desk("║a = 1\n", uri=uri_of(path))
    assert await desk.run("review_changes") == "nothing"
    assert desk.user.told
