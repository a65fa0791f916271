"""What a click on the status bar item offers, and that the server follows it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from support.code_server import CodeServer
    from support.scripted_window import Scripted
    from support.vscode_window import Window

SAMPLE = "def double(number):\n"
OUTPUT_LINE = ".part.panel .view-line"


def test_turns_ghost_text_off_here_and_on_again(window: Window) -> None:
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


def test_turns_ghost_text_off_for_a_language_and_on_again(window: Window, code: CodeServer) -> None:
    def off_for() -> list[str]:
        return json.loads((code.data / "User" / "settings.json").read_text()).get(
            "kibitz.inlineCompletion.disabledLanguages", []
        )

    window.open_file("language.py", SAMPLE)
    window.open_menu()
    window.choose("Turn ghost text off for python")
    window.wait_status("circle-slash")
    assert off_for() == ["python"]
    window.open_file("language.js", "")
    window.wait_status("sparkle")
    window.open_file("language2.py", SAMPLE)
    window.open_menu()
    window.choose("Turn ghost text on for python")
    window.wait_status("sparkle")
    assert off_for() == []


def test_snoozes(window: Window) -> None:
    window.open_menu()
    window.choose("Snooze")
    window.choose("10 minutes")
    window.wait_status("circle-slash")
    window.shot("snoozed")
    window.open_menu()
    window.choose("Snooze")
    window.choose("Go on now")
    window.wait_status("sparkle")


def test_shows_the_log(window: Window) -> None:
    window.open_menu()
    window.choose("Show log")
    window.wait_text("Starting", selector=OUTPUT_LINE)
    window.shot("log")
    window.press("Control+j")
    window.wait(OUTPUT_LINE, gone=True)


def test_switches_the_model(scripted: Scripted) -> None:
    window = scripted.window
    scripted.model.reply = lambda _: "number * 2"
    window.open_file("switched_model.py", SAMPLE)
    window.open_menu()
    window.choose("Switch model")
    window.choose("Ghost text")
    window.choose("Another")
    window.wait(".quick-input-widget input[type=text]")
    window.press("Control+a")
    window.type("scripted/other")
    window.shot("switch-model")
    window.press("Enter")
    window.wait(".quick-input-widget", gone=True)
    settings = window.folder / ".vscode" / "settings.json"
    window.until(lambda: "scripted/other" in settings.read_text(), "the setting is written")
    window.click(".monaco-editor .view-lines")
    window.press("Control+End")
    assert window.ghost_text("    return ")
    assert scripted.model.requests[-1]["model"] == "other"
