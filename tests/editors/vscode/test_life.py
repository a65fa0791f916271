"""The server comes back after a crash, and goes when its window goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import NewWindow
    from support.vscode_window import Window

SAMPLE = "def double(number):\n"


def test_a_killed_server_comes_back(window: Window) -> None:
    window.open_file("killed.py", SAMPLE)
    before = window.server()
    window.kill_server()
    window.wait_other_server(before)
    assert window.ghost_text("    return ")
    window.shot("back-after-a-crash")


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


def test_leaving_leaves_no_process(new_window: NewWindow, tmp_path: Path) -> None:
    with new_window(tmp_path) as window:
        window.open_file("left.py", SAMPLE)
        window.wait_status("sparkle")
        assert window.servers()
    assert not window.servers()
