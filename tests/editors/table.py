"""Writes docs/editors.md from what the editor tests found: `python tests/editors/table.py`.

The tests leave their outcomes in a file (`conftest.py`); a cell says what its tests did, and nothing else.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from support.results import RESULTS, Outcome  # noqa: E402

FEATURES = (
    "ghost text",
    "its keys",
    "menu",
    "explain",
    "edit, undone",
    "hunk by hunk",
    "progress",
    "notebook",
    "settings",
    "clean exit",
)

GHOST_TEXT = "The editor shows ghost text, and no second suggestion in its menu."
NO_GHOST_TEXT = "The editor cannot show ghost text, so the suggestion is in its menu."
NO_NOTEBOOKS = "The editor has no notebooks."
NO_ACTIONS = "The editor's client has no code actions: no explanations, no edits, and no work that lasts."
NO_PROGRESS = "The editor's client cannot show progress."
A_KEY = "A key puts the suggestion in: the editor's client cannot show ghost text."

# editor -> feature -> the start of the names of its tests, below tests/editors
# (`*`: and what is in them behind that)
EDITORS: dict[str, dict[str, str]] = {
    "VS Code": {
        "ghost text": "vscode/test_ghost_text.py",
        "explain": "vscode/test_review.py::test_explain",
        "edit, undone": "vscode/test_review.py",
        "hunk by hunk": "vscode/test_hunks.py",
        "notebook": "vscode/test_notebook.py",
        "settings": "vscode/test_exthost.py",
        "clean exit": "vscode/test_life.py::test_leaving",
        "its keys": "vscode/test_ghost_text.py::test_a_word",
        "progress": "vscode/test_progress.py",
    },
    "Neovim 0.12": {
        "ghost text": "neovim/test_neovim.py::test_ghost_text",
        "its keys": "neovim/test_keys.py::test_a_",
        "explain": "neovim/test_neovim.py::test_an_explanation*0.12",
        "edit, undone": "neovim/test_neovim.py::test_an_edit_that_is_accepted*0.12",
        "hunk by hunk": "neovim/test_keys.py::test_one_hunk*0.12",
        "settings": "neovim/test_neovim.py::test_a_changed_setting",
        "clean exit": "neovim/test_neovim.py::test_leaving*0.12",
        "progress": "neovim/test_keys.py::test_work*0.12",
    },
    "Neovim 0.11": {
        "menu": "neovim/test_neovim.py::test_without_ghost_text",
        "explain": "neovim/test_neovim.py::test_an_explanation*0.11",
        "edit, undone": "neovim/test_neovim.py::test_an_edit_that_is_accepted*0.11",
        "hunk by hunk": "neovim/test_keys.py::test_one_hunk*0.11",
        "settings": "neovim/test_keys.py::test_changing_a_setting",
        "clean exit": "neovim/test_neovim.py::test_leaving*0.11",
        "progress": "neovim/test_keys.py::test_work*0.11",
    },
    "Emacs 30, eglot": {
        "ghost text": "emacs/test_emacs.py::test_eglot_shows",
        "its keys": "emacs/test_emacs.py::test_eglot_takes",
        "explain": "emacs/test_emacs.py::test_eglot_explains",
        "edit, undone": "emacs/test_emacs.py::test_an_edit*eglot",
        "hunk by hunk": "emacs/test_emacs.py::test_one_hunk*eglot",
        "settings": "emacs/test_emacs.py::test_eglot_a_changed_setting",
        "clean exit": "emacs/test_emacs.py::test_leaving",
        "progress": "emacs/test_emacs.py::test_work*eglot",
    },
    "Emacs 30, lsp-mode 10": {
        "ghost text": "emacs/test_emacs.py::test_lsp_mode_shows",
        "explain": "emacs/test_emacs.py::test_lsp_mode_explains",
        "edit, undone": "emacs/test_emacs.py::test_an_edit*lsp-mode",
        "hunk by hunk": "emacs/test_emacs.py::test_one_hunk*lsp-mode",
        "settings": "emacs/test_emacs.py::test_lsp_mode_a_changed_setting",
        "clean exit": "emacs/test_emacs.py::test_lsp_mode_leaving",
        "progress": "emacs/test_emacs.py::test_work*lsp-mode",
        "its keys": "emacs/test_emacs.py::test_lsp_mode_takes",
    },
    "Helix 25.07": {
        "menu": "helix/test_helix.py::test_the_suggestion",
        "explain": "helix/test_helix.py::test_an_explanation",
        "edit, undone": "helix/test_helix.py::test_an_edit",
        "hunk by hunk": "helix/test_helix.py::test_one_hunk",
        "settings": "helix/test_helix.py::test_a_changed_setting",
        "clean exit": "helix/test_helix.py::test_leaving",
        "progress": "helix/test_helix.py::test_work",
    },
    "JupyterLab 4": {
        "menu": "jupyterlab/test_jupyterlab.py::test_a_cell",
        "notebook": "jupyterlab/test_jupyterlab.py::test_a_cell",
        "settings": "jupyterlab/test_jupyterlab.py::test_a_changed_setting",
        "clean exit": "jupyterlab/test_jupyterlab.py::test_leaving",
    },
    "Kate 22.12": {
        "menu": "kate/test_kate.py::test_the_suggestion",
        "edit, undone": "kate/test_kate.py::test_an_edit",
        "clean exit": "kate/test_kate.py::test_leaving",
        "explain": "kate/test_kate.py::test_work",
        "progress": "kate/test_kate.py::test_work",
        "settings": "kate/test_kate.py::test_a_changed_setting",
        "hunk by hunk": "kate/test_kate.py::test_one_hunk",
    },
    "Vim 9, ALE": {
        "its keys": "vim/test_ale.py::test_a_key",
        "edit, undone": "vim/test_ale.py::test_an_edit",
        "hunk by hunk": "vim/test_ale.py::test_one_hunk",
        "settings": "vim/test_ale.py::test_a_changed_setting",
        "clean exit": "vim/test_ale.py::test_leaving",
        "menu": "vim/test_ale.py::test_the_lines_of_the_readme",
        "explain": "vim/test_ale.py::test_an_explanation",
    },
}

# editor -> feature -> why it cannot be there
CANNOT: dict[str, dict[str, str]] = {
    "VS Code": {"menu": GHOST_TEXT},
    "Neovim 0.12": {"menu": GHOST_TEXT, "notebook": NO_NOTEBOOKS},
    "Neovim 0.11": {"ghost text": NO_GHOST_TEXT, "its keys": NO_GHOST_TEXT, "notebook": NO_NOTEBOOKS},
    "Emacs 30, eglot": {"menu": GHOST_TEXT, "notebook": NO_NOTEBOOKS},
    "Emacs 30, lsp-mode 10": {"menu": GHOST_TEXT, "notebook": NO_NOTEBOOKS},
    "Helix 25.07": {"ghost text": NO_GHOST_TEXT, "its keys": NO_GHOST_TEXT, "notebook": NO_NOTEBOOKS},
    "JupyterLab 4": {
        "ghost text": NO_GHOST_TEXT,
        "its keys": NO_GHOST_TEXT,
        "explain": NO_ACTIONS,
        "edit, undone": NO_ACTIONS,
        "hunk by hunk": NO_ACTIONS,
        "progress": NO_ACTIONS,
    },
    "Kate 22.12": {"ghost text": NO_GHOST_TEXT, "its keys": NO_GHOST_TEXT, "notebook": NO_NOTEBOOKS},
    "Vim 9, ALE": {"ghost text": A_KEY, "progress": NO_PROGRESS, "notebook": NO_NOTEBOOKS},
}

NOTES = """\
A cell says what the tests of that editor found when they last ran, with real keys: `works`, `fails` or
`not run`; where the editor cannot do it, a number says why:

