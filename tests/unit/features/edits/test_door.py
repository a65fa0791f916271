from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kibitz.features.edits.proposal import DocumentChange, Proposal, line_edits
from kibitz.text.edits import TextEdit
from kibitz.text.span import Span
from support.edits import ASKS, NO_EDITS, Desk

if TYPE_CHECKING:
    from kibitz.features.edits.editor import Abilities

TEXT = "a\nb\nc\n"
EDITED = "a\nB\nc\n"

REVIEWS = replace(ASKS, reviews=True)
CONFIRMS = replace(ASKS, confirms_changes=True)


def proposal(desk: Desk, *warnings: str) -> Proposal:
    change = DocumentChange(
        uri=desk.uri,
        base_version=1,
        base_text=TEXT,
        made_from=Span(2, 4),
        edits=line_edits(TEXT, TextEdit(Span(2, 4), "B\n")),
    )
    return Proposal(id="1", title="Big letters", changes=(change,), warnings=warnings)


async def test_an_editor_that_asks_shows_the_diff_and_applies_what_is_agreed_to() -> None:
    desk = Desk(TEXT)
    assert await desk.door.submit(proposal(desk, "Beware.")) == "applied"
    assert desk.text == EDITED
    [document] = desk.editor.opened
    assert document.language_id == "diff" and document.finished
    assert "-b\n+B\n" in document.text
    assert desk.user.questions == ["Big letters (+1 -1 lines)\nBeware."]
    assert desk.editor.confirmed is False


@pytest.mark.parametrize("answer", ["Discard", None])
async def test_no_consent_changes_nothing(answer: str | None) -> None:
    desk = Desk(TEXT)
    desk.user.answer = answer
    assert await desk.door.submit(proposal(desk)) == "discarded"
    assert desk.text == TEXT and not desk.editor.applied


async def test_without_documents_the_diff_is_in_the_question() -> None:
    desk = Desk(TEXT, abilities=replace(ASKS, shows_documents=False))
    await desk.door.submit(proposal(desk))
    assert not desk.editor.opened
    assert "-b\n+B\n" in desk.user.questions[0]
    assert "+++" not in desk.user.questions[0]


async def test_an_editor_that_confirms_changes_is_given_them_at_once() -> None:
    desk = Desk(TEXT, abilities=CONFIRMS)
    assert await desk.door.submit(proposal(desk)) == "applied"
    assert desk.editor.confirmed is True
    assert not desk.user.questions and not desk.editor.opened


async def test_what_is_not_confirmed_is_discarded_without_a_word() -> None:
    desk = Desk(TEXT, abilities=CONFIRMS)
    desk.editor.takes = False
    assert await desk.door.submit(proposal(desk)) == "discarded"
    assert not desk.user.told


async def test_an_editor_with_a_view_of_its_own_reviews_there() -> None:
    desk = Desk(TEXT, abilities=replace(REVIEWS, confirms_changes=True))
    desk.editor.reviewing = lambda shown: replace(shown, title="kept")
    assert await desk.door.submit(proposal(desk)) == "applied"
    assert desk.editor.applied[0].title == "kept"
    assert desk.editor.confirmed is False
    assert not desk.user.questions


async def test_a_review_can_discard() -> None:
    desk = Desk(TEXT, abilities=REVIEWS)
    desk.editor.reviewing = lambda _: None
    assert await desk.door.submit(proposal(desk)) == "discarded"
    assert desk.text == TEXT


@pytest.mark.parametrize("abilities", [NO_EDITS, replace(NO_EDITS, applies_edits=True)])
async def test_without_a_way_to_review_it_waits_for_the_next_list(abilities: Abilities) -> None:
    desk = Desk(TEXT, abilities=abilities)
    assert await desk.door.submit(proposal(desk)) == "prepared"
    assert desk.text == TEXT
    [offered] = desk.prepared.offered(desk.uri)
    assert offered.changes[0].new_text == EDITED
    assert "ask for code actions again" in desk.user.told[0]


async def test_an_edit_the_editor_refuses_is_reported_and_not_tried_again() -> None:
    desk = Desk(TEXT)
    desk.editor.takes = False
    assert await desk.door.submit(proposal(desk)) == "not applied"
    assert "did not apply" in desk.user.told[0]


async def test_typing_elsewhere_before_the_review_and_during_it_is_respected() -> None:
    desk = Desk(TEXT)
    shown = proposal(desk)
    desk.type("a\n", "aa\n")
    desk.user.when_asked = lambda: desk.type("c\n", "cc\n")
    assert await desk.door.submit(shown) == "applied"
    assert desk.text == "aa\nB\ncc\n"


async def test_typing_in_its_lines_before_the_review_makes_it_stale_loudly() -> None:
    desk = Desk(TEXT)
    shown = proposal(desk)
    desk.type("b\n", "bb\n")
    assert await desk.door.submit(shown) == "stale"
    assert desk.text == "a\nbb\nc\n"
    assert "changed meanwhile" in desk.user.told[0]
    assert not desk.user.questions


async def test_typing_in_its_lines_during_the_review_makes_it_stale_loudly() -> None:
    desk = Desk(TEXT)
    desk.user.when_asked = lambda: desk.type("b\n", "bb\n")
    assert await desk.door.submit(proposal(desk)) == "stale"
    assert desk.text == "a\nbb\nc\n"
    assert "changed meanwhile" in desk.user.told[0]


async def test_a_document_closed_meanwhile_is_left_alone() -> None:
    desk = Desk(TEXT)

    def close() -> None:
        desk.documents.close(desk.uri)

    desk.user.when_asked = close
    assert await desk.door.submit(proposal(desk)) == "stale"
    assert not desk.editor.applied


async def test_cancelling_during_the_review_applies_nothing() -> None:
    desk = Desk(TEXT)
    asked = asyncio.Event()

    async def ask(message: str, choices: tuple[str, ...]) -> str | None:
        asked.set()
        return await asyncio.Event().wait() and None

    desk.user.ask = ask
    task = asyncio.ensure_future(desk.door.submit(proposal(desk)))
    await asked.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert desk.text == TEXT and not desk.editor.applied
