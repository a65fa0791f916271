from __future__ import annotations

import pytest

from kibitz.features.inline_completion.filters.near_duplicate import drop_near_duplicate


@pytest.mark.parametrize(
    ("picture", "text"),
    [
        ("x = 1\n║\ntotal = sum(values) / len(values)\n", "total = sum(value) / len(values)"),
        ("x = 1\n║\nfirst = compute(a)\nsecond = b\n", "first = compute(b)\nsecond = b"),
    ],
)
def test_what_follows_with_another_letter_is_not_said_again(check, picture: str, text: str) -> None:
    assert check.text(drop_near_duplicate, picture, text) is None


@pytest.mark.parametrize(
    ("picture", "text"),
    [
        ("x = 1\n║\na[j] = 0\n", "a[i] = 0"),
        ("x = 1\n║\nself.width = width\n", "self.height = height"),
        ("x = 1\n║\nplanet2_at = planet_names.index(planet2)\n", "planet1_at = planet_names.index(planet1)"),
        ("x = 1\n║\nreturn total\n", "total = sum(values)\nreturn total / 2"),
        ("x = 1\n║\n", "a = 1"),
    ],
)
def test_similar_code_is_honest_code(check, picture: str, text: str) -> None:
    assert check.text(drop_near_duplicate, picture, text) == text
