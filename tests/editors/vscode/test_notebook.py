"""Cells of a notebook in VS Code: ghost text and the chat know what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from support.scripted_window import Scripted

ABOVE = "def area_of_circle(radius):\n    return 3.14159 * radius * radius"


def test_ghost_text_in_a_cell_knows_the_cells_above(scripted: Scripted) -> None:
    window = scripted.window
    scripted.model.reply = lambda _: "area_of_circle(2)"
    window.open_notebook("area.ipynb", ABOVE, "")
    assert window.ghost_text("area = ") == "area_of_circle(2)"
    window.shot("notebook-ghost-text")
    assert "def area_of_circle(radius):" in scripted.model.requests[-1]["prompt"]
    window.press("Tab")
    window.wait_ghost(gone=True)
    window.wait_text("area = area_of_circle(2)", selector=".notebookOverlay .view-line")
    window.shot("notebook-taken")


def test_the_chat_is_told_of_the_cell_it_is_asked_about(scripted: Scripted) -> None:
    window = scripted.window
    scripted.model.reply = lambda _: "It computes an area."
    window.open_notebook("asked.ipynb", ABOVE)
    window.press("Control+a")
    window.press("Control+k", "j")
    window.wait_frame("#question")
    window.type("@selection What is it?")
    window.press("Enter")
    window.wait_frame("article.assistant", text="It computes an area.")
    window.shot("notebook-chat")
    asked = scripted.model.requests[-1]["messages"][-1]["content"]
    assert "3.14159 * radius * radius" in asked
