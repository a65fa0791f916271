from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kibitz.documents.uri import uri_of
from kibitz.features.edits.checkpoints import Checkpoints
from kibitz.features.edits.door import HUNK_BY_HUNK, SHOW_DIFF
from kibitz.features.edits.proposal import DocumentChange, NewFile, Proposal, line_edits
from kibitz.features.edits.review_steps import take_step
from kibitz.text.edits import TextEdit
from kibitz.text.span import Span
from support.edits import ASKS, NO_EDITS, Desk

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from kibitz.features.edits.editor import Abilities
    from kibitz.features.edits.prepared import Verdict

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


async def test_a_read_only_file_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text(TEXT)
    desk = Desk(TEXT, uri=uri_of(path))
    path.chmod(0o400)
    assert await desk.door.submit(proposal(desk)) == "refused"
    assert "a.py is read-only" in desk.user.told[0]
    assert not desk.user.questions and desk.text == TEXT


async def test_an_editor_that_cannot_create_files_is_told_so() -> None:
    desk = Desk(TEXT)
    created = Proposal(id="1", title="Tests", files=(NewFile(uri="file:///nowhere/test_a.py", text="x\n"),))
    assert await desk.door.submit(created) == "refused"
    assert "cannot create files" in desk.user.told[0]


async def test_an_undo_that_the_editor_cannot_do_is_told_and_changes_nothing(
    tmp_path: Path, checkpoints: Checkpoints
) -> None:
    path = tmp_path / "new.py"
    created = Proposal(id="1", title="Tests", files=(NewFile(uri=uri_of(path), text="x\n"),))
    able = replace(ASKS, file_operations=frozenset({"create"}))
    desk = Desk(TEXT, abilities=able, checkpoints=checkpoints)
    assert await desk.door.submit(created) == "applied"
    assert await desk.door.undo() == "refused"
    assert "cannot delete files" in desk.user.told[-1]
    assert len(desk.editor.applied) == 1


async def test_hunk_by_hunk_leaves_the_choice_to_the_buffer() -> None:
    desk = Desk(TEXT)
    desk.user.answer = HUNK_BY_HUNK
    assert await desk.door.submit(two_hunks(desk)) == "prepared"
    assert desk.text == TEXT
    first, second = (step for step in desk.prepared.steps(desk.uri) if step.verdict == "accept")
    await step(desk, "accept", second.part)
    assert desk.text == "a\nb\nC\n"
    await step(desk, "reject", first.part)
    assert desk.text == "a\nb\nC\n"
    assert desk.prepared.steps(desk.uri) == ()


async def test_accepting_the_rest_of_it_at_once() -> None:
    desk = Desk(TEXT)
    desk.user.answer = HUNK_BY_HUNK
    await desk.door.submit(two_hunks(desk))
    await step(desk, "reject", 0)
    desk.type("b\n", "b\nmine\n")
    await step(desk, "accept all", None)
    assert desk.text == "a\nb\nmine\nC\n"


async def test_after_a_hunk_the_cursor_goes_to_the_next_one() -> None:
    desk = Desk(TEXT, abilities=replace(ASKS, shows_places=True))
    desk.user.answer = HUNK_BY_HUNK
    whole = replace(two_hunks(desk), changes=(changed(desk, "A\nA\nb\nC\n"),))
    await desk.door.submit(whole)
    await step(desk, "accept", 0)
    assert desk.text == "A\nA\nb\nc\n"
    assert desk.editor.places == [(desk.uri, 3)]


async def test_undo_restores_exactly_and_takes_one_after_the_other(checkpoints: Checkpoints) -> None:
    desk = Desk(TEXT, checkpoints=checkpoints)
    await desk.door.submit(proposal(desk))
    await desk.door.submit(replace(proposal(desk), changes=(changed(desk, "a\nB\nC\n"),)))
    assert desk.text == "a\nB\nC\n"
    assert await desk.door.undo() == "applied"
    assert desk.text == EDITED
    assert await desk.door.undo() == "applied"
    assert desk.text == TEXT
    assert await desk.door.undo() is None
    assert "no AI change to undo" in desk.user.told[-1]


