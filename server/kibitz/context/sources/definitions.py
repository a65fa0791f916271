"""Signatures of what is likely to be used next, from the index: imports, types, names near the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.context.excerpt import Excerpt
from kibitz.context.source import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kibitz.context.cursor import Cursor
    from kibitz.context.source import Workspace

MOST = 80  # a budget of 1,000 tokens holds about 40


async def find(cursor: Cursor, workspace: Workspace) -> Sequence[Excerpt]:
    """One excerpt for each definition."""
    if workspace.index is None:
        return ()
    ranked = await workspace.index.relevant(cursor, MOST)
    return [
        Excerpt(source="definitions", path=symbol.path, lines=((symbol.line, symbol.head),), score=score)
        for symbol, score in ranked
    ]


SOURCE = Source(id="definitions", weight=1.0, jobs=frozenset({"completion", "edit", "chat"}), find=find)
