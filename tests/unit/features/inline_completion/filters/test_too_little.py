from __future__ import annotations

import pytest

from kibitz.features.inline_completion.filters.too_little import drop_too_little as drop


@pytest.mark.parametrize("text", ["", "  ", "\n", ")", " }", ";"])
def test_drops_what_is_not_worth_a_look(check, text: str) -> None:
    assert check(drop, "x = f(║", text) is None


@pytest.mark.parametrize("text", ["i", "_", "0", "):", "()"])
def test_keeps_what_says_something(check, text: str) -> None:
    assert check.text(drop, "x = f(║", text) == text
