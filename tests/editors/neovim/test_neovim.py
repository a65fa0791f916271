"""What the README promises to users of Neovim: the shipped configuration, real keys, the real model."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.editors.neovim.conftest import Neovim

    StartNeovim = Callable[..., Neovim]

pytestmark = [pytest.mark.editor, pytest.mark.model]
both_versions = pytest.mark.parametrize("version", ["0.12", "0.11"])

FUNCTION = '''def celsius_to_fahrenheit(celsius: float) -> float:
    """Convert a temperature from Celsius to Fahrenheit."""
'''
ADDER = "def add(a, b):\n    return a + b\n"


def type_return(editor: Neovim) -> None:
    """Open a function without a body and type the start of it."""
    editor.open("temperature.py", FUNCTION)
    editor.keys("Goreturn ")


def edit_by_instruction(editor: Neovim) -> None:
    """Ask for an edit of a whole file, in words."""
    editor.open("adder.py", ADDER)
    editor.keys("ggVGgra")
    editor.choose("Edit by instruction")
    editor.question("input")
    editor.keys("rename the parameters to left and right<CR>")


def explain(editor: Neovim) -> None:
    """Ask for an explanation of a whole file and wait until a sentence of it is there; more may follow."""
    editor.open("adder.py", ADDER)
    editor.keys("ggVGgra")
    editor.choose("Explain")
    heading = "# `add`\n\nadder.py:1-2\n\n"
    sentence = re.compile(re.escape(heading) + r"\w+( \S+){9}")
    editor.wait("an explanation", lambda: sentence.match(editor.window("markdown")))


def menu_is_open(editor: Neovim) -> bool:
    """Whether the completion menu is on the screen."""
    return editor.lua("return vim.fn.pumvisible()") == 1


def test_ghost_text_of_the_real_model_appears_and_tab_takes_it(start_neovim: StartNeovim) -> None:
    editor = start_neovim("0.12")
    type_return(editor)
    ghost = editor.wait("ghost text", editor.ghost_text)
    assert ghost.splitlines()[0].strip() in editor.screen()
    editor.keep_screen("shown")

    before = editor.lines()
    editor.keys("<Tab>")
    editor.wait("the suggestion in the text", lambda: editor.lines() != before, 5)
    assert "\n".join(editor.lines()) == "\n".join(before) + ghost
    assert "celsius" in ghost
    editor.keep_screen("taken")


def test_typing_into_the_ghost_text_keeps_the_rest(start_neovim: StartNeovim) -> None:
    editor = start_neovim("0.12")
    type_return(editor)
    ghost = editor.wait("ghost text", editor.ghost_text)
    editor.keys(ghost[0].replace("<", "<lt>"))
    editor.wait("the rest of the ghost text", lambda: editor.ghost_text() == ghost[1:], 10)


def test_without_ghost_text_the_suggestion_is_in_the_menu(start_neovim: StartNeovim) -> None:
    editor = start_neovim("0.11", completionMenu={"deadlineMs": 5000})
    type_return(editor)
    # The menu never waits for a model that is still loading: a person asks again.
    editor.wait("the menu", lambda: menu_is_open(editor) or editor.keys("<C-x><C-o>"), pause_s=6)
    editor.keep_screen("menu")
    offered = editor.lua("return vim.fn.complete_info({ 'items' }).items[1].word")
    editor.keys("<C-n><C-y>")
    wanted = f"{FUNCTION}    return {offered}".splitlines()
    editor.wait("the suggestion in the text", lambda: editor.lines() == wanted, 5)
    assert "celsius" in offered
    editor.keep_screen("taken")


@both_versions
def test_an_explanation_opens_as_markdown_beside_the_code(start_neovim: StartNeovim, version: str) -> None:
    editor = start_neovim(version)
    explain(editor)
    assert editor.window("python") == ADDER.rstrip()
    editor.keep_screen("explanation")


@both_versions
def test_an_edit_that_is_accepted_is_applied_and_undone_at_once(
    start_neovim: StartNeovim, version: str
) -> None:
    editor = start_neovim(version)
    edit_by_instruction(editor)
    editor.choose("Apply")
    editor.wait("the edit", lambda: editor.lines("adder.py") != ADDER.splitlines(), 10)
    assert "left" in editor.lines("adder.py")[0]
    diff = editor.window("diff").splitlines()
    assert "-def add(a, b):" in diff
    assert f"+{editor.lines('adder.py')[0]}" in diff
    editor.keep_screen("applied")

    editor.keys("<C-\\><C-n>u")
    editor.wait("undo", lambda: editor.lines("adder.py") == ADDER.splitlines(), 5)


@both_versions
def test_an_edit_that_is_discarded_changes_nothing(start_neovim: StartNeovim, version: str) -> None:
    editor = start_neovim(version)
    edit_by_instruction(editor)
    editor.choose("Discard")
    editor.wait("the question to close", lambda: not editor.is_prompting(), 10)
    assert editor.lines("adder.py") == ADDER.splitlines()


@both_versions
def test_all_problems_are_offered_to_be_fixed_also_where_none_is(
    start_neovim: StartNeovim, version: str
) -> None:
    editor = start_neovim(version)
    editor.open("adder.py", f"{ADDER}x = c\ny = d\n")
    problems = [
        {"lnum": n, "col": 4, "message": f"{name} is not defined"} for n, name in ((2, "c"), (3, "d"))
    ]
    editor.lua("vim.diagnostic.set(vim.api.nvim_create_namespace('linter'), 0, ...)", problems)
    editor.keys("gggra")
    assert any("Fix all problems in this file" in each for each in editor.question("select")["choices"])
    editor.keys("<Esc>")
    editor.wait("the menu to close", lambda: not editor.is_prompting(), 10)


@both_versions
def test_what_kibitz_wrote_does_not_keep_neovim_from_quitting(
    start_neovim: StartNeovim, version: str
) -> None:
    editor = start_neovim(version)
    explain(editor)
    editor.keys(":qa<CR>")
    editor.wait_until_gone(timeout_s=20)


def test_a_changed_setting_counts_at_once(start_neovim: StartNeovim) -> None:
    editor = start_neovim("0.12", inlineCompletion={"enabled": False, "timeoutMs": 60_000})
    type_return(editor)
    asked = editor.lua(
        """
        local client = vim.lsp.get_clients({ name = 'kibitz' })[1]
        local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
        params.context = { triggerKind = 1 }
        return client:request_sync('textDocument/inlineCompletion', params, 20000, 0).result
        """
    )
    assert asked == {"items": []}

    editor.change_settings(inlineCompletion={"enabled": True})
    editor.keys("c")
    editor.wait("ghost text", editor.ghost_text)


@both_versions
def test_a_wrong_setting_is_told(start_neovim: StartNeovim, version: str) -> None:
    editor = start_neovim(version, inlineCompletion={"enabld": False})
    editor.open("adder.py", ADDER)
    editor.wait("the message", lambda: "kibitz.inlineCompletion.enabld" in editor.command("messages"), 10)


@both_versions
def test_leaving_the_editor_leaves_no_process(start_neovim: StartNeovim, version: str) -> None:
    editor = start_neovim(version)
    type_return(editor)
    editor.wait("the model to run", lambda: len(editor.processes()) > 2)
    editor.quit()
    editor.wait_until_gone(timeout_s=20)
