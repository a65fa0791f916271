"""What clients/emacs/README.md promises: `kibitz setup emacs`, a real Emacs 30 in a terminal, real keys."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from support.terminal import Terminal
from support.user_home import setup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from support.model_server import ModelServer

    StartEmacs = Callable[[str], Terminal]

pytestmark = pytest.mark.editor

FUNCTION = "def add(first, second):\n    return"
ADDER = "def add(a, b):\n    return a + b\n"
PLAIN = "def f(a):\n    x = a\n    y = x\n    z = y\n    return z\n"
RAISED = "def f(a):\n    x = a + 1\n    y = x\n    z = y + 1\n    return z\n"
LSP_MODE_IS_UP = r"initialized successfully|kibitz:[0-9]+\]"
EXPLANATION = "It adds two numbers"

QUIET = """(setq inhibit-startup-screen t make-backup-files nil use-short-answers t
      native-comp-jit-compilation nil native-comp-enable-subr-trampolines nil
      lsp-auto-guess-root t lsp-warn-no-matched-clients nil lsp-headerline-breadcrumb-enable nil
      lsp-enable-suggest-server-download nil lsp-inline-completion-idle-delay 0.2)
(autoload 'lsp "lsp-mode" nil t)
;; A package has these as autoloads; the tests have only its files.
(with-eval-after-load 'lsp-mode
  (dolist (part '(lsp-lens lsp-modeline lsp-headerline lsp-diagnostics lsp-completion lsp-inline-completion))
    (require part nil t)))
"""


def lisp(value: Any) -> str:
    """A JSON value as the plist that eglot takes."""
    match value:
        case dict():
            return "(" + " ".join(f":{key} {lisp(item)}" for key, item in value.items()) + ")"
        case str():
            return f'"{value}"'
        case _:
            return str(value)


@pytest.fixture
def start_emacs(
    tmp_path: Path, kibitz_settings: dict[str, Any], request: pytest.FixtureRequest
) -> Iterator[StartEmacs]:
    started: list[Terminal] = []

    def start(text: str) -> Terminal:
        setup("emacs", tmp_path)
        init = tmp_path / ".emacs.d/init.el"
        settings = f"(setq-default eglot-workspace-configuration '(:kibitz {lisp(kibitz_settings)}))\n"
        flat = " ".join(f'("kibitz.{key}" {hash_table(item)})' for key, item in kibitz_settings.items())
        lsp = f"(with-eval-after-load 'lsp-mode (lsp-register-custom-settings (list {flat_list(flat)})))\n"
        init.write_text(QUIET + settings + lsp + init.read_text())
        (tmp_path / ".git").mkdir()
        (tmp_path / "probe.py").write_text(text)
        started.append(Terminal("emacs", ["probe.py"], tmp_path, request.node.name))
        started[0].shows("probe.py .*Python")
        return started[0]

    yield start
    for terminal in started:
        terminal.close()


def hash_table(value: Any) -> str:
    """A JSON value as an expression: lsp-mode sends what the variable holds."""
    match value:
        case dict():
            pairs = " ".join(f'(puthash "{key}" {hash_table(item)} table)' for key, item in value.items())
            return f"(let ((table (make-hash-table :test 'equal))) {pairs} table)"
        case str():
            return f'"{value}"'
        case _:
            return str(value)


def flat_list(pairs: str) -> str:
    return pairs.replace('("kibitz.', '(list "kibitz.')


def command(emacs: Terminal, name: str) -> None:
    emacs.keys("M-x")
    emacs.type(name)
    emacs.keys("Enter")


def test_eglot_shows_ghost_text_and_tab_takes_it(start_emacs: StartEmacs):
    emacs = start_emacs(FUNCTION)
    command(emacs, "kibitz-eglot")
    emacs.shows(r"\[eglot:")
    emacs.keys("M->")
    emacs.type(" ")
    emacs.shows(r"return first \+ second")
    emacs.keep_screen("ghost")
    emacs.keys("Tab", "C-x", "C-s")
    path = emacs.home / "probe.py"
    emacs.wait("the file", lambda: path.read_text().rstrip("\n") == f"{FUNCTION} first + second")


def test_eglot_takes_a_word_of_it(start_emacs: StartEmacs):
    emacs = start_emacs(FUNCTION)
    command(emacs, "kibitz-eglot")
    emacs.shows(r"\[eglot:")
    emacs.keys("M->")
    emacs.type(" ")
    emacs.shows(r"return first \+ second")
    emacs.keys("M-f", "C-g", "C-x", "C-s")
    path = emacs.home / "probe.py"
    emacs.wait("the file", lambda: path.read_text().rstrip("\n") == f"{FUNCTION} first")


def test_eglot_says_nothing_where_nothing_is_suggested(start_emacs: StartEmacs, scripted_model: ModelServer):
    before, scripted_model.reply = scripted_model.reply, lambda _: ""
    try:
        emacs = start_emacs(FUNCTION)
        command(emacs, "kibitz-eglot")
        emacs.shows(r"\[eglot:")
        scripted_model.requests.clear()
        emacs.keys("M->")
        emacs.type(" ")
        emacs.wait("the question to the model", lambda: scripted_model.requests)
        command(emacs, "view-echo-area-messages")
        emacs.shows(r"\*Messages\*")
        assert "Error" not in emacs.screen()
    finally:
        scripted_model.reply = before


def test_eglot_explains(start_emacs: StartEmacs):
    emacs = start_emacs(ADDER)
    command(emacs, "kibitz-eglot")
    emacs.shows(r"\[eglot:")
    command(emacs, "eglot-code-actions")
    emacs.shows("Execute code action|action")
    emacs.type("Explain")
    emacs.keys("Tab", "Enter")
    emacs.shows(EXPLANATION)
    emacs.keep_screen("explained")


def run_action(emacs: Terminal, actions: str, title: str) -> None:
    """Choose an action by the first word of its title: a space completes."""
    command(emacs, actions)
    emacs.shows("action")
    emacs.type(title)
    emacs.keys("Tab", "Enter")


TESTS = "def test_adds():\n    assert add(1, 2) == 3\n"


def test_eglot_writes_tests_into_a_new_file(start_emacs: StartEmacs, scripted_model: ModelServer):
    before, scripted_model.reply = scripted_model.reply, lambda _: f"```python\n{TESTS}```\n"
    try:
        emacs = start_emacs(ADDER)
        command(emacs, "kibitz-eglot")
        emacs.shows(r"\[eglot:")
        run_action(emacs, "eglot-code-actions", "Write")
        emacs.shows("Choose an option")
        emacs.keys("C-a", "C-k")  # eglot puts the first answer there
        emacs.type("Apply")
        emacs.keys("Tab", "Enter")
        emacs.shows("Proceed")  # it asks again before it edits a file that is not open
        emacs.type("y")
        emacs.shows("Edit successful")
        emacs.keys("C-x", "b")
        emacs.type("test_probe.py")
        emacs.keys("Enter")
        emacs.shows("def test_adds")
        emacs.keys("C-x", "C-s")
        emacs.keep_screen("tests")
        path = emacs.home / "test_probe.py"
        emacs.wait("the text", lambda: path.exists() and path.read_text().endswith(TESTS))
    finally:
        scripted_model.reply = before


@pytest.mark.parametrize(
    ("client", "actions", "is_up", "question"),
    [
        ("kibitz-eglot", "eglot-code-actions", r"\[eglot:", "Choose an option"),
        ("lsp", "lsp-execute-code-action", LSP_MODE_IS_UP, r"\+2 -3 lines"),
    ],
    ids=["eglot", "lsp-mode"],
)
def test_one_hunk_is_accepted_another_rejected_and_undone(
    start_emacs: StartEmacs, scripted_model: ModelServer, client: str, actions: str, is_up: str, question: str
):
    before, scripted_model.reply = scripted_model.reply, lambda _: f"```python\n{RAISED}```\n"
    try:
        emacs = start_emacs(f"# kibitz: add one to x and z\n{PLAIN}")
        command(emacs, client)
        emacs.shows(is_up)
        run_action(emacs, actions, "Edit")
        emacs.shows(question)
        emacs.keep_screen("hunks-asked")
        emacs.keys("C-a", "C-k")  # eglot puts the first answer there
        emacs.type("Hunk")
        emacs.keys("Tab", "Enter")
        emacs.shows("accept or reject each hunk")
        emacs.keep_screen("hunks-begin")
        emacs.keys("C-x", "b")
        emacs.type("probe.py")
        emacs.keys("Enter", "M-g", "g")
        emacs.type("3")
        emacs.keys("Enter")
        run_action(emacs, actions, "Reject")
        emacs.keys("M-g", "g")
        emacs.type("5")
        emacs.keys("Enter")
        run_action(emacs, actions, "Accept")
        emacs.shows(r"z = y \+ 1")
        emacs.keep_screen("hunks")
        run_action(emacs, actions, "Undo")
        emacs.shows("Undone: Edit")
        emacs.keys("C-x", "C-s")
        path = emacs.home / "probe.py"
        emacs.wait("the file", lambda: path.read_text() == f"# kibitz: add one to x and z\n{PLAIN}")
    finally:
        scripted_model.reply = before


@pytest.mark.parametrize(
    ("client", "actions", "is_up", "question"),
    [
        ("kibitz-eglot", "eglot-code-actions", r"\[eglot:", "Choose an option"),
        ("lsp", "lsp-execute-code-action", LSP_MODE_IS_UP, r"[0-9] lines"),
    ],
    ids=["eglot", "lsp-mode"],
)
def test_an_edit_is_shown_asked_for_applied_and_undone(
    start_emacs: StartEmacs, client: str, actions: str, is_up: str, question: str
):
    emacs = start_emacs(f"# kibitz: rename the parameters to left and right\n{ADDER}")
    command(emacs, client)
    emacs.shows(is_up)
    run_action(emacs, actions, "Edit")
    emacs.shows(question)
    emacs.keep_screen("asked")
    emacs.keys("C-a", "C-k")  # eglot puts the first answer there
    emacs.type("Apply")
    emacs.keys("Tab", "Enter")
    emacs.keys("C-x", "b")
    emacs.type("probe.py")
    emacs.keys("Enter")
    emacs.shows(r"^ *def add\(left, right\)")
    emacs.keep_screen("applied")
    command(emacs, "undo")
    emacs.shows(r"^ *def add\(a, b\)")
    emacs.keep_screen("undone")


@pytest.mark.parametrize(
    ("client", "actions", "is_up", "working"),
    [
        ("kibitz-eglot", "eglot-code-actions", r"\[eglot:", r"\[eglot:\S*\?%\]"),
        ("lsp", "lsp-execute-code-action", LSP_MODE_IS_UP, "⌛ Explaining `add`"),
    ],
    ids=["eglot", "lsp-mode"],
)
def test_work_is_in_the_mode_line_while_it_lasts(
    start_emacs: StartEmacs,
    thinking: Callable[[], None],
    client: str,
    actions: str,
    is_up: str,
    working: str,
):
    emacs = start_emacs(ADDER)
    command(emacs, client)
    emacs.shows(is_up)
    run_action(emacs, actions, "Explain")
    emacs.shows(working)
    emacs.keep_screen("working")
    thinking()
    emacs.shows(EXPLANATION)
    emacs.wait("the end of the work", lambda: not re.search(working, emacs.screen()))
    command(emacs, "view-echo-area-messages")
    emacs.shows(r"\*Messages\*")
    assert "pplying" not in emacs.screen()  # an edit for each piece of the explanation


def test_lsp_mode_shows_ghost_text(start_emacs: StartEmacs):
    emacs = start_emacs(FUNCTION)
    command(emacs, "lsp")
    emacs.shows(LSP_MODE_IS_UP)
    emacs.keys("M->")
    emacs.type(" ")
    command(emacs, "lsp-inline-completion-display")
    emacs.shows(r"return first \+ second")
    emacs.keep_screen("lsp-mode")


C_RETURN = "\x1b[27;5;13~"  # as a terminal that can tell it from a line break sends it


def test_lsp_mode_takes_it_and_another_one_is_put_away(start_emacs: StartEmacs):
    emacs = start_emacs(FUNCTION)
    command(emacs, "lsp")
    emacs.shows(LSP_MODE_IS_UP)
    emacs.keys("M->")
    emacs.type(" ")
    emacs.shows(r"return first \+ second")
    emacs.type(C_RETURN)
    emacs.keys("C-x", "C-s")
    path = emacs.home / "probe.py"
    emacs.wait("the file", lambda: path.read_text().rstrip("\n") == f"{FUNCTION} first + second")
    emacs.keys("Enter")
    emacs.type("x = ")
    emacs.shows(r"x = first \+ second")
    emacs.keys("C-g")
    emacs.wait("no ghost text", lambda: "x = first" not in emacs.screen())


def evaluate(emacs: Terminal, expression: str) -> None:
    emacs.keys("M-:")
    emacs.type(expression)
    emacs.keys("Enter")


def test_eglot_a_changed_setting_counts_at_once(start_emacs: StartEmacs, kibitz_settings: dict[str, Any]):
    emacs = start_emacs(FUNCTION)
    command(emacs, "kibitz-eglot")
    emacs.shows(r"\[eglot:")
    changed = kibitz_settings | {"models": {"completion": "fake/another"}}
    evaluate(emacs, f"(setq-default eglot-workspace-configuration '(:kibitz {lisp(changed)}))")
    command(emacs, "eglot-signal-didChangeConfiguration")
    emacs.keys("M->")
    emacs.type(" ")
    emacs.shows("return second - first")
    emacs.keep_screen("eglot-setting")


def test_lsp_mode_a_changed_setting_counts_at_once(start_emacs: StartEmacs):
    emacs = start_emacs(FUNCTION)
    command(emacs, "lsp")
    emacs.shows(LSP_MODE_IS_UP)
    evaluate(emacs, '(lsp-register-custom-settings \'(("kibitz.models" (:completion "fake/another"))))')
    evaluate(emacs, '(lsp--set-configuration (lsp-configuration-section "kibitz"))')
    emacs.keys("M->")
    emacs.type(" ")
    command(emacs, "lsp-inline-completion-display")
    emacs.shows("return second - first")
    emacs.keep_screen("lsp-mode-setting")


def test_lsp_mode_explains(start_emacs: StartEmacs):
    emacs = start_emacs(ADDER)
    command(emacs, "lsp")
    emacs.shows(LSP_MODE_IS_UP)
    run_action(emacs, "lsp-execute-code-action", "Explain")
    emacs.shows(EXPLANATION)
    emacs.keep_screen("lsp-mode-explained")


def test_lsp_mode_leaving_leaves_no_process(start_emacs: StartEmacs):
    emacs = start_emacs(ADDER)
    command(emacs, "lsp")
    emacs.shows(LSP_MODE_IS_UP)
    emacs.keys("C-x", "C-c")
    emacs.wait("the end of all processes", lambda: not emacs.processes(), 30)


def test_leaving_leaves_no_process(start_emacs: StartEmacs):
    emacs = start_emacs(ADDER)
    command(emacs, "kibitz-eglot")
    emacs.shows(r"\[eglot:")
    emacs.keys("C-x", "C-c")
    emacs.wait("the end of all processes", lambda: not emacs.processes(), 30)
