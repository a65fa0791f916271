from __future__ import annotations

import pytest

from kibitz.features.inline_completion.mode import choose_mode
from support.inline import situation_at


@pytest.mark.parametrize(
    ("picture", "mode"),
    [
        ("def f(a):║\n", "block"),
        ("def f(a):\n    ║\n", "block"),
        ("x = 1\n║\ny = 2\n", "block"),
        ("x = ║\n", "line"),
        ("x = f(║)\n", "line"),
        ("def f(a):  # adds║\n", "line"),
        ('def f(a):\n    """║\n', "line"),
        ("# adds\n║\n", "block"),
    ],
)
def test_a_block_where_one_starts_or_on_an_empty_line(picture: str, mode: str) -> None:
    assert situation_at(picture).mode == mode


def test_lines_only_when_the_user_wants_no_blocks() -> None:
    assert situation_at("def f(a):\n    ║\n", multi_line=False).mode == "line"


@pytest.mark.parametrize("picture", ["x = ║\n", "x = f(║ + 1)\n", "x = f(║)\n"])
def test_who_asks_in_the_middle_of_a_line_may_get_more_than_that_line(picture: str) -> None:
    situation = situation_at(picture)
    facts = {"kind": situation.kind, "opens_block": situation.opens_block, "multi_line": True}

    assert choose_mode(situation.place, **facts, invoked=True) == "span"
    assert choose_mode(situation.place, **facts, invoked=False) == "line"
