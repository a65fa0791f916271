"""What clients/vim/README.md and the README of the project promise of ALE: a real Vim, real keys."""

from __future__ import annotations

import contextlib
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from support import user_home
from support.places import EDITORS, ROOT
from support.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from support.model_server import ModelServer

    StartVim = Callable[..., Terminal]

pytestmark = pytest.mark.editor

FUNCTION = "def add(first, second):\n    return"
ADDER = "def add(a, b):\n    return a + b\n"
PLAIN = "def f(a):\n    x = a\n    y = x\n    z = y\n    return z\n"
RAISED = "def f(a):\n    x = a + 1\n    y = x\n    z = y + 1\n    return z\n"
VIMRC = f"""
set nocompatible nomore hidden noswapfile shortmess+=I cmdheight=2
filetype plugin on
set rtp^={EDITORS / "ale"}
"""


@pytest.fixture
def start_vim(
    tmp_path: Path, kibitz_settings: dict[str, Any], request: pytest.FixtureRequest
) -> Iterator[StartVim]:
    started: list[Terminal] = []

    def start(text: str, *, as_in_the_readme: bool = False) -> Terminal:
        settings = json.dumps(kibitz_settings)
        if as_in_the_readme:
            user_home.make(tmp_path)
            (tmp_path / ".vimrc").write_text(VIMRC + readme_snippet(settings))
        else:
            user_home.setup("vim", tmp_path)
            (tmp_path / ".vimrc").write_text(
                f"{VIMRC}let g:ale_linters_explicit = 1\nlet g:ale_linters = {{'python': ['kibitz']}}\n"
                f"let g:kibitz_settings = {settings}\n"
            )
        (tmp_path / ".git").mkdir()
        (tmp_path / "probe.py").write_text(text)
        started.append(Terminal("vim", ["probe.py"], tmp_path, request.node.name))
        vim = started[0]
        vim.shows("^def ")
        vim.wait("the server", lambda: any("-m kibitz" in each for each in vim.processes()))
        return vim

    yield start
    for terminal in started:
        terminal.close()


def readme_snippet(settings: str) -> str:
    """Letter by letter, and the settings that name the scripted model."""
    found = re.search(r"```vim\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert found
    snippet = found[1].replace("'lsp': 'stdio',", f"'lsp': 'stdio', 'lsp_config': {{'kibitz': {settings}}},")
    assert settings in snippet
    return snippet


def asks(vim: Terminal, suggestion: str = r"first \+ second") -> bool:
    """Press the key; the server may still be starting."""
    vim.keys("C-l")
    with contextlib.suppress(pytest.fail.Exception):
        return bool(vim.shows(f"return {suggestion}", timeout_s=4))
    return False


def choose(vim: Terminal, title: str) -> None:
    """Ask for code actions and take one by its number."""
    vim.keys(":")
    vim.type("ALECodeAction")
    vim.keys("Enter")
    line = vim.shows(rf"(\d+)\W+{title}")
    vim.type(re.findall(r"\d+", line)[0])
    vim.keys("Enter")


def test_a_key_puts_the_suggestion_in(start_vim: StartVim):
    vim = start_vim(FUNCTION)
    vim.keys("G", "A")
    vim.type(" ")
    vim.wait("the suggestion", lambda: asks(vim))
    vim.keep_screen("taken")
    assert vim.screen().count("first + second") == 1
    vim.keys("Escape", "u")
    vim.wait("undo", lambda: "first + second" not in vim.screen())


def test_an_edit_is_taken_with_the_next_code_action(start_vim: StartVim):
    vim = start_vim(f"# kibitz: rename the parameters to left and right\n{ADDER}")
    choose(vim, "Edit: rename")
    vim.shows("is ready")
    vim.keep_screen("ready")
    vim.keys("Enter")
    choose(vim, "Apply: Edit")
    vim.shows(r"def add\(left, right\)")
    vim.keys("u")
    vim.shows(r"def add\(a, b\)")


def test_an_explanation_is_opened_from_the_message_that_names_it(start_vim: StartVim):
    vim = start_vim(ADDER)
    choose(vim, "Explain")
    vim.shows("writes it to ")
    vim.keep_screen("explanation-named")
    vim.keys("C-w", "k")
    vim.type("0f/gf")
    vim.shows("It adds two numbers")
    vim.keep_screen("explained")


def test_one_hunk_is_accepted_another_rejected_and_undone(start_vim: StartVim, scripted_model: ModelServer):
    before, scripted_model.reply = scripted_model.reply, lambda _: f"```python\n{RAISED}```\n"
    try:
        vim = start_vim(f"# kibitz: add one to x and z\n{PLAIN}")
        choose(vim, "Edit: add one")
        vim.shows("is ready")
        vim.keys("Enter")
        at_line(vim, 3)
        choose(vim, "Reject this hunk")
        at_line(vim, 5)
        choose(vim, "Accept this hunk")
        vim.shows(r"z = y \+ 1")
        vim.keep_screen("hunks")
        assert "x = a + 1" not in vim.screen()
        choose(vim, "Undo the last AI change")
        vim.shows("is ready")
        vim.keys("Enter")
        choose(vim, "Apply: Undo")
        vim.wait("undo", lambda: "z = y + 1" not in vim.screen())
        vim.keep_screen("hunks-undone")
    finally:
        scripted_model.reply = before


def at_line(vim: Terminal, number: int) -> None:
    vim.keys("Escape", ":")
    vim.type(str(number))
    vim.keys("Enter")


def test_the_lines_of_the_readme_put_an_item_in_and_apply_an_edit(start_vim: StartVim):
    vim = start_vim(
        f"# kibitz: rename the parameters to left and right\n{ADDER}{FUNCTION}", as_in_the_readme=True
    )
    vim.keys("G", "A")
    vim.type(" ")

    def shows_the_item() -> bool:
        vim.keys("C-x", "C-o")
        with contextlib.suppress(pytest.fail.Exception):
            return bool(vim.shows(r"^ +first \+ second", timeout_s=4))
        return False

    vim.wait("the item", shows_the_item)
    vim.keep_screen("readme-item")
    vim.keys("C-n", "C-y", "Escape")
    vim.shows(r"return first \+ second")
    vim.keep_screen("readme-taken")
    vim.keys("1", "G")
    choose(vim, "Edit: rename")
    vim.shows("is ready")
    vim.keys("Enter")
    choose(vim, "Apply: Edit")
    vim.shows(r"def add\(left, right\)")
    vim.keep_screen("readme-applied")


def test_a_changed_setting_counts_from_the_next_change_of_the_text(start_vim: StartVim):
    vim = start_vim(FUNCTION)
    vim.keys("Escape", ":")
    vim.type("let g:kibitz_settings.models.completion = 'fake/another'")
    vim.keys("Enter", "G", "A")
    vim.type(" ")
    vim.keys("Escape", ":")
    vim.type("ALELint")
    vim.keys("Enter", "A")
    vim.wait("the suggestion", lambda: asks(vim, "second - first"))


def test_leaving_leaves_no_process(start_vim: StartVim):
    vim = start_vim(ADDER)
    vim.keys("Escape", ":")
    vim.type("qa!")
    vim.keys("Enter")
    vim.wait("the end of all processes", lambda: not vim.processes(), 20)
