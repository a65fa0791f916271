"""Work of a session that goes on after the request that asked for it was answered."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from kibitz.base.errors import KibitzError

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from kibitz.lsp.session import Session

logger = logging.getLogger(__name__)


def start(session: Session, work: Coroutine[Any, Any, object], name: str) -> asyncio.Task[Any]:
    """Start it; it ends with the session at the latest. What goes wrong is told to the user in a sentence."""
    task = asyncio.ensure_future(work)
    session.background.add(task)

    def ended(task: asyncio.Task[Any]) -> None:
        session.background.discard(task)
        if task.cancelled() or (error := task.exception()) is None:
            return
        if isinstance(error, KibitzError):
            session.user.tell(str(error), "error")
            return
        logger.error("Bug in %s", name, exc_info=error)
        session.user.tell("Kibitz failed; its log says where.", "error")

    task.add_done_callback(ended)
    return task