{reasons}

Written, but run by no test here: Kakoune, Sublime Text, Zed, JetBrains, coc.nvim, vim-lsp
(their folders in `clients/`). Where a recording of the client exists, `tests/protocol/test_replay.py` replays
it. Clients of other servers (copilot.vim, copilot.el, copilot.lua, copilot-lsp, llm.nvim, lsp-ai in Helix,
vim-tabby) are replayed in `tests/protocol/test_dialects.py`.
"""


def main() -> None:
    """Write the page."""
    outcomes: dict[str, Outcome] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    rows = [("editor", *FEATURES), ("---",) * (len(FEATURES) + 1)]
    reasons: list[str] = []
    for editor, tests in EDITORS.items():
        why = CANNOT[editor]
        cells = [
            _number(why[feature], reasons) if feature in why else _cell(tests[feature], outcomes)
            for feature in FEATURES
        ]
        rows.append((editor, *cells))
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    origin = "Written by `tests/editors/table.py` from the results of the tests."
    notes = NOTES.format(reasons="\n".join(f"{number}. {why}" for number, why in enumerate(reasons, 1)))
    page = "\n\n".join(["# Editors", origin, table, notes])
    (ROOT / "docs/editors.md").write_text(page, "utf-8")


def _number(why: str, reasons: list[str]) -> str:
    if why not in reasons:
        reasons.append(why)
    return f"no ({reasons.index(why) + 1})"


def _cell(name: str, outcomes: dict[str, Outcome]) -> str:
    start, _, end = name.partition("*")
    found = [outcome for test, outcome in outcomes.items() if test.startswith(start) and end in test]
    if not found:
        return "not run"
    return "works" if all(outcome == "passed" for outcome in found) else "fails"


if __name__ == "__main__":
    main()
