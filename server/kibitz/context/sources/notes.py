"""What the user wrote down for assistants: `.kibitz.md`, else `AGENTS.md`, at the top of the folder.

For edits and explanations. In ghost text, prose costs more room than it is worth.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from kibitz.context.excerpt import Excerpt
from kibitz.context.source import Source

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kibitz.context.cursor import Cursor
    from kibitz.context.source import Workspace

NAMES = (".kibitz.md", "AGENTS.md")
MOST_CHARS = 4_000


async def find(_: Cursor, workspace: Workspace) -> Sequence[Excerpt]:
    """The first of the files that is there."""
    if workspace.folder is None:
        return ()
    return await asyncio.to_thread(_read, workspace.folder)


def _read(folder: Path) -> Sequence[Excerpt]:
    for name in NAMES:
        path = folder / name
        try:
            if path.is_symlink():
                continue
            with path.open(encoding="utf-8", errors="replace") as file:
                text = file.read(MOST_CHARS)
        except OSError:
            continue
        if text.strip():
            lines = tuple(enumerate(text.rstrip().split("\n")))
            return (Excerpt(source="notes", path=name, lines=lines, score=1),)
    return ()


SOURCE = Source(id="notes", weight=3.0, jobs=frozenset({"edit", "chat"}), find=find)
