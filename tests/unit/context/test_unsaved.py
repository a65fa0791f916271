"""Open documents are taken into the index when typing has stopped."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from kibitz.context.unsaved import Unsaved
from kibitz.documents.store import DocumentStore

if TYPE_CHECKING:
    from kibitz.documents.snapshot import Snapshot


class Editor:
    """Types; notes what is taken in."""

    def __init__(self, *, quiet_s: float = 0.02) -> None:
        self.taken: list[str] = []
        self.fails = False
        self.unsaved = Unsaved(self.take_in, quiet_s=quiet_s)

    def type(self, text: str, uri: str = "file:///a.py") -> None:
        self.unsaved.edited(DocumentStore().open(uri, "python", 1, text))

    async def take_in(self, snapshot: Snapshot) -> None:
        self.taken.append(snapshot.text)
        if self.fails:
            raise RuntimeError


async def test_of_many_keys_the_last_text_is_read_once() -> None:
    here = Editor()
    for text in ("a", "ab", "abc"):
        here.type(text)
        await asyncio.sleep(0)
    assert not here.taken, "nothing is read while somebody types"
    await here.unsaved.taken_in()
    assert here.taken == ["abc"]


async def test_each_document_is_read_and_none_that_was_closed() -> None:
    here = Editor()
    for name in ("a", "b", "c"):
        here.type(name, f"file:///{name}.py")
    here.unsaved.forget("file:///b.py")
    await here.unsaved.taken_in()
    assert here.taken == ["a", "c"]


async def test_one_that_cannot_be_read_does_not_end_it() -> None:
    here = Editor()
    here.fails = True
    here.type("a")
    await here.unsaved.taken_in()
    here.type("b")
    await here.unsaved.taken_in()
    assert here.taken == ["a", "b"]


async def test_ends_with_the_session() -> None:
    here = Editor(quiet_s=60)
    here.type("a")
    await asyncio.wait_for(here.unsaved.aclose(), 5)
    assert not here.taken
