"""Taking a proposal hunk by hunk; typing around it is in `test_proposal.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from kibitz.features.edits.carry import Remaining, remaining
from kibitz.features.edits.inverse import inverse
from kibitz.features.edits.proposal import (
    DeletedFile,
    DocumentChange,
    NewFile,
    Proposal,
    RenamedFile,
    line_edits,
)
from kibitz.text.edits import TextEdit, apply_edits
from kibitz.text.span import Span
from support.inline import snapshot_of

if TYPE_CHECKING:
    from kibitz.documents.snapshot import Snapshot

OLD = "a\nb\nc\nd\ne\n"
NEW = "A\nb\nC\nd\nE\n"
URI = "untitled:a"


def proposal(new: str = NEW, *files: NewFile | RenamedFile | DeletedFile) -> Proposal:
    change = DocumentChange(
        uri=URI,
        base_version=1,
        base_text=OLD,
        made_from=Span(0, len(OLD)),
        edits=line_edits(OLD, TextEdit(Span(0, len(OLD)), new)),
    )
    return Proposal(id="1", title="Capitals", changes=(change,), files=files)


def left(text: str, rejected: set[int] | None = None) -> Remaining | None:
    return remaining(proposal(), lambda _: snapshot_of(text, uri=URI), rejected or set())


def result(text: str, rejected: set[int] | None = None) -> tuple[tuple[int, ...], str]:
    found = left(text, rejected)
    assert found is not None
    return found.numbers, found.proposal.changes[0].new_text if found.proposal else text


def test_parts_are_numbered_hunks() -> None:
    assert [part.title for part in proposal().parts] == ["a:1 (+1 -1)", "a:3 (+1 -1)", "a:5 (+1 -1)"]
    kept = proposal().keeping({0, 2})
    assert kept is not None and kept.changes[0].new_text == "A\nb\nc\nd\nE\n"
    assert proposal().keeping(set()) is None


def test_a_taken_hunk_leaves_the_others_with_their_numbers() -> None:
    assert result("a\nb\nC\nd\ne\n") == ((0, 2), NEW)
    assert result("A\nb\nC\nd\ne\n") == ((2,), NEW)
    assert result(NEW) == ((), NEW)


def test_an_undo_brings_a_hunk_back() -> None:
    assert result(OLD) == ((0, 1, 2), NEW)


def test_a_rejected_hunk_is_left_out() -> None:
    assert result(OLD, {1}) == ((0, 2), "A\nb\nc\nd\nE\n")
    assert result("A\nb\nc\nd\ne\n", {1}) == ((2,), "A\nb\nc\nd\nE\n")


def test_once_decided_only_the_lines_of_the_rest_matter() -> None:
    assert result("AA\nb\nc\nd\ne\n".replace("AA", "a"), {0, 1})[0] == (2,)
    assert result("mine\nb\nc\nd\ne\n", {0, 1}) == ((2,), "mine\nb\nc\nd\nE\n")


def test_typing_in_a_hunk_that_is_left_makes_it_stale() -> None:
    assert left("a\nb\nC\nd\nee\n") is None
    assert left("aa\nb\nc\nd\ne\n") is None


@given(
    st.lists(st.sampled_from(["a\n", "b\n", "x\n", "y\n", "é🙂\r\n", "z"]), max_size=8).map("".join),
    st.data(),
)
def test_hunks_taken_in_any_order_end_in_the_whole_and_undo_exactly(new: str, data: st.DataObject) -> None:
    whole = proposal(new)
    text = OLD
    for _ in range(len(whole.parts)):
        now = remaining(whole, lambda _, text=text: snapshot_of(text, uri=URI))
        assert now is not None
        if now.proposal is None:
            break
        chosen = data.draw(st.sampled_from(now.proposal.parts))
        only = now.proposal.keeping({chosen.number})
        assert only is not None
        text = only.changes[0].new_text
        for change in inverse(only).changes:
            assert apply_edits(text, change.edits) == only.changes[0].base_text
    assert text == new


def test_files_that_come_move_or_go_are_parts_and_are_undone_in_reverse() -> None:
    files = (
        NewFile(uri="file:///n", text="n\n"),
        RenamedFile(uri=URI, new_uri="untitled:b"),
        DeletedFile(uri="file:///d", base_text="d\n"),
    )
    whole = proposal(NEW, *files)
    assert [part.title for part in whole.parts[3:]] == ["create n (+1)", "rename a to b", "delete d (-1)"]
    assert whole.summary == "+4 -4 lines in 4 files"
    assert "rename from a\nrename to b" in whole.diff()
    undoing = inverse(whole)
    assert [type(file) for file in undoing.files] == [NewFile, RenamedFile, DeletedFile]
    assert undoing.changes[0].uri == "untitled:b"
    assert undoing.changes[0].new_text == OLD


def test_a_file_that_came_meanwhile_makes_a_creation_stale() -> None:
    whole = proposal(NEW, NewFile(uri="file:///n", text="n\n"))
    documents: dict[str, Snapshot] = {URI: snapshot_of(OLD, uri=URI)}
    found = remaining(whole, documents.get)
    assert found is not None and found.numbers == (0, 1, 2, 3)
    documents["file:///n"] = snapshot_of("n\n", uri="file:///n")
    found = remaining(whole, documents.get)
    assert found is not None and found.numbers == (0, 1, 2)
    documents["file:///n"] = snapshot_of("mine\n", uri="file:///n")
    assert remaining(whole, documents.get) is None
