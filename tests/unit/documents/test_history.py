"""What the user changed lately: key presses at one place are one edit."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kibitz.documents.history import MOST_EDITS, EditHistory
from kibitz.documents.snapshot import Snapshot
from kibitz.text.line_index import LineIndex

LINES = "".join(f"line {number}\n" for number in range(30))


def snapshot(text: str, uri: str = "file:///a.py") -> Snapshot:
    return Snapshot(uri=uri, version=1, language_id="python", text=text, index=LineIndex.of(text))


def after(*texts: str) -> EditHistory:
    history = EditHistory()
    for before, then in pairwise(texts):
        history.note(snapshot(before), snapshot(then))
    return history


def test_typing_is_one_edit() -> None:
    [edit] = after("a\nb\nc\n", "a\nbx\nc\n", "a\nbxy\nc\n", "a\nbxyz\nc\n").newest_first()

    assert (edit.line, edit.old, edit.new) == (1, "b\n", "bxyz\n")


def test_the_next_line_belongs_to_it() -> None:
    [edit] = after("a\nb\n", "ax\nb\n", "ax\n\nb\n", "ax\nnew\nb\n").newest_first()

    assert (edit.old, edit.new) == ("a\nb\n", "ax\nnew\nb\n")


def test_elsewhere_is_another_edit() -> None:
    one = LINES.replace("line 3\n", "line 3!\n")
    two = one.replace("line 20\n", "line 20!\n")

    newest, older = after(LINES, one, two).newest_first()

    assert (newest.line, newest.old, older.line, older.new) == (20, "line 20\n", 3, "line 3!\n")


def test_what_was_undone_is_no_edit() -> None:
    assert after("a\n", "ab\n", "a\n").newest_first() == ()


def test_is_bounded() -> None:
    texts = [LINES]
    for number in range(60):
        line = (number * 7) % 30
        texts.append(texts[-1].replace(f"line {line}", f"line {line}+", 1))

    assert len(after(*texts).newest_first()) <= MOST_EDITS


TEXT = st.text("ab\n", max_size=30)


@given(TEXT, TEXT, TEXT)
def test_the_newest_edit_tells_the_text_as_it_is(first: str, second: str, third: str) -> None:
    for edit in after(first, second, third).newest_first()[:1]:
        assert edit.new in third
