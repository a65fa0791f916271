"""The button of the source control view writes what is staged into the box; nothing is committed."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import NewWindow
    from support.scripted_window import Scripted
    from support.vscode_window import Window

WRITE = ".action-label[aria-label^='Write a Commit Message']"
INPUT = ".scm-editor"
BOX = f"{INPUT} .view-line"


@pytest.fixture
def repository(
    new_window: NewWindow, scripted: Scripted, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Window]:
    """A window on a repository with one staged file, which asks the scripted model."""
    folder = tmp_path_factory.mktemp("repository")
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    (folder / "limits.py").write_text("LIMIT = 3\n")
    subprocess.run(["git", "add", "limits.py"], cwd=folder, check=True)
    (folder / ".vscode").mkdir()
    settings = {"kibitz.models.chat": "scripted/model", "git.enabled": True}
    (folder / ".vscode" / "settings.json").write_text(json.dumps(settings))
    with new_window(folder) as window:
        window.wait_status("sparkle")
        yield window


def test_the_button_fills_the_box_and_asks_before_it_replaces(repository: Window, scripted: Scripted) -> None:
    window = repository
    scripted.model.reply = lambda _: "Limit the tries to three"
    window.press("Control+Shift+g")
    window.click(INPUT)  # the buttons of a view are shown while it has the focus
    window.click(WRITE)
    window.wait_text("Limit the tries to three", selector=BOX)
    window.shot("commit-message")
    scripted.model.reply = lambda _: "Say how often to try"
    window.click(INPUT)
    window.click(WRITE)
    window.toast("There is a commit message already.", button="Replace It")
    window.wait_text("Say how often to try", selector=BOX)
    window.shot("commit-message-replaced")
    assert head(window.folder) == ""


def head(folder: Path) -> str:
    """What is committed; nothing in a new repository."""
    done = subprocess.run(
        ["git", "rev-parse", "--verify", "-q", "HEAD"], cwd=folder, capture_output=True, text=True
    )
    return done.stdout
