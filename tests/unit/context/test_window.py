from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kibitz.context.window import Budget, cut

LINES = "".join(f"line {number}\n" for number in range(1000))


def test_a_small_document_is_taken_as_a_whole() -> None:
    window = cut("a\nbc\n", 3, Budget(prefix_chars=100, suffix_chars=100))

    assert (window.prefix, window.suffix) == ("a\nb", "c\n")


def test_cuts_at_the_starts_of_lines() -> None:
    window = cut(LINES, 5000, Budget(prefix_chars=500, suffix_chars=100))

    assert window.prefix.startswith("line ")
    assert window.suffix.endswith("\n")
    assert LINES.index(window.prefix + window.suffix) > 0


def test_the_start_stays_while_the_user_types() -> None:
    budget = Budget(prefix_chars=400, suffix_chars=40)
    starts: list[str] = []
    text = LINES[:3000]
    for _ in range(200):
        text += "x"
        starts.append(cut(text, len(text), budget).prefix[:20])

    assert len(set(starts)) <= 2


def test_the_suffix_stays_while_the_user_types() -> None:
    budget = Budget(prefix_chars=400, suffix_chars=40)
    suffixes = {cut(LINES[:3000] + "x" * n + LINES[3000:], 3000 + n, budget).suffix for n in range(50)}

    assert len(suffixes) == 1


def test_one_long_line_is_cut_inside() -> None:
    window = cut("x" * 10_000, 5000, Budget(prefix_chars=100, suffix_chars=50))

    assert 50 <= len(window.prefix) <= 100
    assert len(window.suffix) == 50


def test_all_line_endings_become_plain() -> None:
    window = cut("a\r\nb\rc\r\nd", 5, Budget(prefix_chars=100, suffix_chars=100))

    assert (window.prefix, window.suffix) == ("a\nb\n", "c\nd")


@given(st.text(alphabet="ab\n\ré", max_size=80), st.data())
def test_never_exceeds_the_budget_and_meets_at_the_cursor(text: str, data: st.DataObject) -> None:
    text = text.replace("\r", "")
    offset = data.draw(st.integers(0, len(text)))
    budget = Budget(prefix_chars=data.draw(st.integers(0, 100)), suffix_chars=data.draw(st.integers(0, 100)))

    window = cut(text, offset, budget)

    assert len(window.prefix) <= budget.prefix_chars
    assert len(window.suffix) <= budget.suffix_chars
    assert text[:offset].endswith(window.prefix)
    assert text[offset:].startswith(window.suffix)
