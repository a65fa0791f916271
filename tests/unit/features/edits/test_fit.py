from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kibitz.features.edits.fit import keep_same_lines, reindent

WORD = st.text(st.sampled_from("abc(){}:=#é🦀 "), min_size=1, max_size=12).map(str.strip).filter(bool)
INDENTED = st.lists(st.tuples(st.integers(0, 4), WORD), min_size=1, max_size=10)


def block(lines: list[tuple[int, str]], *, by: str, unit: str) -> str:
    """Each line with its level below the first."""
    [(_, first), *rest] = lines
    return "\n".join((by + first, *(by + unit * level + word for level, word in rest)))


@given(lines=INDENTED, depth=st.integers(0, 3), own=st.integers(0, 3))
def test_code_moves_as_a_whole(lines: list[tuple[int, str]], depth: int, own: int) -> None:
    answer = block(lines, by="    " * own, unit="    ")
    place = "    " * depth + "old()"
    assert reindent(answer, place) == block(lines, by="    " * depth, unit="    ")


@given(
    lines=INDENTED,
    depth=st.integers(1, 3),
    own=st.integers(1, 3),
    unit=st.sampled_from(["  ", "   ", "    "]),
)
def test_spaces_become_tabs_where_tabs_indent(
    lines: list[tuple[int, str]], depth: int, own: int, unit: str
) -> None:
    lines = [*lines, (1, "end")]  # else nothing says how wide a level is
    answer = block(lines, by=unit * own, unit=unit)
    assert reindent(answer, "\t" * depth + "old()") == block(lines, by="\t" * depth, unit="\t")


def test_tabs_become_as_many_spaces_as_the_file_uses() -> None:
    assert reindent("if x:\n\ty()", "  old()", document="a {\n  b\n}") == "  if x:\n    y()"


def test_a_place_at_the_margin_asks_the_document_for_tabs() -> None:
    assert reindent("func f() {\n    g()\n}", "func f() {}", document="func h() {\n\ti()\n}") == (
        "func f() {\n\tg()\n}"
    )


def test_a_line_further_left_than_the_first_stays_at_the_left() -> None:
    assert (
        reindent("    x = 1\nlabel:\n    y = 2", "        old()")
        == "        x = 1\n    label:\n        y = 2"
    )


def test_blank_lines_get_no_indentation() -> None:
    assert reindent("a\n\nb", "    old") == "    a\n\n    b"


def test_what_is_right_already_stays_as_it_is() -> None:
    code = '    """Text\nat the margin."""\n      odd()'
    assert reindent(code, "    old()") == code


LINES = st.lists(st.text(st.sampled_from("ab \t🦀"), max_size=6), min_size=1, max_size=8)


@given(lines=LINES, ending=st.sampled_from(["\n", "\r\n", "\r"]))
def test_unchanged_code_comes_out_exactly_as_it_was(lines: list[str], ending: str) -> None:
    place = ending.join(lines)
    assert keep_same_lines("\n".join(line.rstrip() for line in lines), place) == place


@given(old=LINES, new=LINES)
def test_all_lines_of_the_answer_are_there_with_the_endings_of_the_place(
    old: list[str], new: list[str]
) -> None:
    result = keep_same_lines("\n".join(new), "\r\n".join(old), document="x\r\n")
    assert [line.rstrip() for line in result.split("\r\n")] == [line.rstrip() for line in new]
    assert result.count("\n") == result.count("\r\n")


def test_mixed_endings_stay_mixed_where_nothing_changed() -> None:
    assert keep_same_lines("a\nB\nc\nd", "a\r\nb\nc\nd") == "a\r\nB\nc\nd"


def test_blanks_at_the_end_of_a_line_stay() -> None:
    assert keep_same_lines("a\nnew\nb", "a  \nold\nb\t") == "a  \nnew\nb\t"


def test_a_place_without_endings_asks_the_document() -> None:
    assert keep_same_lines("a\nb", "x", document="p\r\nq") == "a\r\nb"