async def test_undo_keeps_what_was_typed_elsewhere(checkpoints: Checkpoints) -> None:
    desk = Desk(TEXT, checkpoints=checkpoints)
    await desk.door.submit(proposal(desk))
    desk.type("a\n", "aa\n")
    assert await desk.door.undo() == "applied"
    assert desk.text == "aa\nb\nc\n"


async def test_undo_refuses_where_the_user_has_edited_since_and_offers_the_diff(
    checkpoints: Checkpoints,
) -> None:
    desk = Desk(TEXT, checkpoints=checkpoints)
    await desk.door.submit(proposal(desk))
    desk.type("B\n", "BB\n")
    desk.user.answer = SHOW_DIFF
    assert await desk.door.undo() == "stale"
    assert desk.text == "a\nBB\nc\n"
    assert "edited since" in desk.user.questions[-1]
    assert "-b\n+B\n" in desk.editor.opened[-1].text


async def test_undo_passes_over_what_the_editor_has_undone_itself(checkpoints: Checkpoints) -> None:
    desk = Desk(TEXT, checkpoints=checkpoints)
    await desk.door.submit(proposal(desk))
    desk.type("B\n", "b\n")
    assert await desk.door.undo() is None


async def test_undo_after_a_new_start_restores_files_on_disk(
    tmp_path: Path, checkpoints: Checkpoints
) -> None:
    uri = uri_of(tmp_path / "a.py")
    desk = Desk(TEXT, uri=uri, checkpoints=checkpoints)
    await desk.door.submit(proposal(desk))
    other = Checkpoints(tmp_path / "checkpoints.sqlite", folders=(uri_of(tmp_path),))
    again = Desk(EDITED, uri=uri, checkpoints=other)
    assert await again.door.undo() == "applied"
    assert again.text == TEXT
    await other.aclose()


async def test_of_what_the_editor_let_the_user_pick_from_only_that_is_undone(
    checkpoints: Checkpoints,
) -> None:
    desk = Desk(TEXT, abilities=CONFIRMS, checkpoints=checkpoints)
    desk.editor.takes_part = lambda whole: whole.keeping({1})
    assert await desk.door.submit(two_hunks(desk)) == "applied"
    assert desk.text == "a\nb\nC\n"
    desk.editor.takes_part = lambda whole: whole
    desk.type("a\n", "mine\n")  # where the hunk was that the user did not take
    assert await desk.door.undo() == "applied"
    assert desk.text == "mine\nb\nc\n"


async def test_of_what_an_editor_took_by_itself_only_that_is_undone(checkpoints: Checkpoints) -> None:
    desk = Desk(TEXT, abilities=NO_EDITS, checkpoints=checkpoints)
    await desk.door.submit(two_hunks(desk))
    desk.type("a\n", "mine\n")  # where the hunk was that the user does not take
    assert await desk.door.undoable(desk.snapshot) == ""
    assert await desk.door.undo() is None
    desk.type("c\n", "C\n")  # the other one
    assert await desk.door.undoable(desk.snapshot) == two_hunks(desk).title
    assert await desk.door.undo() == "prepared"
    [undoing] = desk.prepared.offered(desk.uri)[:1]
    assert undoing.changes[0].new_text == "mine\nb\nc\n"


async def test_undo_of_one_document_leaves_the_others(checkpoints: Checkpoints) -> None:
    desk = Desk(TEXT, checkpoints=checkpoints)
    await desk.door.submit(proposal(desk))
    desk.documents.open("file:///project/other.py", "python", 1, "x\n")
    other = DocumentChange(
        uri="file:///project/other.py",
        base_version=1,
        base_text="x\n",
        made_from=Span(0, 2),
        edits=(TextEdit(Span(0, 2), "y\n"),),
    )
    await desk.door.submit(Proposal(id="2", title="Other", changes=(other,)))
    assert await desk.door.undoable(desk.snapshot) == "Big letters"
    assert await desk.door.undo(desk.uri) == "applied"
    assert desk.text == TEXT and await desk.door.undoable(desk.snapshot) == ""
    left = desk.documents.get("file:///project/other.py")
    assert left is not None and left.text == "y\n" and await desk.door.undoable(left) == "Other"


async def test_what_the_editor_did_not_take_leaves_nothing_to_undo(checkpoints: Checkpoints) -> None:
    desk = Desk(TEXT, checkpoints=checkpoints)
    desk.editor.takes = False
    await desk.door.submit(proposal(desk))
    assert await checkpoints.newest_first() == ()


