"""What clients/kate/README.md promises: `kibitz setup kate`, a real Kate, real keys."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from support.browser import wait_until
from support.kate import Kate, run_kate
from support.user_home import setup

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.editor, pytest.mark.timeout(300)]

MENTIONED = "# kibitz: rename the parameters to left and right\ndef add(a, b):\n    return a + b\n"
RENAMED = "def add(left, right):\n    return left + right\n"


@pytest.fixture
def kate(tmp_path: Path, kibitz_settings: dict[str, Any]) -> Iterator[Kate]:
    setup("kate", tmp_path)
    settings = tmp_path / ".config/kate/lspclient/settings.json"
    servers = json.loads(settings.read_text())
    servers["servers"]["python"]["settings"] = {"kibitz": kibitz_settings}
    settings.write_text(json.dumps(servers))
    file = tmp_path / "project/probe.py"
    (file.parent / ".git").mkdir(parents=True)
    file.write_text(MENTIONED)
    with run_kate(file, tmp_path) as kate:
        yield kate


def test_the_suggestion_is_in_the_menu_and_enter_takes_it(kate: Kate):
    kate.press("ctrl+End")
    kate.type("def total(first, second):")
    kate.press("Return")
    kate.type("return ")
    # Keywords are in the menu at once; only a suggestion is explained beside it.
    wait_until(lambda: kate.opens_popup("ctrl+space", n_windows=2), "the suggestion in the menu", 60)
    kate.shot("menu")
    kate.press("Return")
    kate.becomes(f"{MENTIONED}def total(first, second):\n    return first + second\n")
    kate.shot("taken")


def test_an_edit_is_taken_with_the_next_code_action_and_undone(kate: Kate):
    def take_first_action() -> None:
        kate.press("ctrl+Home", "Down")
        if kate.opens_popup("alt+Return"):
            kate.shot("actions")
            kate.press("Down", "Return")

    kate.becomes(RENAMED, take_first_action)
    kate.shot("applied")
    kate.press("ctrl+z")
    kate.becomes(MENTIONED)


def test_leaving_leaves_no_process(kate: Kate):
    kate.press("ctrl+q")
    wait_until(lambda: not kate.processes(), "the end of all processes", 30)
