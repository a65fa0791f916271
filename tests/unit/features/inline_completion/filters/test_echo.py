from __future__ import annotations

import pytest

from kibitz.features.inline_completion.filters.echo import drop_echo as drop


@pytest.mark.parametrize(
    ("picture", "text"),
    [
        ("total = 0\n║\n", "total = 0"),
        ("total = 0\nto║\n", "tal = 0"),
        ("to║\ntotal = 0\n", "tal = 0"),
        ("def add(a, b):\n    return a + b\n\n║", "def add(a, b):\n    return a + b"),
    ],
)
def test_drops_what_stands_there_already(check, picture: str, text: str) -> None:
    assert check(drop, picture, text) is None


@pytest.mark.parametrize(
    ("picture", "text"),
    [
        ("    pass\n    ║", "pass"),
        ("[\n  0, 0, 0, 0,\n  ║", "0, 0, 0, 0,"),
        ("total = 0\n║\n", "total = 1"),
        ("def add(a, b):\n    return a + b\n\n║", "def sub(a, b):\n    return a - b"),
        ("║", ""),
    ],
)
def test_keeps_short_lines_and_new_ones(check, picture: str, text: str) -> None:
    assert check.text(drop, picture, text) == text