async def test_what_an_editor_took_and_said_it_did_not_can_be_undone(checkpoints: Checkpoints) -> None:
    desk = Desk(TEXT, checkpoints=checkpoints)
    desk.editor.takes_part, desk.editor.says_so = lambda whole: whole.keeping({1}), False
    assert await desk.door.submit(two_hunks(desk)) == "not applied"
    assert desk.text == "a\nb\nC\n"
    assert "only a part of the edit (+1 -1 lines)" in desk.user.told[-1]
    desk.editor.takes_part, desk.editor.says_so = lambda whole: whole, True
    desk.type("a\n", "mine\n")  # where the hunk was that the editor did not take
    assert await desk.door.undo() == "applied"
    assert desk.text == "mine\nb\nc\n"
    assert await checkpoints.newest_first() == ()


async def test_of_several_files_those_that_were_changed_can_be_undone(
    tmp_path: Path, checkpoints: Checkpoints
) -> None:
    able = replace(ASKS, file_operations=frozenset({"create", "delete"}))
    desk = Desk(TEXT, abilities=able, checkpoints=checkpoints)
    made = NewFile(uri=uri_of(tmp_path / "new.py"), text="x\n")
    desk.editor.takes_part, desk.editor.says_so = lambda whole: replace(whole, files=()), False
    assert await desk.door.submit(replace(two_hunks(desk), files=(made,))) == "not applied"
    desk.editor.takes_part, desk.editor.says_so = lambda whole: whole, True
    assert await desk.door.undo() == "applied"
    assert desk.text == TEXT
    assert desk.editor.applied[-1].files == ()


async def test_what_an_editor_undid_and_said_it_did_not_is_not_undone_again(
    checkpoints: Checkpoints,
) -> None:
    desk = Desk(TEXT, checkpoints=checkpoints)
    assert await desk.door.submit(two_hunks(desk)) == "applied"
    before = desk.text
    desk.editor.takes_part, desk.editor.says_so = lambda whole: whole.keeping({1}), False
    assert await desk.door.undo() == "not applied"
    assert desk.text != before and desk.text != TEXT
    assert "undid only a part" in desk.user.told[-1] and "(+1 -1 lines)" in desk.user.told[-1]
    desk.editor.takes_part, desk.editor.says_so = lambda whole: whole, True
    assert await desk.door.undo() == "applied"
    assert desk.text == TEXT
    assert await checkpoints.newest_first() == ()


async def test_an_undo_that_an_editor_did_and_denied_is_done(checkpoints: Checkpoints) -> None:
    desk = Desk(TEXT, checkpoints=checkpoints)
    assert await desk.door.submit(two_hunks(desk)) == "applied"
    desk.editor.says_so = False
    assert await desk.door.undo() == "applied"
    assert desk.text == TEXT
    assert await checkpoints.newest_first() == ()


async def test_an_undo_that_an_editor_refused_can_be_asked_for_again(checkpoints: Checkpoints) -> None:
    desk = Desk(TEXT, checkpoints=checkpoints)
    assert await desk.door.submit(two_hunks(desk)) == "applied"
    desk.editor.takes = False
    assert await desk.door.undo() == "not applied"
    desk.editor.takes = True
    assert await desk.door.undo() == "applied"
    assert desk.text == TEXT


def changed(desk: Desk, new: str) -> DocumentChange:
    text = desk.text
    return DocumentChange(
        uri=desk.uri,
        base_version=desk.snapshot.version,
        base_text=text,
        made_from=Span(0, len(text)),
        edits=line_edits(text, TextEdit(Span(0, len(text)), new)),
    )


def two_hunks(desk: Desk) -> Proposal:
    return Proposal(id="2", title="Capitals", changes=(changed(desk, "A\nb\nC\n"),))


async def step(desk: Desk, verdict: Verdict, part: int | None) -> None:
    await take_step(verdict, "2", part, door=desk.door, editor=desk.editor, user=desk.user)


@pytest.fixture
async def checkpoints(tmp_path: Path) -> AsyncIterator[Checkpoints]:
    points = Checkpoints(tmp_path / "checkpoints.sqlite")
    yield points
    await points.aclose()
