"""Explain and edit: what the model says is shown, and changes nothing until it was reviewed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from support.vscode_window import Window

MEAN = """def mean(numbers):
    total = 0
    for number in numbers:
        total += number
    return total / len(numbers)
"""
INSTRUCTION = "add a docstring"
MODEL_S = 90  # a whole answer
EXPLANATION_TAB = ".tab.active[data-resource-name$='.md']"
OTHER_EDITOR = ".editor-group-container:not(.active) .view-line"
FEW_WORDS = 80  # an explanation and not only its heading, in characters
AFTER = ".editor.modified .view-line"
REVIEW_TAB = ".tab[aria-label*='Edit: ']"


def test_explain_opens_a_text_beside_the_code(window: Window) -> None:
    file = window.open_file("mean.py", MEAN)
    window.press("Control+Home", "Control+k", "h")
    window.wait(EXPLANATION_TAB, timeout_s=MODEL_S)
    window.shot("explain-begins")
    window.wait_text("", selector=OTHER_EDITOR, length=FEW_WORDS, timeout_s=MODEL_S)
    window.shot("explain")
    assert file.read_text() == MEAN


def propose(window: Window, name: str) -> Path:
    """Ask for an edit of a file and wait until it is up for review."""
    file = window.open_file(name, MEAN)
    window.press("Control+Home", "Control+k", "k")
    window.wait(".quick-input-widget input[type=text]")
    window.type(INSTRUCTION)
    window.shot(f"{file.stem}-instruction")
    window.press("Enter")
    window.wait_text('"""', selector=AFTER, timeout_s=MODEL_S)
    window.shot(f"{file.stem}-review")
    assert file.read_text() == MEAN
    return file


@pytest.mark.usefixtures("window")
def test_an_edit_that_is_accepted_changes_the_file_and_is_undone(window: Window) -> None:
    file = propose(window, "applied.py")
    window.press("Shift+A")
    window.wait(REVIEW_TAB, gone=True)
    window.wait_text('"""')
    window.shot("applied")
    window.save()
    applied = file.read_text()
    assert '"""' in applied
    assert "def mean(" in applied
    window.command("Kibitz: Undo the Last AI Change")
    window.wait(".tab.active.dirty")
    window.save()
    window.shot("undone")
    assert file.read_text() == MEAN


def test_an_edit_that_is_rejected_changes_nothing(window: Window) -> None:
    file = propose(window, "discarded.py")
    window.press("Shift+R")
    window.wait(REVIEW_TAB, gone=True)
    window.shot("discarded")
    window.wait_text(MEAN.strip())
    assert file.read_text() == MEAN


def test_a_review_that_is_closed_changes_nothing(window: Window) -> None:
    file = propose(window, "closed.py")
    window.command("View: Close Editor")
    window.wait(REVIEW_TAB, gone=True)
    window.wait_text(MEAN.strip())
    assert file.read_text() == MEAN
