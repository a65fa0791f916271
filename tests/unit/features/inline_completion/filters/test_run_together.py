from __future__ import annotations

import pytest

from kibitz.features.inline_completion.filters.run_together import drop_run_together as drop


@pytest.mark.parametrize(
    ("picture", "text", "stays"),
    [
        ("return ║sorted(a)", "array", False),
        ("return ║sorted(a)", "not ", True),
        ("return ║sorted(a)", "x, ", True),
        ("result = 1\nreturn ║ult", "res", True),
        ("return ge║ame", "t_n", True),  # inside of a word
        ("return ║", "array", True),
    ],
)
def test_words_that_would_make_one_that_nobody_knows(check, picture: str, text: str, stays: bool) -> None:
    assert check(drop, picture, text) is None if not stays else check.text(drop, picture, text) == text
