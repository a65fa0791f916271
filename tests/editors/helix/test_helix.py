"""What clients/helix/README.md promises: `kibitz setup helix`, a real Helix, real keys."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

import pytest

from support.terminal import Terminal
from support.user_home import setup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from support.model_server import ModelServer

    StartHelix = Callable[..., Terminal]

pytestmark = pytest.mark.editor

FUNCTION = "def add(first, second):\n    return \n"
ADDER = "def add(a, b):\n    return a + b\n"
EXPLANATION = "It adds two numbers"
PLAIN = "def f(a):\n    x = a\n    y = x\n    z = y\n    return z\n"
RAISED = "def f(a):\n    x = a + 1\n    y = x\n    z = y + 1\n    return z\n"
MENTIONED = f"# kibitz: rename the parameters to left and right\n{ADDER}"


@pytest.fixture
def start_helix(
    tmp_path: Path, kibitz_settings: dict[str, Any], request: pytest.FixtureRequest
) -> Iterator[StartHelix]:
    started: list[Terminal] = []

    def start(text: str, *, config: str = "") -> Terminal:
        write_settings(tmp_path, kibitz_settings)
        (tmp_path / ".config/helix/config.toml").write_text(config)
        (tmp_path / ".git").mkdir()
        (tmp_path / "probe.py").write_text(text)
        terminal = Terminal("hx", ["probe.py"], tmp_path, request.node.name)
        started.append(terminal)
        terminal.shows("NOR")
        return terminal

    yield start
    for terminal in started:
        terminal.close()


def write_settings(home: Path, settings: dict[str, Any]) -> None:
    """Below what `kibitz setup` wrote, as the README says."""
    config = home / ".config/helix/languages.toml"
    config.unlink(missing_ok=True)
    setup("helix", home)
    lines = [f"{key} = {_toml(value)}" for key, value in settings.items()]
    table = "[language-server.kibitz.config.kibitz]"
    config.write_text("\n".join([config.read_text(), table, *lines]) + "\n")


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items()) + " }"
    return json.dumps(value)


def open_menu(helix: Terminal, suggestion: str = r"first \+ second") -> None:
    """The menu never waits for a server that is still starting: a person asks again."""

    def is_open() -> bool:
        helix.keys("C-x")
        with contextlib.suppress(pytest.fail.Exception):
            return bool(helix.shows(suggestion, timeout_s=3))
        return False

    helix.wait("the menu", is_open)


def command(helix: Terminal, text: str) -> None:
    """Run a typed command, from whatever mode."""
    helix.keys("Escape")
    helix.type(text)
    helix.keys("Enter")


def run_action(helix: Terminal, title: str) -> None:
    """Choose a code action: the first one is chosen at first, so count the way down."""
    wait_for_server(helix)
    helix.keys("Space", "a")
    helix.shows(title)
    helix.keys(*["Down"] * rows_above(helix.screen().splitlines(), title), "Enter")


def rows_above(screen: list[str], title: str) -> int:
    """How many entries of the menu stand above one: titles begin in one column, with a capital."""
    row = next(number for number, line in enumerate(screen) if title in line)
    column = screen[row].index(title)
    first = row
    while screen[first - 1][column : column + 1].isupper():
        first -= 1
    return row - first


def wait_for_server(helix: Terminal) -> None:
    def has_actions() -> bool:
        helix.keys("Space", "a")
        with contextlib.suppress(pytest.fail.Exception):
            return bool(helix.shows("Explain|Accept this hunk", timeout_s=3))
        return False

    helix.wait("code actions", has_actions)
    helix.keys("Escape")


def test_the_suggestion_is_in_the_menu_and_enter_takes_it(start_helix: StartHelix):
    helix = start_helix(FUNCTION)
    helix.keys("j", "A")
    open_menu(helix)
    helix.keep_screen("menu")
    helix.keys("C-n", "Enter", "Escape")
    helix.shows(r"return first \+ second\s*$")
    command(helix, ":w")
    path = helix.home / "probe.py"
    helix.wait("the file", lambda: path.read_text() == FUNCTION.replace("return ", "return first + second"))


def test_an_explanation_opens(start_helix: StartHelix):
    helix = start_helix(ADDER)
    run_action(helix, "Explain")
    helix.shows(EXPLANATION)
    helix.keep_screen("explained")


def test_work_is_shown_while_it_lasts(start_helix: StartHelix, thinking: Callable[[], None]):
    helix = start_helix(ADDER, config="[editor.lsp]\ndisplay-progress-messages = true\n")
    run_action(helix, "Explain")
    helix.shows("Explaining ")
    helix.keep_screen("working")
    thinking()
    helix.shows(EXPLANATION)
    helix.keep_screen("worked")


def test_an_edit_is_shown_asked_for_applied_and_undone(start_helix: StartHelix):
    helix = start_helix(MENTIONED)
    run_action(helix, "Edit: rename")
    helix.shows("Apply")
    helix.keep_screen("asked")
    helix.keys("Enter")
    helix.shows(r"def add\(left, right\)")
    helix.keep_screen("applied")
    helix.keys("Escape", "u")
    helix.shows(r"def add\(a, b\)")


def test_one_hunk_is_accepted_another_rejected_and_undone(
    start_helix: StartHelix, scripted_model: ModelServer
):
    before, scripted_model.reply = scripted_model.reply, lambda _: f"```python\n{RAISED}```\n"
    try:
        helix = start_helix(f"# kibitz: add one to x and z\n{PLAIN}")
        run_action(helix, "Edit: add one")
        helix.shows("Hunk by hunk")
        helix.keys("Down", "Enter")
        helix.shows("accept or reject each hunk")
        helix.keep_screen("hunks-begin")
        command(helix, ":open probe.py")
        command(helix, ":goto 3")
        run_action(helix, "Reject this hunk")
        command(helix, ":goto 5")
        run_action(helix, "Accept this hunk")
        helix.shows(r"z = y \+ 1")
        helix.keep_screen("hunks")
        assert "x = a + 1" not in helix.screen()
        run_action(helix, "Undo the last AI change")
        helix.wait("undo", lambda: "z = y + 1" not in helix.screen())
        helix.keep_screen("hunks-undone")
        command(helix, ":w")
        path = helix.home / "probe.py"
        helix.wait("the file", lambda: path.read_text() == f"# kibitz: add one to x and z\n{PLAIN}")
    finally:
        scripted_model.reply = before


def test_a_changed_setting_counts_when_the_server_starts_again(
    start_helix: StartHelix, kibitz_settings: dict[str, Any]
):
    helix = start_helix(FUNCTION)
    wait_for_server(helix)
    write_settings(helix.home, kibitz_settings | {"models": {"completion": "fake/another"}})
    command(helix, ":config-reload")
    command(helix, ":lsp-restart")
    helix.keys("j", "A")
    open_menu(helix, "second - first")
    helix.keep_screen("setting")


def test_leaving_leaves_no_process(start_helix: StartHelix):
    helix = start_helix(FUNCTION)
    wait_for_server(helix)
    command(helix, ":q!")
    helix.wait("the end of all processes", lambda: not helix.processes(), 20)
