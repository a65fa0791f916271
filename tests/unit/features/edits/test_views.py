from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kibitz.features.edits.proposal import DeletedFile, DocumentChange, NewFile, Proposal, line_edits
from kibitz.features.edits.views import views
from kibitz.text.edits import TextEdit
from kibitz.text.span import Span

OLD = "a\nb\nc\nd\ne\n"


def proposal(new: str) -> Proposal:
    edits = line_edits(OLD, TextEdit(Span(0, len(OLD)), new))
    change = DocumentChange(
        uri="file:///a%20b.py", base_version=1, base_text=OLD, made_from=Span(0, len(OLD)), edits=edits
    )
    return Proposal(id="1", title="t", changes=(change,) if edits else ())


def test_a_rejected_hunk_is_not_in_the_text_after_but_can_still_be_chosen() -> None:
    whole = proposal("A\nA\nb\nd\nE\n")
    [view] = views(whole)
    assert (view.name, view.before, view.after) == ("a b.py", OLD, "A\nA\nb\nd\nE\n")
    assert [(hunk.number, hunk.line, hunk.n_lines) for hunk in view.hunks] == [
        (0, 0, 2),
        (1, 3, 0),
        (2, 4, 1),
    ]
    [view] = views(whole, {0})
    assert view.after == "a\nb\nd\nE\n"
    assert [(hunk.number, hunk.line, hunk.n_lines) for hunk in view.hunks] == [
        (0, 0, 0),
        (1, 2, 0),
        (2, 3, 1),
    ]


@given(
    st.lists(st.sampled_from(["a\n", "c\n", "x\n", "y"]), max_size=8).map("".join), st.sets(st.integers(0, 4))
)
def test_hunks_are_where_their_lines_are(new: str, rejected: set[int]) -> None:
    whole = proposal(new)
    for view in views(whole, rejected):
        lines = view.after.splitlines(keepends=True)
        for hunk, part in zip(view.hunks, whole.parts, strict=True):
            assert part.edit is not None
            if hunk.number not in rejected:
                assert "".join(lines[hunk.line : hunk.line + hunk.n_lines]) == part.edit.new_text


def test_files_that_come_and_go_have_a_view_each() -> None:
    whole = Proposal(
        id="1",
        title="t",
        files=(NewFile(uri="file:///n", text="n\n"), DeletedFile(uri="file:///d", base_text="d\n")),
    )
    assert [(view.before, view.after) for view in views(whole)] == [("", "n\n"), ("d\n", "")]
    assert [(view.before, view.after) for view in views(whole, {0, 1})] == [("", ""), ("d\n", "d\n")]
