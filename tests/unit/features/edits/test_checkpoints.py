from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from kibitz.features.edits import checkpoints as module
from kibitz.features.edits.checkpoints import Checkpoints
from kibitz.features.edits.proposal import DeletedFile, DocumentChange, NewFile, Proposal, RenamedFile
from kibitz.text.edits import TextEdit
from kibitz.text.span import Span

if TYPE_CHECKING:
    from pathlib import Path


def proposal(title: str, uri: str = "file:///project/a.py") -> Proposal:
    change = DocumentChange(
        uri=uri,
        base_version=3,
        base_text="a🙂\r\nb",
        made_from=Span(0, 2),
        edits=(TextEdit(Span(0, 2), "A"),),
    )
    files = (
        NewFile(uri="file:///project/n", text="n"),
        RenamedFile(uri="file:///project/o", new_uri="file:///project/p"),
        DeletedFile(uri="file:///project/d", base_text="d"),
    )
    return Proposal(id=title, title=title, changes=(change,), files=files, warnings=("Beware.",))


async def test_a_later_session_finds_what_was_changed_in_its_folders(tmp_path: Path) -> None:
    file = tmp_path / "state" / "checkpoints.sqlite"
    first = Checkpoints(file)
    await first.keep(proposal("one"))
    await first.keep(proposal("two"))
    assert [point.proposal for point in await first.newest_first()] == [proposal("two"), proposal("one")]
    await first.aclose()
    here = Checkpoints(file, folders=("file:///project",))
    assert [point.proposal.title for point in await here.newest_first()] == ["two", "one"]
    elsewhere = Checkpoints(file, folders=("file:///projector",))
    assert await elsewhere.newest_first() == ()
    await here.aclose()
    await elsewhere.aclose()


async def test_dropped_narrowed_and_forgotten(tmp_path: Path) -> None:
    points = Checkpoints(tmp_path / "c.sqlite")
    one, two = await points.keep(proposal("one")), await points.keep(proposal("two"))
    await points.drop(two)
    narrowed = proposal("one").keeping({0})
    assert narrowed is not None
    await points.narrow(one, narrowed)
    [left] = await points.newest_first()
    assert left.proposal == narrowed
    assert await points.forget() == 1
    assert await points.newest_first() == ()
    await points.aclose()


async def test_only_so_many_and_so_much_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    points = Checkpoints(tmp_path / "c.sqlite")
    for number in range(module.KEPT + 5):
        await points.keep(proposal(str(number)))
    found = await points.newest_first()
    assert len(found) == module.KEPT and found[0].proposal.title == str(module.KEPT + 4)
    monkeypatch.setattr(module, "MOST_CHARS", 10)
    await points.keep(proposal("large"))
    assert [point.proposal.title for point in await points.newest_first()] == ["large"]
    await points.aclose()


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX")
async def test_the_file_is_for_this_user_alone(tmp_path: Path) -> None:
    points = Checkpoints(tmp_path / "c.sqlite")
    await points.keep(proposal("one"))
    assert set(modes_in(tmp_path).values()) == {0o600}
    await points.aclose()


def modes_in(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
