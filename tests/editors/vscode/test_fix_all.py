"""All problems of a file are fixed from a line that has none, as one change. VS Code itself complains."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from support.scripted_window import Scripted

OLD = '{\n  "a": 1,\n  "b": nothing,\n  "c": 3,\n  "d": nowhere\n}\n'
NEW = '{\n  "a": 1,\n  "b": 2,\n  "c": 3,\n  "d": 4\n}\n'


def test_all_problems_are_fixed_from_a_line_without_one(scripted: Scripted) -> None:
    window = scripted.window

    def reply(body: dict[str, Any]) -> str:
        shown = body["messages"][-1]["content"].partition("```json\n")[2].partition("\n```")[0]
        return f"```json\n{shown.replace('nothing', '2').replace('nowhere', '4')}\n```\n"

    scripted.model.reply = reply
    file = window.open_file("wrong.json", OLD)
    window.wait(".squiggly-error")
    window.press("Control+Home")
    window.command("Quick Fix...")
    window.wait(".action-widget", text="Fix all problems in this file")
    window.shot("fix-all-offered")
    window.click(".action-widget .action", text="Fix all problems in this file")
    window.wait_text('"d": 4', selector=".editor.modified .view-line")
    window.shot("fix-all-review")
    window.press("Shift+A")
    window.wait(".tab.active.dirty")
    window.save()
    assert file.read_text() == NEW
