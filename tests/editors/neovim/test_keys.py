"""The keys of the README, a review hunk by hunk, a question: scripted answers, real editors, real keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.editors.neovim.conftest import Neovim

    from support.model_server import ModelServer

    StartNeovim = Callable[..., Neovim]

pytestmark = pytest.mark.editor
both_versions = pytest.mark.parametrize("version", ["0.12", "0.11"])

FUNCTION = "def add(first, second):\n"
BODY = "total = first + second\n    return total"

OLD = "def f(a):\n    x = a\n    y = x\n    z = y\n    return z\n"
NEW = "def f(a):\n    x = a + 1\n    y = x\n    z = y + 1\n    return z\n"


@pytest.fixture
def neovim(
    start_neovim: StartNeovim, kibitz_settings: dict[str, Any], scripted_model: ModelServer
) -> Callable[..., Neovim]:
    """Starts one whose model says `says(body of the request)`."""

    def start(version: str, says: Callable[[dict[str, Any]], str], **settings: Any) -> Neovim:
        scripted_model.reply = says
        return start_neovim(version, **kibitz_settings | settings)

    return start


def body_of_function(neovim: Callable[..., Neovim]) -> Neovim:
    """Ghost text of two lines below the head of a function."""
    editor = neovim("0.12", lambda _: BODY)
    editor.open("adder.py", FUNCTION)
    editor.keys("Go")
    editor.wait("ghost text", lambda: editor.ghost_text() == BODY)
    return editor


def test_a_word_and_then_a_line_of_the_ghost_text_are_taken(neovim: Callable[..., Neovim]) -> None:
    editor = body_of_function(neovim)
    editor.keys("<M-w>")
    editor.wait("the rest of the ghost text", lambda: editor.ghost_text() == BODY.removeprefix("total"))
    assert editor.lines()[-1] == "    total"
    editor.keep_screen("word")
    editor.keys("<M-l>")
    editor.wait("the last line", lambda: editor.ghost_text() == "\n    return total")
    assert editor.lines()[-1] == "    total = first + second"
    editor.keys("<M-l>")
    editor.wait("all of it", lambda: "\n".join(editor.lines()) == f"{FUNCTION}    {BODY}")


def test_a_word_is_taken_whole_though_its_start_was_typed_a_moment_ago(
    neovim: Callable[..., Neovim],
) -> None:
    editor = body_of_function(neovim)
    editor.keys("to<M-w>")
    editor.wait("the word", lambda: editor.lines()[-1] not in ("    ", "    t", "    to"))
    assert editor.lines()[-1] == "    total"


def test_a_key_shows_the_next_suggestion(neovim: Callable[..., Neovim]) -> None:
    editor = neovim(
        "0.12",
        lambda body: "first - second" if body["temperature"] else "first + second",
        inlineCompletion={"automaticAlternatives": 2},
    )
    editor.open("adder.py", FUNCTION)
    editor.keys("Goreturn ")
    editor.wait("ghost text", lambda: editor.ghost_text() == "first + second")
    editor.keys("<M-n>")
    editor.wait("the next one", lambda: editor.ghost_text() == "first - second (2/2)")
    editor.keep_screen("next")
    editor.keys("<Tab>")
    editor.wait("it in the text", lambda: editor.lines()[-1] == "    return first - second")


def test_a_key_hides_the_ghost_text_until_the_next_change(neovim: Callable[..., Neovim]) -> None:
    editor = body_of_function(neovim)
    editor.keys("<M-e>")
    editor.wait("no ghost text", lambda: not editor.ghost_text())
    editor.keys("t")
    editor.wait("ghost text", lambda: editor.ghost_text() == BODY.removeprefix("t"))


def test_changing_a_setting_counts_in_the_menu_at_once(neovim: Callable[..., Neovim]) -> None:
    editor = neovim("0.11", lambda body: "1 - 1" if body["model"] == "another" else "1 + 1")
    editor.open("adder.py", FUNCTION)
    editor.keys("Goreturn ")

    def is_offered(suggestion: str) -> bool:
        items = editor.lua("return vim.fn.complete_info({ 'items' }).items")
        if any(item["word"] == suggestion for item in items):
            return True
        editor.keys("<C-x><C-o>")  # answered later: looked at in the next round
        return False

    editor.wait("the suggestion", lambda: is_offered("1 + 1"), pause_s=2)
    editor.change_settings(models={"completion": "fake/another"})
    editor.keys("<C-e>2 * ")
    editor.wait("the other suggestion", lambda: is_offered("1 - 1"), pause_s=2)


@both_versions
def test_one_hunk_is_rejected_and_another_accepted(neovim: Callable[..., Neovim], version: str) -> None:
    editor = neovim(version, lambda _: f"```python\n{NEW}```\n")
    editor.open("hunks.py", OLD)
    editor.keys("ggVGgra")
    editor.choose("Edit by instruction")
    editor.question("input")
    editor.keys("add one<CR>")
    editor.choose("Hunk by hunk")
    editor.wait("the hint", lambda: editor.was_told("accept or reject each hunk") and editor.mode() == "n")
    editor.keys("2Ggra")
    editor.choose("Reject this hunk")
    editor.wait("the cursor on the second hunk", lambda: editor.call("nvim_win_get_cursor", 0)[0] == 4)
    editor.keys("gra")
    editor.choose("Apply: ")  # the only one that is left
    wanted = OLD.replace("z = y", "z = y + 1")
    editor.wait("the hunk in the text", lambda: editor.lines() == wanted.splitlines())
    editor.keep_screen("accepted")
    editor.keys("u")
    editor.wait("undo", lambda: editor.lines() == OLD.splitlines())


@both_versions
def test_work_is_shown_while_it_lasts(
    start_neovim: StartNeovim, kibitz_settings: dict[str, Any], thinking: Callable[[], None], version: str
) -> None:
    editor = start_neovim(version, **kibitz_settings)
    editor.open("adder.py", OLD)
    editor.keys("gggra")
    editor.choose("Explain")
    editor.wait("the title", lambda: "Kibitz: Explaining `f`" in editor.screen())
    editor.keep_screen("working")
    thinking()
    editor.wait("the explanation", lambda: editor.window("markdown").startswith("# `f`"))


@both_versions
def test_a_question_waits_until_who_types_leaves_insert_mode(
    start_neovim: StartNeovim, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    for variable in ("OLLAMA_MODELS", "HF_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "none"))
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")  # no download begins
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    editor = start_neovim(version)
    (tmp_path / "kibitz/data/models").unlink()
    editor.open("adder.py", FUNCTION)
    editor.keys("Goreturn ")
    editor.wait("the hint", lambda: editor.was_told("Kibitz has a question"))
    editor.keys("1<CR>2")  # which would answer
    editor.wait("them in the text", lambda: editor.lines()[1:] == ["    return 1", "2"])
    editor.keys("<Esc>")
    editor.choose("Download")
    assert editor.was_told("Kibitz has no model yet")
    editor.wait("what the server makes of it", lambda: editor.was_told("127.0.0.1:9"))
