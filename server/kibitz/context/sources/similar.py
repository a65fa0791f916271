"""Code like that around the cursor in files that are open: the best window of each, by Jaccard similarity.

What people write next to each other they open next to each other; the window shows how such code is written
here, names and all. As Copilot and Tabby have it, with smaller windows, for a smaller budget.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from kibitz.context.excerpt import Excerpt
from kibitz.context.source import Source
from kibitz.context.words import identifiers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kibitz.context.cursor import Cursor
    from kibitz.context.source import Workspace
    from kibitz.context.windows import TextWindow

MOST_DOCUMENTS = 8
LINES_BEFORE = 10
LINES_AFTER = 4
LEAST_SIMILARITY = 0.15  # below, two pieces of code share `self`, `return` and little else


async def find(cursor: Cursor, workspace: Workspace) -> Sequence[Excerpt]:
    """One window of each document, the most similar first."""
    others = [
        (path, document)
        for document in workspace.documents
        if (path := workspace.relative(document.path)) and path != cursor.path
    ]
    wanted = _around(cursor) if others else frozenset[str]()
    if not wanted:
        return ()
    found: list[Excerpt] = []
    for path, document in others[:MOST_DOCUMENTS]:
        windows = workspace.windows.known(document)
        if windows is None:
            windows = await asyncio.to_thread(workspace.windows.cut, document)
        best = max(windows, key=lambda each: similarity(wanted, each.names), default=None)
        if best is not None:
            score = similarity(wanted, best.names)
            if score >= LEAST_SIMILARITY:
                found.append(_excerpt(path, best, score))
    return sorted(found, key=lambda each: -each.score)


def similarity(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard: what both have of what either has."""
    common = len(one & other)
    return common / (len(one) + len(other) - common) if common else 0.0


def _around(cursor: Cursor) -> frozenset[str]:
    before = cursor.before.split("\n")[-LINES_BEFORE:]
    after = cursor.after.split("\n")[1 : 1 + LINES_AFTER]
    return frozenset(name for line in (*before, *after) for name in identifiers(line))


def _excerpt(path: str, window: TextWindow, score: float) -> Excerpt:
    lines = tuple((window.line + number, text) for number, text in enumerate(window.lines))
    return Excerpt(source="similar", path=path, lines=lines, score=score)


SOURCE = Source(id="similar", weight=0.5, jobs=frozenset({"completion"}), find=find)
