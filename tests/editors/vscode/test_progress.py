"""Work that lasts is in the status bar."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from support.scripted_window import Scripted

CODE = "def total(values):\n    return sum(values)\n"
THINK_S = 60.0
WORKING = ".statusbar-item"
EXPLANATION_TAB = ".tab.active[data-resource-name$='.md']"


def test_work_is_shown_while_it_lasts(scripted: Scripted) -> None:
    window, done = scripted.window, threading.Event()

    def reply(_: dict[str, Any]) -> str:
        done.wait(THINK_S)
        return "It adds all values."

    scripted.model.reply = reply
    window.open_file("progress.py", CODE)
    window.press("Control+Home", "Control+k", "h")
    try:
        window.wait(WORKING, text="Explaining `total`")
        window.shot("progress")
    finally:
        done.set()
    window.wait(EXPLANATION_TAB)
    window.wait(WORKING, text="Explaining `total`", gone=True)
