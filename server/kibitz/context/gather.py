"""Asks every source at once, and takes what came in time."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from kibitz.context.privacy import is_private
from kibitz.context.rank import fused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kibitz.context.cursor import Cursor
    from kibitz.context.excerpt import Excerpt
    from kibitz.context.source import Source, Workspace

DEADLINE_MS = 150  # the sources take 5 to 30 ms; a person feels what is added to the model's time

logger = logging.getLogger(__name__)


async def gather(
    cursor: Cursor, workspace: Workspace, sources: Sequence[Source], *, deadline_ms: int = DEADLINE_MS
) -> list[Excerpt]:
    """What the sources found within the deadline, the best first; nothing of private files, or of this one.

    A source that fails is logged and left out. Cancelling the caller cancels the sources.
    """
    tasks = {asyncio.ensure_future(source.find(cursor, workspace)): source for source in sources}
    if not tasks:
        return []
    try:
        done, late = await asyncio.wait(tasks, timeout=deadline_ms / 1000)
    finally:
        for task in tasks:
            task.cancel()
    for task in late:
        logger.info("The context source %s did not answer within %d ms", tasks[task].id, deadline_ms)
    found: dict[str, list[Excerpt]] = {}
    for task in done:
        if (error := task.exception()) is not None:
            logger.warning("The context source %s failed: %s", tasks[task].id, type(error).__name__)
            continue
        found[tasks[task].id] = [each for each in task.result() if not is_private(each.path)]
    return fused(
        {source.id: found[source.id] for source in sources if source.id in found},
        {source.id: source.weight for source in sources},
    )
