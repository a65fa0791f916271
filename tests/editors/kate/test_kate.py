"""What clients/kate/README.md promises: `kibitz setup kate`, a real Kate, real keys."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest

from support.browser import wait_until
from support.kate import Kate, run_kate
from support.user_home import setup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from support.model_server import ModelServer

pytestmark = [pytest.mark.editor, pytest.mark.timeout(300)]

MENTIONED = "# kibitz: rename the parameters to left and right\ndef add(a, b):\n    return a + b\n"
PLAIN = "def f(a):\n    x = a\n    y = x\n    z = y\n    return z\n"
RAISED = "def f(a):\n    x = a + 1\n    y = x\n    z = y + 1\n    return z\n"
READY_S = 4.0  # an answer that is there is checked; nothing on the screen says when that is done
MENU_S = 1.0  # it comes up before it knows what is in it
EXPLANATION = "It adds two numbers"
RENAMED = "def add(left, right):\n    return left + right\n"


@pytest.fixture
def kate(tmp_path: Path, kibitz_settings: dict[str, Any], request: pytest.FixtureRequest) -> Iterator[Kate]:
    """Kate with the text of the test's parameter, else with `MENTIONED`."""
    setup("kate", tmp_path)
    write_settings(tmp_path, kibitz_settings)
    file = tmp_path / "project/probe.py"
    (file.parent / ".git").mkdir(parents=True)
    file.write_text(getattr(request, "param", MENTIONED))
    with run_kate(file, tmp_path) as kate:
        yield kate


def write_settings(home: Path, settings: dict[str, Any]) -> None:
    file = home / ".config/kate/lspclient/settings.json"
    servers = json.loads(file.read_text())
    servers["servers"]["python"]["settings"] = {"kibitz": settings}
    file.write_text(json.dumps(servers))


def take_suggestion(kate: Kate, suggestion: str) -> None:
    kate.press("ctrl+End")
    kate.type("def total(first, second):")
    kate.press("Return")
    kate.type("return ")
    # Keywords are in the menu at once; only a suggestion is explained beside it.
    wait_until(lambda: kate.opens_popup("ctrl+space", n_windows=2), "the suggestion in the menu", 60)
    kate.shot("menu")
    kate.press("Return")
    kate.becomes(f"{MENTIONED}def total(first, second):\n    return {suggestion}\n")
    kate.shot("taken")


def test_the_suggestion_is_in_the_menu_and_enter_takes_it(kate: Kate):
    take_suggestion(kate, "first + second")


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


def choose(kate: Kate, n_below: int, *keys: str) -> None:
    """Go so many lines below the first and take the code action that these keys lead to."""
    kate.press("ctrl+Home", *["Down"] * n_below)
    if kate.opens_popup("alt+Return"):
        time.sleep(MENU_S)
        kate.shot("actions")
        kate.press(*keys, "Return")
        time.sleep(MENU_S)


@pytest.mark.parametrize("kate", [f"# kibitz: add one to x and z\n{PLAIN}"], indirect=True, ids=["hunks"])
def test_one_hunk_is_rejected_another_accepted_and_undone(kate: Kate, scripted_model: ModelServer):
    before, scripted_model.reply = scripted_model.reply, lambda _: f"```python\n{RAISED}```\n"
    whole = kate.file.read_text()
    try:
        wait_until(lambda: choose(kate, 1, "Down") or scripted_model.requests, "the edit is asked for", 60)
        time.sleep(READY_S)
        choose(kate, 2, "Down", "Down")  # reject
        kate.becomes(whole.replace("z = y", "z = y + 1"), lambda: choose(kate, 4, "Down"))  # accept
        kate.shot("hunk-accepted")
        kate.press("ctrl+z")
        kate.becomes(whole)
    finally:
        scripted_model.reply = before


def test_work_and_where_the_explanation_is_are_in_the_output_view(
    kate: Kate, scripted_model: ModelServer, thinking: Callable[[], None]
):
    def is_asked() -> bool:
        choose(kate, 1, "Up", "Up", "Up", "Up")  # the fourth from below
        return any(request["model"] == "explaining" for request in scripted_model.requests)

    wait_until(is_asked, "the question to the model", 60)
    kate.shows_output()
    kate.shot("working")
    thinking()
    wait_until(lambda: EXPLANATION in "".join(kate.documents()), "the explanation in a file", 60)
    kate.shot("explained")


def test_a_changed_setting_counts_from_the_next_start(
    kate: Kate, tmp_path: Path, kibitz_settings: dict[str, Any]
):
    kate.press("ctrl+q")
    wait_until(lambda: not kate.processes(), "the end of all processes", 30)
    write_settings(tmp_path, kibitz_settings | {"models": {"completion": "fake/another"}})
    with run_kate(kate.file, tmp_path) as kate:
        take_suggestion(kate, "second - first")


def test_leaving_leaves_no_process(kate: Kate):
    kate.press("ctrl+q")
    wait_until(lambda: not kate.processes(), "the end of all processes", 30)
