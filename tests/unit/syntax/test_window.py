"""Which part of a text is parsed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kibitz.syntax.language import PLAIN, all_languages
from kibitz.syntax.window import WHOLE_CHARS, chunk, window
from kibitz.text.span import Span

PYTHON = all_languages()["python"]
FUNCTION = "def function(a):\n    x = a + 1\n\n    return x\n\n\n"
LARGE = FUNCTION * (3 * WHOLE_CHARS // len(FUNCTION))
MIDDLE = len(LARGE) // 2 + 3_000  # away from where the start of the window moves


def test_a_small_text_is_parsed_whole() -> None:
    assert window("x" * WHOLE_CHARS, 5, PLAIN) == Span(0, WHOLE_CHARS)


def test_the_window_of_a_large_text_begins_and_ends_between_top_level_chunks() -> None:
    span = window(LARGE, MIDDLE, PYTHON)
    assert LARGE[span.start :].startswith("def ")
    assert LARGE[: span.end].endswith("return x\n\n\n")
    assert len(span) < 1.6 * WHOLE_CHARS


@given(st.integers(0, len(LARGE)))
def test_the_window_holds_its_place(near: int) -> None:
    span = window(LARGE, near, PYTHON)
    assert 0 <= span.start <= near <= span.end <= len(LARGE)


def test_the_window_stays_while_a_line_is_typed() -> None:
    first = window(LARGE, MIDDLE, PYTHON)
    text, starts = LARGE, set[int]()
    for number in range(40):
        text = text[: MIDDLE + number] + "x" + text[MIDDLE + number :]
        span = window(text, MIDDLE + number + 1, PYTHON)
        starts.add(span.start)
        assert text[span.end :] == LARGE[first.end :]
    assert starts == {first.start}


def test_the_window_does_not_begin_inside_a_long_string() -> None:
    text = LARGE + 'TEXT = """\n\n' + "word of prose\n\n" * 2000 + '"""\n\n' + LARGE
    near = text.rindex('"""') + 100
    assert '"""' not in text[near - WHOLE_CHARS // 2 : near - 200]
    span = window(text, near, PYTHON)
    assert text.count('"""', 0, span.start) % 2 == 0


def test_lines_without_chunks_are_cut_between_lines() -> None:
    text = "    a = 1\n" * 20_000
    span = window(text, 100_000, PYTHON)
    assert text[span.start - 1] == text[span.end - 1] == "\n"


def test_one_endless_line_is_cut_anywhere() -> None:
    text = "a" * 200_000
    span = window(text, 100_000, PLAIN)
    assert span.start <= 100_000 <= span.end
    assert len(span) < 2 * WHOLE_CHARS


def test_a_chunk_is_what_stands_between_two_chunks_that_are_far_enough() -> None:
    span = chunk(LARGE, MIDDLE, PYTHON)
    assert LARGE[span.start :].startswith("def ")
    assert LARGE[: span.end].endswith("return x\n\n\n")
    assert len(span) < 1_200


@given(st.integers(0, len(LARGE)))
def test_a_chunk_holds_its_place(near: int) -> None:
    span = chunk(LARGE, near, PYTHON)
    assert 0 <= span.start <= near <= span.end <= len(LARGE)


def test_a_definition_longer_than_a_chunk_is_taken_whole() -> None:
    body = "    x = 1\n\n" * 300
    text = FUNCTION * 9 + f"def long():\n{body}\n\n" + FUNCTION * 9
    span = chunk(text, text.index("long") + 2_000, PYTHON)
    assert text[span.start : span.end].startswith("def long")
    assert span.end >= text.index(body) + len(body)


def test_a_chunk_holds_all_of_what_was_inserted_and_as_much_behind_it_as_without() -> None:
    inserted = "    y = 1\n\n\ndef other():\n    return 1\n\n\n" * 20
    text = LARGE[:MIDDLE] + inserted + LARGE[MIDDLE:]
    without, span = chunk(LARGE, MIDDLE, PYTHON), chunk(text, MIDDLE, PYTHON, len(inserted))
    assert (span.start, span.end) == (without.start, without.end + len(inserted))


def test_a_chunk_does_not_begin_inside_a_long_string() -> None:
    text = FUNCTION * 9 + 'TEXT = """\n\n' + "word of prose\n\n" * 90 + '"""\n\n' + FUNCTION
    span = chunk(text, text.rindex('"""') - 20, PYTHON)
    assert text[span.start :].startswith("TEXT")


@pytest.mark.parametrize("language_id", ["markdown", "html", "bash", "ruby", "php"])
def test_where_such_lines_may_be_text_of_something_longer_a_chunk_is_the_window(language_id: str) -> None:
    language = all_languages()[language_id]
    text = "a b c\n\n" * 1_000
    assert chunk(text, 5_000, language) == window(text, 5_000, language)


def test_lines_that_end_in_two_characters_and_blank_ones_that_are_not_empty_make_chunks_too() -> None:
    text = LARGE[:40_000].replace("\n\n\n", "\n  \n\n").replace("\n", "\r\n")
    span = chunk(text, 20_000, PYTHON)
    assert text[span.start :].startswith("def ")
    assert len(span) < 1_200
