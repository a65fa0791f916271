"""The server comes back after a crash, follows the menu, and goes when its window goes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from support.vscode_window import Window

SAMPLE = "def double(number):\n"


def test_a_killed_server_comes_back(window: Window) -> None:
    window.open_file("killed.py", SAMPLE)
    before = window.server()
    window.kill_server()
    window.wait_other_server(before)
    assert window.ghost_text("    return ")
    window.shot("back-after-a-crash")


def test_the_menu_turns_ghost_text_off_here_and_on_again(window: Window) -> None:
    window.open_file("menu.py", SAMPLE)
    window.open_menu()
    window.shot("menu")
    window.choose("Turn ghost text off here")
    window.wait_status("circle-slash")
    settings = json.loads((window.folder / ".vscode" / "settings.json").read_text())
    assert settings == {"kibitz.inlineCompletion.enabled": False}
    window.open_menu()
    window.choose("Turn ghost text on here")
    window.wait_status("sparkle")


def test_the_menu_snoozes(window: Window) -> None:
    window.open_menu()
    window.choose("Snooze")
    window.choose("10 minutes")
    window.wait_status("circle-slash")
    window.shot("snoozed")
    window.open_menu()
    window.choose("Snooze")
    window.choose("Go on now")
    window.wait_status("sparkle")


def test_a_server_that_keeps_crashing_is_left_alone_until_asked(window: Window) -> None:
    before = window.server()
    window.command("Kibitz: Restart the Server")  # forgets the crashes of the tests before
    window.wait_status("loading")
    window.wait_other_server(before)
    for _ in range(4):
        before = window.server()
        window.kill_server()
        window.wait_other_server(before)
    window.kill_server()
    window.wait_status("error")
    window.shot("crashed-five-times")
    window.click(".monaco-editor .view-lines")  # the status bar item, still focused, shows its tooltip
    window.toast("stopped five times", button="Restart")
    window.wait_status("sparkle")
