"""A diagram is drawn beside the code, by VS Code's own Markdown preview."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import NewWindow
    from support.scripted_window import Scripted
    from support.vscode_window import Window

CODE = "def sign(x):\n    if x < 0:\n        return -1\n    return 1\n"
DIAGRAM = "flowchart TD\n    A[Start] --> B{x below 0}\n    B -->|yes| C[minus one]\n    B -->|no| D[one]"


@pytest.fixture
def drawing(
    new_window: NewWindow, scripted: Scripted, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Window]:
    """A window of its own: it has no other web view."""
    folder = tmp_path_factory.mktemp("drawing")
    (folder / ".vscode").mkdir()
    settings = {"kibitz.models.chat": "scripted/model"}
    (folder / ".vscode" / "settings.json").write_text(json.dumps(settings))
    scripted.model.reply = lambda _: f"```mermaid\n{DIAGRAM}\n```\n"
    with new_window(folder) as window:
        window.wait_status("sparkle")
        yield window


def test_a_function_is_drawn(drawing: Window) -> None:
    drawing.open_file("sign.py", CODE)
    drawing.press("Control+Home")
    drawing.command("Quick Fix...")
    drawing.wait(".action-widget", text="Draw `sign`")
    drawing.click(".action-widget .action", text="Draw `sign`")
    drawing.wait_frame("svg", text="minus one")
    drawing.shot("diagram")
