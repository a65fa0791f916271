from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kibitz.features.inline_completion.brackets import left_open, open_quote, unmatched_closers


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a, b)", [4]),
        ("g(a)", []),
        ("g(a))", [4]),
        ("')' + f(')')", []),
        ("a))]", [1, 2, 3]),
        ("(]", []),
        ("don't)", [5]),
        (r"'\')' )", [6]),
    ],
)
def test_finds_what_closes_something_from_before(text: str, found: list[int]) -> None:
    assert unmatched_closers(text) == found


def test_the_open_string_is_closed_first() -> None:
    assert unmatched_closers('a ) b")', quote='"') == [5, 6]
    assert unmatched_closers("a ) b", quote='"') == []


def test_says_what_would_close_it() -> None:
    assert left_open("f({ a: [1, 2") == "]})"
    assert left_open("f(')')") == ""
    assert left_open('" + f(', quote='"') == ")"


@pytest.mark.parametrize(
    ("line_before", "line_after", "quote"),
    [('print("a', '")', '"'), ("print('a', \"", '")', '"'), ("# don", "t", ""), ("f('a', ", ")", "")],
)
def test_knows_the_string_around_the_cursor(line_before: str, line_after: str, quote: str) -> None:
    assert open_quote(line_before, line_after) == quote


@given(st.text(alphabet="()[]{}\"'`\\\na"), st.sampled_from(["", '"', "'", "`"]))
def test_never_raises_and_points_at_closing_characters(text: str, quote: str) -> None:
    assert all(text[at] in ")]}\"'`" for at in unmatched_closers(text, quote=quote))
    open_quote(text, text)
