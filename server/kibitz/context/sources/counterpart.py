"""What the file under test defines, while its test is written, and what the test has, the other way round."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kibitz.context.excerpt import Excerpt
from kibitz.context.index.tables import stem_of
from kibitz.context.source import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kibitz.context.cursor import Cursor
    from kibitz.context.source import Workspace

_TEST = re.compile(r"^(?:test|spec)_|_(?:test|spec)$|(?:Tests?|Spec)$")
MOST = 12


async def find(cursor: Cursor, workspace: Workspace) -> Sequence[Excerpt]:
    """The definitions at the top of the counterpart."""
    if workspace.index is None or not cursor.path:
        return ()
    stem = stem_of(cursor.path)
    tested = _TEST.sub("", stem)
    stems = (tested,) if tested != stem else (f"test_{stem}", f"{stem}_test", f"{stem}Test")
    symbols = await workspace.index.defined_in_stem(stems, cursor.path)
    return [
        Excerpt(source="counterpart", path=each.path, lines=((each.line, each.head),), score=1 / (1 + rank))
        for rank, each in enumerate(symbols[:MOST])
    ]


SOURCE = Source(id="counterpart", weight=0.5, jobs=frozenset({"completion", "edit"}), find=find)
