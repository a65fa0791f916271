"""What other tools complain about near the cursor, in lines that are still as they were then.

For edits and chat. In ghost text it would be of no use: while a line is typed, most complaints are about that
line not being finished.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.context.excerpt import Excerpt
from kibitz.context.source import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kibitz.context.cursor import Cursor
    from kibitz.context.source import Workspace

NEAR_LINES = 60
MOST_PROBLEMS = 8


async def find(cursor: Cursor, workspace: Workspace) -> Sequence[Excerpt]:
    """All of them one excerpt, in the order of their lines."""
    if not workspace.problems:
        return ()
    lines = cursor.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    here = cursor.text.count("\n", 0, cursor.offset)
    near = [
        each
        for each in workspace.problems
        if abs(each.line - here) <= NEAR_LINES and lines[each.line : each.line + 1] == [each.text]
    ]
    near = sorted(
        sorted(near, key=lambda each: abs(each.line - here))[:MOST_PROBLEMS], key=lambda each: each.line
    )
    told = tuple(
        (number, f"line {each.line + 1}, `{each.text.strip()}`: {each.message}")
        for number, each in enumerate(near)
    )
    return (
        (Excerpt(source="diagnostics", path=f"problems in {cursor.path}", lines=told, score=1),)
        if told
        else ()
    )


SOURCE = Source(id="diagnostics", weight=1.0, jobs=frozenset({"edit", "chat"}), find=find)
