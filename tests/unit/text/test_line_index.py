from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kibitz.text.line_index import LineIndex, PositionEncoding
from kibitz.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

PIECES = ("a", "bc", " ", "\n", "\r\n", "\r", "\f", "\v", "\x1c", "\x85", "\u2028", "\u2029", "\0", "é")
WIDE_PIECES = ("e\u0301", "漢", "\ufeff", "😀", "𝒳", "👩\u200d💻")
texts = st.lists(st.sampled_from(PIECES + WIDE_PIECES), max_size=60).map("".join)
encodings = st.sampled_from(("utf-8", "utf-16", "utf-32"))


@pytest.fixture(autouse=True, scope="module", params=[2, 256], ids="{} lines a block".format)
def block_lines(request: pytest.FixtureRequest) -> Iterator[None]:
    """Small blocks, so that small texts have many; and the real size."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kibitz.text.line_index._BLOCK_LINES", request.param)
        yield


def starts_by_hand(text: str) -> list[int]:
    starts = [0]
    for offset, character in enumerate(text):
        if character == "\n" or (character == "\r" and text[offset + 1 : offset + 2] != "\n"):
            starts.append(offset + 1)
    return starts


def starts(index: LineIndex) -> list[int]:
    return [index.line_start(line) for line in range(index.line_count)]


@given(texts)
def test_lines_start_after_each_ending_and_nothing_else(text: str) -> None:
    assert starts(LineIndex.of(text)) == starts_by_hand(text)


@given(texts)
def test_line_of_agrees_with_line_start(text: str) -> None:
    index = LineIndex.of(text)
    by_hand = starts_by_hand(text)
    for offset in range(len(text) + 1):
        assert index.line_of(offset) == sum(start <= offset for start in by_hand) - 1


@given(texts)
def test_lines_with_endings_are_the_text(text: str) -> None:
    index = LineIndex.of(text)
    spans = [index.line_span(line, with_ending=True) for line in range(index.line_count)]
    assert "".join(text[span.start : span.end] for span in spans) == text
    assert "".join(index.lines()) == text
    assert all(index.lines())


@given(texts)
def test_a_line_without_its_ending_has_no_line_break(text: str) -> None:
    index = LineIndex.of(text)
    for line in range(index.line_count):
        bare, whole = index.line_span(line), index.line_span(line, with_ending=True)
        assert "\n" not in text[bare.start : bare.end]
        assert "\r" not in text[bare.start : bare.end]
        assert text[bare.end : whole.end] in ("\n", "\r\n", "\r", "")


@given(texts, encodings)
def test_an_offset_survives_the_way_to_the_editor_and_back(text: str, encoding: PositionEncoding) -> None:
    index = LineIndex.of(text)
    for offset in range(len(text) + 1):
        inside_ending = text[max(offset - 1, 0) : offset + 1] == "\r\n"
        expected = offset - 1 if inside_ending else offset
        assert index.offset(*index.position(offset, encoding), encoding) == expected


@given(texts, encodings, st.integers(-2, 80), st.integers(-2, 80))
def test_any_position_is_somewhere_on_its_line(
    text: str, encoding: PositionEncoding, line: int, character: int
) -> None:
    index = LineIndex.of(text)
    offset = index.offset(line, character, encoding)
    if line < 0:
        assert offset == 0
    elif line >= index.line_count:
        assert offset == len(text)
    else:
        span = index.line_span(line)
        assert span.start <= offset <= span.end
        found = index.position(offset, encoding)
        assert found <= (line, max(character, 0))
        if offset < span.end:  # nothing between: the next character would be too far
            assert index.position(offset + 1, encoding) > (line, max(character, 0))


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, list[tuple[Span, str]]]:
    text = now = draw(texts)
    edits: list[tuple[Span, str]] = []
    for _ in range(draw(st.integers(1, 6))):
        start, end = sorted((draw(st.integers(0, len(now))), draw(st.integers(0, len(now)))))
        new_text = draw(texts)
        edits.append((Span(start, end), new_text))
        now = now[:start] + new_text + now[end:]
    return text, edits


@given(edited())
def test_an_edited_index_equals_one_made_anew(case: tuple[str, list[tuple[Span, str]]]) -> None:
    text, edits = case
    index = LineIndex.of(text)
    for span, new_text in edits:
        text = text[: span.start] + new_text + text[span.end :]
        index = index.edited(span, new_text)
        assert index.text == text
        assert starts(index) == starts_by_hand(text)
        assert [index.line_of(offset) for offset in starts(index)] == list(range(index.line_count))


@pytest.mark.parametrize(
    ("text", "span", "new_text"),
    [
        ("a\rb", Span(2, 2), "\n"),
        ("a\nb", Span(1, 1), "\r"),
        ("a\r\nb", Span(2, 2), "x"),
        ("a\r\nb", Span(1, 2), ""),
        ("a\r\nb", Span(2, 3), ""),
        ("\r" * 3 + "x" + "\n" * 3, Span(3, 4), ""),
        ("a\n" * 700, Span(0, 1400), ""),
        ("a\n" * 700, Span(0, 1399), ""),
        ("", Span(0, 0), "\n" * 700),
        ("a\n" * 700, Span(1398, 1400), ""),
    ],
    ids=repr,
)
def test_edits_at_the_edges(text: str, span: Span, new_text: str) -> None:
    expected = text[: span.start] + new_text + text[span.end :]
    assert starts(LineIndex.of(text).edited(span, new_text)) == starts_by_hand(expected)


@pytest.mark.parametrize("at", [0, 500, 1000])
def test_typing_many_lines_leaves_an_index_that_is_still_right(at: int) -> None:
    text = "x\n" * 500
    index = LineIndex.of(text)
    for _ in range(700):
        text = text[:at] + "\n" + text[at:]
        index = index.edited(Span(at, at), "\n")
    assert starts(index) == starts_by_hand(text)


def test_the_old_index_is_not_changed_by_an_edit() -> None:
    old = LineIndex.of("a\nb\nc")
    old.edited(Span(0, 4), "\n\n\n\n")
    assert starts(old) == [0, 2, 4]


def test_a_character_of_two_units_rounds_down() -> None:
    index = LineIndex.of("x\n😀b")
    assert [index.offset(1, character, "utf-16") for character in range(5)] == [2, 2, 3, 4, 4]
    assert [index.offset(1, character, "utf-8") for character in range(6)] == [2, 2, 2, 2, 3, 4]
    assert [index.offset(1, character, "utf-32") for character in range(4)] == [2, 3, 4, 4]


def test_a_line_that_is_not_there_has_no_start() -> None:
    index = LineIndex.of("a\nb")
    for line in (-1, 2):
        with pytest.raises(IndexError):
            index.line_start(line)


def test_equal_texts_have_equal_indices_however_they_came_about() -> None:
    assert LineIndex.of("a\r").edited(Span(2, 2), "\n") == LineIndex.of("a\r\n") != LineIndex.of("a\n")
