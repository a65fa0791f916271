from __future__ import annotations

from kibitz.features.inline_completion.filters.trailing_space import strip_trailing_space as strip


def test_no_line_ends_with_space(check) -> None:
    assert check.text(strip, "║", "a  \n  b\t\n  ") == "a\n  b"


def test_space_before_what_stays_on_the_line_is_kept(check) -> None:
    assert check.text(strip, "f(║)", "a, ") == "a, "
    assert check.text(strip, "T { ║ }", "a: 1 ") == "a: 1"
