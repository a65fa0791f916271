"""Whether git ignores a document: generated files and scratch, where nobody waits for ghost text.

Asked once a document, then now and again behind the keys: rules change, files are added in spite of them.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kibitz.documents.uri import home_of
from kibitz.features.git import ignores

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

FRESH_S = 60.0
FIRST_S = 0.1  # git takes 5 to 20 ms; a suggestion does not wait longer for it
MOST_DOCUMENTS = 200


async def nothing_ignored(_: str) -> bool:
    """Where nobody knows."""
    return False


@dataclass(slots=True)
class _Verdict:
    ignored: bool | None = None
    asked_s: float = float("-inf")
    asking: asyncio.Task[None] | None = None


class Ignored:
    """Answers from what it knows; only the first question about a document waits."""

    def __init__(
        self,
        ignores: Callable[[Path], Awaitable[bool]] = ignores,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ignores = ignores
        self._clock = clock
        self._verdicts: OrderedDict[str, _Verdict] = OrderedDict()

    async def __call__(self, uri: str) -> bool:
        """Whether the document at `uri` is ignored, as far as that is known in time."""
        path = home_of(uri)
        if path is None:
            return False
        verdict = self._verdicts.get(uri)
        if verdict is None:
            verdict = self._verdicts[uri] = _Verdict()
            if len(self._verdicts) > MOST_DOCUMENTS:
                self._verdicts.popitem(last=False)
        now = self._clock()
        if now - verdict.asked_s > FRESH_S and verdict.asking is None:
            verdict.asked_s = now
            verdict.asking = asyncio.ensure_future(self._ask(verdict, path))
        if verdict.ignored is None and verdict.asking is not None:
            await asyncio.wait({verdict.asking}, timeout=FIRST_S)
        if verdict.ignored is None:
            verdict.ignored = False
        return verdict.ignored

    async def _ask(self, verdict: _Verdict, path: Path) -> None:
        try:
            verdict.ignored = await self._ignores(path)
        finally:
            verdict.asking = None
