from __future__ import annotations

import pytest

from kibitz.features.inline_completion.ahead import after_accepting, view_at
from kibitz.features.inline_completion.candidate import Candidate


def ahead(picture: str, suggested: str, *, replaces: int = 0) -> str:
    before, _, after = picture.partition("║")
    view = after_accepting(view_at(before + after, len(before)), Candidate(text=suggested, replaces=replaces))
    return f"{view.text[: view.offset]}║{view.text[view.offset :]}"


@pytest.mark.parametrize(
    ("picture", "suggested", "expected"),
    [
        ("x = ║", "1", "x = 1\n║"),
        ("x = ║\ny", "1", "x = 1\n║\ny"),
        ("x = ║\r\ny", "1", "x = 1\r\n║\r\ny"),
        ("f(║, 1)\ny", "a", "f(a║, 1)\ny"),
        ("def f():║\n", "\n    return 1", "def f():\n    return 1\n║\n"),
        ("\n║\n", " ", "\n ║\n"),
    ],
)
def test_goes_on_behind_what_is_taken_on_the_next_line_where_a_line_ends(
    picture: str, suggested: str, expected: str
) -> None:
    assert ahead(picture, suggested) == expected


def test_what_a_suggestion_replaces_is_gone() -> None:
    assert ahead("f(║)\n", "a):", replaces=1) == "f(a):\n║\n"
