from __future__ import annotations

import pytest

from kibitz.features.inline_completion.filters.repetition import cut_repetition as cut


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a()\na()\na()\na()", "a()"),
        ("x = 1\na()\nb()\na()\nb()\na()\nb()", "x = 1\na()\nb()"),
        ("a()\na()", "a()\na()"),
        ("}\n}\n}", "}\n}\n}"),
        ("\n\n\n", "\n\n\n"),
        ("0, 0, 0, 0, 0, 0, 0, 0", "0, 0, 0, 0, 0, 0, 0, 0"),
        ("# ----------------------", "# ----------------------"),
    ],
)
def test_keeps_the_first_round(check, text: str, left: str) -> None:
    assert check.text(cut, "║", text) == left


def test_drops_a_line_that_goes_round_in_circles(check) -> None:
    assert check(cut, "║", "self.foo, self.foo, self.foo, self.foo, self.foo") is None
