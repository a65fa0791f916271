from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kibitz.context.privacy import clean
from kibitz.prompts.hole import HOLE, hole_request, unwrap


def test_shows_the_file_with_a_hole_at_the_cursor() -> None:
    request = hole_request(
        clean("x = f("),
        clean(")\n"),
        language=clean("python"),
        one_line=True,
        max_tokens=32,
        timeout_ms=1000,
    )

    assert f"x = f({HOLE})\n" in request.messages[-1].content
    assert request.max_tokens > 32


@pytest.mark.parametrize(
    ("answer", "filling"),
    [
        ("<COMPLETION>a, b</COMPLETION>", "a, b"),
        ("Sure!\n<COMPLETION>  a\n</COMPLETION> Done.", "  a\n"),
        ("<think>hm <COMPLETION>no</COMPLETION></think><COMPLETION>yes</COMPLETION>", "yes"),
        ("<COMPLETION>the stop string swallowed the tag", "the stop string swallowed the tag"),
        ("a, b", "a, b"),
        ("```python\na, b\n```\nThis calls f.", "a, b"),
        ("", ""),
        ("{{FILL_HERE}}", ""),
        ("re.compile({{FILL_HERE}})", "re.compile("),
        ("<COMPLETION></COMPLETION>", ""),
    ],
)
def test_takes_the_filling_out_of_a_finished_answer(answer: str, filling: str) -> None:
    assert unwrap(answer, finished=True) == filling


def test_holds_back_what_may_be_a_tag_or_a_thought() -> None:
    assert unwrap("<COMP", finished=False) == ""
    assert unwrap("Let me see", finished=False) == ""
    assert unwrap("<think>x = 1", finished=False) == ""
    assert unwrap("<COMPLETION>a</COMP", finished=False) == "a"
    assert unwrap("<COMPLETION>a < b", finished=False) == "a < b"


@given(st.text(alphabet="ab<>/COMPLETION\n"))
def test_what_was_given_out_is_never_taken_back(filling: str) -> None:
    answer = f"<COMPLETION>{filling}</COMPLETION>"
    final = unwrap(answer, finished=True)

    for length in range(len(answer)):
        assert final.startswith(unwrap(answer[:length], finished=False))
