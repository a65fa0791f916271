from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kibitz.documents.store import Change, DocumentStore
from kibitz.features.edits.carry import carried_over, up_to_date
from kibitz.features.edits.proposal import DocumentChange, Proposal, line_edits
from kibitz.text.edits import TextEdit, apply_edits
from kibitz.text.span import Span
from support.inline import snapshot_of

BASE = "import os\n\ndef f():\n    a\n    b\n    c\n\ndef g():\n    d\n"
REGION = Span(BASE.index("def f"), BASE.index("\ndef g"))


def change(new: str = "def f():\n    a\n    B\n    c\n    e\n", *more: TextEdit) -> DocumentChange:
    edits = line_edits(BASE, TextEdit(REGION, new))
    return DocumentChange(
        uri="untitled:a", base_version=3, base_text=BASE, made_from=REGION, edits=(*more, *edits)
    )


def carried(now: str, what: DocumentChange | None = None) -> str | None:
    moved = carried_over(what or change(), snapshot_of(now, uri="untitled:a", version=9))
    if moved is None:
        return None
    assert (moved.base_version, moved.base_text) == (9, now)
    return moved.new_text


def test_a_replacement_becomes_one_edit_for_each_hunk() -> None:
    assert [edit.new_text for edit in change().edits] == ["    B\n", "    e\n"]
    assert change().new_text == BASE.replace("    b\n", "    B\n").replace("    c\n", "    c\n    e\n")


@given(st.lists(st.sampled_from(["a\n", "b\n", "a"]), max_size=6).map("".join))
def test_hunks_stay_inside_the_lines_they_replace(new: str) -> None:
    text = "a\nb\na\nb\na\nb\n"
    span = Span(2, 8)
    edits = line_edits(text, TextEdit(span, new))
    assert apply_edits(text, edits) == text[:2] + new + text[8:]
    assert all(span.contains(edit.span) for edit in edits)


def test_typing_above_and_below_moves_the_edits() -> None:
    now = "# new\n" + BASE.replace("    d\n", "    dd\n    ddd\n")
    assert carried(now) == "# new\n" + change().new_text.replace("    d\n", "    dd\n    ddd\n")


def test_typing_at_both_edges_moves_the_edits() -> None:
    now = BASE.replace("def f", "x = 1\ndef f").replace("    c\n\n", "    c\ny = 1\n\n")
    assert carried(now) == now.replace("    b\n", "    B\n").replace("    c\n", "    c\n    e\n")


def test_typing_in_the_region_makes_it_stale_even_where_no_hunk_is() -> None:
    assert carried(BASE.replace("    a\n", "    aa\n")) is None
    assert carried(BASE.replace("    b\n", "    bb\n")) is None


def test_a_closed_region_makes_it_stale() -> None:
    assert carried("") is None


def test_an_edit_outside_of_the_region_moves_by_itself() -> None:
    what = change("def f():\n    B\n", TextEdit(Span(0, 0), "import re\n"))
    now = BASE.replace("\ndef f", "\nx = 1\n\ndef f")
    result = carried(now, what)
    assert result is not None
    assert result.startswith("import re\nimport os\n\nx = 1\n\ndef f():\n    B\n")


def test_an_edit_outside_of_the_region_can_make_it_stale() -> None:
    what = change("def f():\n", TextEdit(Span(0, 10), "import re\n"))
    assert carried(BASE.replace("import os", "import sys"), what) is None


def test_a_new_version_of_the_same_text_is_the_same() -> None:
    assert carried(BASE) == change().new_text


@given(
    before=st.lists(st.sampled_from(["x\n", "y\n", "\n"]), max_size=4).map("".join),
    after=st.lists(st.sampled_from(["x\n", "y\n", "\n"]), max_size=4).map("".join),
)
def test_whatever_is_typed_around_the_region_it_comes_out_as_intended(before: str, after: str) -> None:
    old = BASE[REGION.start : REGION.end]
    moved = carried_over(change(), snapshot_of(before + old + after, uri="untitled:a"))
    assert moved is not None
    assert moved.new_text == before + "def f():\n    a\n    B\n    c\n    e\n" + after


def test_a_proposal_says_how_large_it_is() -> None:
    proposal = Proposal(id="1", title="Edit", changes=(change(),))
    assert proposal.summary == "+2 -1 lines"
    assert "-    b\n+    B\n" in proposal.diff()


def test_a_proposal_is_out_of_date_when_one_of_its_documents_is() -> None:
    documents = DocumentStore()
    proposal = Proposal(id="1", title="Edit", changes=(change(),))
    assert up_to_date(proposal, documents.get) is None
    documents.open("untitled:a", "python", 5, BASE)
    current = up_to_date(proposal, documents.get)
    assert current is not None and current.changes[0].base_version == 5
    documents.change("untitled:a", 6, [Change((3, 4), (3, 5), "z")], "utf-16")
    assert up_to_date(proposal, documents.get) is None
