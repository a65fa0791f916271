from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kibitz.features.review_code.read import MOST_FINDINGS, read_findings


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("3: divides by zero", ((3, "divides by zero"),)),
        ("- Line 3: divides by zero\n* **4**: leaks", ((3, "divides by zero"), (4, "leaks"))),
        ("4. leaks\n3) divides by zero", ((3, "divides by zero"), (4, "leaks"))),
        ("```\n3-5: divides by zero\n```", ((3, "divides by zero"),)),
        ("3: first\n3: second", ((3, "first"),)),
        ("99: of no line", ()),
        ("none", ()),
        ("3: none", ()),
        ("3: This is correct.", ()),
        ("The code looks fine.", ()),
        ("", ()),
    ],
)
def test_problems_are_read_from_lists_of_all_kinds(
    answer: str, expected: tuple[tuple[int, str], ...]
) -> None:
    assert read_findings(answer, range(1, 10)) == expected


@given(st.text(alphabet="12: \n-*`|.)linexyz", max_size=300))
def test_whatever_a_model_says_the_lines_exist(answer: str) -> None:
    found = read_findings(answer, range(1, 3))
    assert len(found) <= MOST_FINDINGS
    assert all(line in (1, 2) and text for line, text in found)
