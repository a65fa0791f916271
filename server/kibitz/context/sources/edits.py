"""What the user changed lately, as small diffs: the next change is often of the same kind.

Not what stands around the cursor: that is in the prompt as it is now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.context.excerpt import Excerpt
from kibitz.context.source import Source
from kibitz.documents.uri import path_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kibitz.context.cursor import Cursor
    from kibitz.context.source import Workspace

MOST_EDITS = 4
MOST_LINES = 12  # of one edit
SHOWN_LINES = 60  # around the cursor, in the prompt


async def find(cursor: Cursor, workspace: Workspace) -> Sequence[Excerpt]:
    """One excerpt for each edit, the newest first."""
    here = cursor.text.count("\n", 0, cursor.offset)
    paths = {uri: workspace.relative(path_of(uri)) for uri in {edit.uri for edit in workspace.edits}}
    found: list[Excerpt] = []
    for edit in workspace.edits:
        path = paths[edit.uri]
        if not path or (path == cursor.path and abs(edit.line - here) <= SHOWN_LINES):
            continue
        lines = diff_lines(edit.old, edit.new)
        if not lines or len(lines) > MOST_LINES:
            continue
        numbered = tuple((edit.line + number, text) for number, text in enumerate(lines))
        found.append(Excerpt(source="edits", path=f"{path}.diff", lines=numbered, score=1 / (1 + len(found))))
        if len(found) == MOST_EDITS:
            break
    return found


def diff_lines(old: str, new: str) -> list[str]:
    """Lines that went, then lines that came; those at the ends that stayed are left out."""
    before, after = old.splitlines(), new.splitlines()
    while before and after and before[0] == after[0]:
        del before[0], after[0]
    while before and after and before[-1] == after[-1]:
        del before[-1], after[-1]
    return [*(f"-{line}" for line in before), *(f"+{line}" for line in after)]


SOURCE = Source(id="edits", weight=0.4, jobs=frozenset({"completion", "edit", "chat"}), find=find)
