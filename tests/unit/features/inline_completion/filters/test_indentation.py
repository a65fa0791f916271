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


@pytest.mark.parametrize(
    ("picture", "text", "indent", "left"),
    [
        ("def f():║", "\n    if a:\n        b()", "\t", "\n\tif a:\n\t\tb()"),
        ("def f():║", "\n    if a:\n        b()", "  ", "\n  if a:\n    b()"),
        ("def f():║", "\n\tif a:\n\t\tb()", "  ", "\n  if a:\n    b()"),
        ("def f():║", "    return 1", "\t", "\n\treturn 1"),
        ("def f():║", "return 1", "\t", "\n\treturn 1"),
        ("def f():║", "return 1", "  ", "\n  return 1"),
        ("║\n", "if a:\n    b(c,\n      d)", "\t", "if a:\n\tb(c,\n\t  d)"),
        ("x = ║", "1  # one", "\t", "1  # one"),
        ("x = 1║", "  # one", "\t", "  # one"),
        ("def f():║", "\n    return 1", "", "\n    return 1"),
    ],
)
def test_a_document_without_indentation_gets_the_editors(
    check, picture: str, text: str, indent: str, left: str
) -> None:
    assert check.text(fit, picture, text, indent=indent) == left


def test_the_document_knows_better_than_the_editor(check) -> None:
    text = "for x in y:\n        c()"
    assert check.text(fit, SPACED, text, indent="\t") == text


@pytest.mark.parametrize(("language", "indent"), [("yaml", "\t"), ("makefile", "    ")])
def test_where_the_grammar_says_how_to_indent_no_editor_does(check, language: str, indent: str) -> None:
    text = "build:\n  on: push" if language == "yaml" else "build:\n\tcc a.c"
    assert check.text(fit, "# CI\n║", text, language_id=language, indent=indent) == text
