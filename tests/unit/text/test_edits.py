from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kibitz.text.edits import TextEdit, apply_edits, minimal_edit, rebase, shift
from kibitz.text.span import Span
from support.work import lines_run

texts = st.lists(st.sampled_from(["a", "b", "ab", "\n", "\r\n", "\r", "😀"]), max_size=12).map("".join)


def edit(start: int, end: int, new_text: str) -> TextEdit:
    return TextEdit(Span(start, end), new_text)


@st.composite
def text_and_edit(draw: st.DrawFn) -> tuple[str, TextEdit]:
    text = draw(texts)
    start, end = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
    return text, edit(start, end, draw(texts))


@st.composite
def text_and_two_edits(draw: st.DrawFn) -> tuple[str, TextEdit, TextEdit]:
    text, one = draw(text_and_edit())
    start, end = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
    return text, one, edit(start, end, draw(texts))


def test_edits_all_speak_of_the_same_text_whatever_their_order() -> None:
    edits = [edit(4, 6, "Y"), edit(0, 1, ""), edit(2, 2, "XX")]
    assert apply_edits("abcdef", edits) == apply_edits("abcdef", reversed(edits)) == "bXXcdY"


def test_insertions_at_one_place_keep_their_order_and_come_before_a_replacement() -> None:
    assert apply_edits("abc", [edit(1, 2, "3"), edit(1, 1, "1"), edit(1, 1, "2")]) == "a123c"


@pytest.mark.parametrize("other", [edit(1, 3, ""), edit(2, 4, ""), edit(2, 2, "x")], ids=str)
def test_overlapping_edits_are_refused(other: TextEdit) -> None:
    with pytest.raises(ValueError, match="overlap"):
        apply_edits("abcdef", [edit(1, 3, "z"), other])


def test_no_edit_leaves_the_text() -> None:
    assert apply_edits("abc", []) == "abc"


@given(texts, texts)
def test_the_minimal_edit_makes_the_new_text(old: str, new: str) -> None:
    found = minimal_edit(old, new)
    assert (found is None) == (old == new)
    if found is not None:
        assert apply_edits(old, [found]) == new


@given(texts, texts)
def test_the_minimal_edit_never_tears_a_line_ending(old: str, new: str) -> None:
    found = minimal_edit(old, new)
    if found is not None:
        for offset in (found.span.start, found.span.end):
            assert old[max(offset - 1, 0) : offset + 1] != "\r\n"


@given(text_and_edit())
def test_the_minimal_edit_is_no_larger_than_the_edit_made(case: tuple[str, TextEdit]) -> None:
    text, made = case
    found = minimal_edit(text.replace("\r", ""), apply_edits(text, [made]).replace("\r", ""))
    if found is not None:
        assert len(found.span) <= len(made.span)
        assert len(found.new_text) <= len(made.new_text)


@given(texts, st.integers(0, 30), texts.filter(bool))
def test_the_minimal_edit_finds_where_something_was_typed(text: str, at: int, typed: str) -> None:
    text, typed = text.replace("\r", ""), typed.replace("\r", "")
    at = min(at, len(text))
    new = text[:at] + typed + text[at:]
    assert minimal_edit(text, new, near=at) == (edit(at, at, typed) if typed else None)


def test_the_minimal_edit_prefers_the_cursor() -> None:
    assert minimal_edit("hello", "helllo") == edit(4, 4, "l")
    assert minimal_edit("hello", "helllo", near=3) == edit(3, 3, "l")
    assert minimal_edit("hello", "helllo", near=0) == edit(2, 2, "l")


def test_the_minimal_edit_of_a_big_text_is_quick() -> None:
    old = "some line of code\n" * 100_000
    new = old[:900_000] + "x" + old[900_000:]
    assert minimal_edit(old, new) == edit(900_000, 900_000, "x")
    assert lines_run(lambda: minimal_edit(old, new)) < 1000  # no loop over the characters


@given(text_and_two_edits())
def test_a_shifted_span_still_covers_the_same_characters(case: tuple[str, TextEdit, TextEdit]) -> None:
    text, one, over = case
    moved = shift(one.span, over)
    after = apply_edits(text, [over])
    if moved is not None:
        assert after[moved.start : moved.end] == text[one.span.start : one.span.end]
    else:
        assert over.span.start < one.span.end
        assert one.span.start < over.span.end


def test_an_insertion_at_the_edges_of_a_span_stays_outside() -> None:
    assert shift(Span(2, 4), edit(2, 2, "xy")) == Span(4, 6)
    assert shift(Span(2, 4), edit(4, 4, "xy")) == Span(2, 4)
    assert shift(Span(2, 2), edit(2, 2, "xy")) == Span(4, 4)
    assert shift(Span(2, 4), edit(3, 3, "xy")) is None


@given(text_and_two_edits())
def test_rebased_edits_that_lie_apart_give_what_both_together_give(
    case: tuple[str, TextEdit, TextEdit],
) -> None:
    text, one, over = case
    apart = over.span.end < one.span.start or one.span.end < over.span.start
    rebased = rebase(one, over, text)
    if apart:
        assert rebased is not None
        assert apply_edits(apply_edits(text, [over]), [rebased]) == apply_edits(text, [one, over])


@given(text_and_two_edits())
def test_a_rebased_edit_that_touches_gives_what_it_gave_before(
    case: tuple[str, TextEdit, TextEdit],
) -> None:
    text, one, over = case
    apart = over.span.end < one.span.start or one.span.end < over.span.start
    rebased = rebase(one, over, text)
    if rebased is not None and not apart:
        assert apply_edits(apply_edits(text, [over]), [rebased]) == apply_edits(text, [one])


def test_typing_what_is_suggested_leaves_the_rest() -> None:
    assert rebase(edit(3, 3, "bar()"), edit(3, 3, "ba"), "foo)") == edit(5, 5, "r()")
    assert rebase(edit(3, 4, "bar())"), edit(3, 3, "bar"), "foo)") == edit(6, 7, "())")
    assert rebase(edit(0, 3, "foobar"), edit(3, 3, "ba"), "foo") == edit(5, 5, "r")


@pytest.mark.parametrize(
    "over",
    [edit(3, 3, "x"), edit(2, 3, ""), edit(2, 3, "o"), edit(0, 4, ""), edit(3, 3, "bar()!")],
    ids=str,
)
def test_anything_else_at_the_place_drops_the_edit(over: TextEdit) -> None:
    assert rebase(edit(3, 3, "bar()"), over, "foo)") is None
