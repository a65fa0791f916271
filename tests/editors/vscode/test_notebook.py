"""Cells of a notebook in VS Code."""

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
    window.save()
