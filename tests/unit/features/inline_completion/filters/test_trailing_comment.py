from __future__ import annotations

import pytest

from kibitz.features.inline_completion.filters.trailing_comment import remove_trailing_comment as remove


@pytest.mark.parametrize(
    ("picture", "text", "left"),
    [
        ("x = ║", "1  # the first number", "1"),
        ("x = ║", '"#1"  # a string', '"#1"'),
        ("x = ║", '"# not a comment"', '"# not a comment"'),
        ("a = 1  # one\nb = ║", "2  # two", "2  # two"),
        ("# what a\nb = ║", "2  # two", "2"),
        ("║", "# adds two numbers", "# adds two numbers"),
        ("x = 1  # the ║", "first # number", "first # number"),
        ("def f():\n    ║", "x = 1\n    # Add your logic here\n", "x = 1"),
        ("def f():\n    ║", "# one\n    x = 1", "# one\n    x = 1"),
    ],
)
def test_removes_comments_nobody_asked_for(check, picture: str, text: str, left: str) -> None:
    assert check.text(remove, picture, text) == left


def test_knows_the_comments_of_the_language(check) -> None:
    assert check.text(remove, "x = ║", "1 // one", language_id="go") == "1"
    assert check.text(remove, "x = ║", "7 // 2", language_id="python") == "7 // 2"
