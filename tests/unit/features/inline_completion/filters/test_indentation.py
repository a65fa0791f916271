from __future__ import annotations

import pytest

from kibitz.features.inline_completion.filters.indentation import fit_indentation as fit

TABBED = "func f() {\n\tif a {\n\t\tb()\n\t}\n║\n}\n"
SPACED = "def f():\n    if a:\n        b()\n    ║\n"


@pytest.mark.parametrize(
    ("picture", "text", "left"),
    [
        ("def f():\n    ║", "return 1", "return 1"),
        ("def f():\n    ║", "    return 1", "return 1"),
        ("def f():\n    ║", "    if a:\n        return 1", "if a:\n    return 1"[:5] + "\n    return 1"),
        ("def f():\n    ║", "\n    return 1", "return 1"),
        ("def f():\n    ║", "\n    if a:\n        b()", "if a:\n        b()"),
        ("def f():\n║", "    return 1", "    return 1"),
        ("def f():║", "\n    return 1", "\n    return 1"),
        ("def f():║", "    return 1", "\n    return 1"),
        ("def f():║", " return 1", " return 1"),
        ("def f():║", "return 1", "\n    return 1"),
        ("if a:\n  if b:║", "c()", "\n    c()"),
        ("x = ║", "1", "1"),
        ("    ║", "", ""),
    ],
)
def test_the_first_line_starts_at_the_cursor(check, picture: str, text: str, left: str) -> None:
    assert check.text(fit, picture, text) == left


def test_spaces_become_tabs_where_the_document_has_tabs(check) -> None:
    outcome = check.text(fit, TABBED, "    for {\n        c()\n    }", language_id="go")

    assert outcome == "\tfor {\n\t\tc()\n\t}"


def test_two_spaces_are_one_tab_when_the_model_indents_by_two(check) -> None:
    outcome = check.text(fit, TABBED, "  for {\n    c()\n  }", language_id="go")

    assert outcome == "\tfor {\n\t\tc()\n\t}"


def test_tabs_become_spaces_where_the_document_has_spaces(check) -> None:
    assert check.text(fit, SPACED, "for x in y:\n\t\tc()") == "for x in y:\n        c()"


def test_a_document_without_indentation_takes_what_comes(check) -> None:
    assert check.text(fit, "║", "if a:\n\tb()") == "if a:\n\tb()"
