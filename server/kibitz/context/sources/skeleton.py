"""The repository in a few lines, for models that talk about it: files near this one and what they define."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.context.excerpt import Excerpt
from kibitz.context.source import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kibitz.context.cursor import Cursor
    from kibitz.context.source import Workspace

MOST_FILES = 40
MOST_NAMES = 8  # of a file


async def find(cursor: Cursor, workspace: Workspace) -> Sequence[Excerpt]:
    """One line for each file, all of them one excerpt: a list is read as a whole."""
    if workspace.index is None or not cursor.path:
        return ()
    names = await workspace.index.names_near(cursor.path, MOST_FILES)
    lines = tuple(
        (number, f"{path}: {', '.join(defined[:MOST_NAMES])}")
        for number, (path, defined) in enumerate(names.items())
        if defined
    )
    return (Excerpt(source="skeleton", path="files", lines=lines, score=1),) if lines else ()


SOURCE = Source(id="skeleton", weight=0.3, jobs=frozenset({"chat"}), find=find)
