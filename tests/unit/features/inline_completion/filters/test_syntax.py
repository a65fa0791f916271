from __future__ import annotations

import pytest

from kibitz.features.inline_completion.filters.syntax import keep_syntax as keep


@pytest.mark.parametrize(
    ("picture", "text", "left"),
    [
        ("x = f(║)\n", "a, b", "a, b"),
        ("def f():\n    ║\n", "return 1", "return 1"),
        ("def f():\n    ║\n", "a = 1\n    Here is the code you wanted:", "a = 1"),
        ("def f(:\n    ║\n", "return 1", "return 1"),
        ("x = ║\n", "", ""),
    ],
)
def test_what_breaks_nothing_stays(check, picture: str, text: str, left: str) -> None:
    assert check.text(keep, picture, text) == left


def test_prose_is_dropped(check) -> None:
    assert check(keep, "def f():\n    ║\n", "Here is the code you wanted!") is None


def test_the_head_of_a_block_is_not_left_without_the_block(check) -> None:
    picture = '{\n  "a": 1,\n  ║\n}\n'

    assert check(keep, picture, '"b": {\n    "c": 1,\n    "d"', language_id="json") is None


def test_the_head_of_a_block_stays_where_its_body_stands_below(check) -> None:
    picture = "def f(xs):\n    ║\n        best = x\n    return best\n"

    assert check.text(keep, picture, "for x in xs:\n        if x:") == "for x in xs:"


def test_a_language_without_a_grammar_is_not_judged(check) -> None:
    assert check.text(keep, "x ║\n", ") ( [", language_id="plaintext") == ") ( ["
