"""Ghost text of the real model in a real editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from support.scripted_window import Scripted
    from support.vscode_window import Window

SAMPLE = '''def add(a, b):
    """Return the sum of a and b."""
    return a + b


def subtract(a, b):
    """Return the difference of a and b."""
'''


def test_ghost_text_appears_and_tab_takes_it(window: Window) -> None:
    window.open_file("taken.py", SAMPLE)
    offered = window.ghost_text("    return ")
    window.shot("ghost-text")
    assert offered.strip()
    window.press("Tab")
    window.wait_ghost(gone=True)
    window.wait_text(offered.splitlines()[0].strip())
    window.shot("ghost-text-taken")
    window.save()
    taken = (window.folder / "taken.py").read_text()
    assert taken.startswith(f"{SAMPLE}    return {offered.splitlines()[0].strip()}")


def test_escape_leaves_the_text_as_it_was(window: Window) -> None:
    file = window.open_file("left.py", SAMPLE)
    window.ghost_text("    return ")
    window.press("Escape")
    window.wait_ghost(gone=True)
    window.save()
    assert file.read_text().rstrip() == f"{SAMPLE}    return"


def test_a_changed_setting_counts_at_once(window: Window) -> None:
    window.open_file("switched.py", SAMPLE)
    window.set_workspace({"kibitz.inlineCompletion.enabled": False})
    window.wait_status("circle-slash")
    window.type("    return ")
    with pytest.raises(AssertionError, match="Timeout"):
        window.wait_ghost(timeout_s=4)
    window.shot("switched-off")
    window.set_workspace({})
    window.wait_status("sparkle")
    window.press("Backspace")
    assert window.ghost_text(" ")


def test_a_word_of_it_is_taken_and_then_the_rest(scripted: Scripted) -> None:
    window = scripted.window
    scripted.model.reply = lambda _: "first + second"
    file = window.open_file("word.py", "def add(first, second):\n")
    assert window.ghost_text("    return ") == "first + second"
    window.press("Control+ArrowRight")
    window.wait_text("return first")
    window.shot("ghost-text-word")
    window.press("Tab")
    window.wait_text("return first + second")
    window.save()
    assert file.read_text() == "def add(first, second):\n    return first + second"
