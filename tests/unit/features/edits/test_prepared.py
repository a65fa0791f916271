from __future__ import annotations

from dataclasses import replace

from kibitz.features.edits.prepared import KEPT, PreparedProposals
from kibitz.features.edits.proposal import DocumentChange, Proposal
from kibitz.text.edits import TextEdit
from kibitz.text.span import Span
from support.edits import Desk

CHANGE = DocumentChange(
    uri="", base_version=1, base_text="a\nb\n", made_from=Span(2, 4), edits=(TextEdit(Span(2, 4), "B\n"),)
)


def kept(desk: Desk, *names: str) -> PreparedProposals:
    prepared = PreparedProposals(desk.documents.get)
    for name in names:
        prepared.keep(Proposal(id=name, title=name, changes=(replace(CHANGE, uri=desk.uri),)))
    return prepared


def titles(prepared: PreparedProposals, uri: str) -> list[str]:
    return [proposal.title for proposal in prepared.offered(uri)]


def test_the_newest_is_offered_first_and_only_for_its_document() -> None:
    desk = Desk("a\nb\n")
    prepared = kept(desk, "old", "new")
    assert titles(prepared, desk.uri) == ["new", "old"]
    assert titles(prepared, "untitled:other") == []


def test_it_follows_the_document() -> None:
    desk = Desk("a\nb\n")
    prepared = kept(desk, "one")
    desk.type("a\n", "aa\naaa\n")
    [offered] = prepared.offered(desk.uri)
    assert offered.changes[0].new_text == "aa\naaa\nB\n"


def test_once_applied_it_is_offered_no_more_until_it_is_undone() -> None:
    desk = Desk("a\nb\n")
    prepared = kept(desk, "one")
    desk.type("b\n", "B\n")
    assert titles(prepared, desk.uri) == []
    desk.type("B\n", "b\n")
    assert titles(prepared, desk.uri) == ["one"]


def test_only_the_last_few_are_kept() -> None:
    desk = Desk("a\nb\n")
    prepared = kept(desk, *map(str, range(KEPT + 3)))
    assert titles(prepared, desk.uri) == [str(number) for number in range(KEPT + 2, 2, -1)]
