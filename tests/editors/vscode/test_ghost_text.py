"""Ghost text of the real model in a real editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Window

SAMPLE = '''def add(a, b):
    """Return the sum of a and b."""
    return a + b


def subtract(a, b):
    """Return the difference of a and b."""
'''
GHOST = ".monaco-editor [class*='ghost-text']"
MODEL_S = 10


def test_ghost_text_appears_and_tab_takes_it(window: Window) -> None:
    window.open_file("taken.py", SAMPLE)
    window.type("    ")
    window.wait(GHOST, timeout_s=MODEL_S)
    window.shot("ghost-text")
    offered = "".join(window.texts(GHOST)).replace("\u00a0", " ").strip()
    assert offered
    window.press("Tab")
    window.wait(GHOST, gone=True)
    text = window.wait_text(offered.splitlines()[0])
    window.shot("ghost-text-taken")
    assert text.startswith(SAMPLE.splitlines()[0])
