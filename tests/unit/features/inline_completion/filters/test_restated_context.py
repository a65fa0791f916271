from __future__ import annotations

from kibitz.features.inline_completion.filters.restated_context import remove_restated_context as remove


def test_removes_a_file_that_is_said_again(check) -> None:
    picture = "import a\n\ndef load(path):\n    ║\n"

    left = check.text(remove, picture, "import a\n\ndef load(path):\n    return a.load(path)")

    assert left == "    return a.load(path)"


def test_an_honest_answer_may_have_the_line_above_in_it(check) -> None:
    picture = "def f(a, b):\n    if not a:\n        return None\n    ║\n"
    text = "if not b:\n        return None\n    return a + b"

    assert check.text(remove, picture, text) == text


def test_a_short_line_may_come_again(check) -> None:
    assert check.text(remove, "  }\n║", "if (a) {\n  b\n  }\nc", language_id="go") == "if (a) {\n  b\n  }\nc"


def test_one_line_is_not_context(check) -> None:
    assert check.text(remove, "load(path)\n║", "load(path)") == "load(path)"
