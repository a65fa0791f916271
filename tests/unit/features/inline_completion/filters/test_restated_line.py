from __future__ import annotations

import pytest

from kibitz.features.inline_completion.filters.restated_line import remove_restated_line as remove


@pytest.mark.parametrize(
    ("picture", "text", "left"),
    [
        ("    return ║", "return a + b", "a + b"),
        ("    return ║", "    return a + b", "a + b"),
        ("    return a║", "return a + b", " + b"),
        ("x = ║", " 1", "1"),
        ("def f(a, b║", "def f(a, b):", "):"),
        ("x = ║", "1", "1"),
        ("x =║", " 1", " 1"),
        ("f(║", "f(x))", "f(x))"),
        ("    return║", "returned", "returned"[len("return") :]),
        ("if x:║", "\n    y()", "\n    y()"),
        ("    if x > 1:║", "if x > 1:\n    y()\n\n    z()", "\n        y()\n\n        z()"),
        ("    if x > 1:║", "if x > 1:\n        y()", "\n        y()"),
    ],
)
def test_removes_only_what_stands_before_the_cursor(check, picture: str, text: str, left: str) -> None:
    assert check.text(remove, picture, text) == left
