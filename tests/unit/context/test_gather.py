"""All sources at once, under one deadline; a broken one costs nothing but its own findings."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from kibitz.context.cursor import Cursor
from kibitz.context.excerpt import Excerpt
from kibitz.context.gather import gather
from kibitz.context.source import Source, Workspace, sources_for
from kibitz.context.windows import Windows

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

CURSOR = Cursor(path="here.py", language_id="python", text="", offset=0)
WORKSPACE = Workspace(folder=None, documents=(), edits=(), index=None, windows=Windows())


def source(id: str, find: Callable[[], Awaitable[Sequence[Excerpt]]]) -> Source:
    return Source(id=id, weight=1, jobs=frozenset({"completion"}), find=lambda _, __: find())


def excerpt(path: str) -> Excerpt:
    return Excerpt(source="any", path=path, lines=((0, "x"),), score=1)


async def quick() -> list[Excerpt]:
    return [excerpt("quick.py"), excerpt(".env"), excerpt("keys/id_rsa")]


async def broken() -> list[Excerpt]:
    raise RuntimeError("a bug")


async def test_takes_what_came_in_time() -> None:
    cancelled = asyncio.Event()

    async def slow() -> list[Excerpt]:
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()
        return []

    sources = [source("quick", quick), source("slow", slow), source("broken", broken)]

    found = await gather(CURSOR, WORKSPACE, sources, deadline_ms=20)
    await asyncio.wait_for(cancelled.wait(), 5)

    assert [each.path for each in found] == ["quick.py"], "no late, no broken, no private ones"


async def test_no_sources_no_excerpts() -> None:
    assert await gather(CURSOR, WORKSPACE, []) == []


async def test_every_source_can_do_without_a_workspace() -> None:
    for job in ("completion", "edit", "chat"):
        for each in sources_for(job):
            assert list(await each.find(CURSOR, WORKSPACE)) == []
