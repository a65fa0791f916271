"""A model that knows the answer: what the server makes of it is what the server itself loses.

It says what stood there and stops, or goes on with what follows, as small models do. No weights are needed,
so thousands of places in any language cost minutes.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from bench.quality.recorder import Recorder

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from bench.quality.cases import Case

PIECE_CHARS = 4


class Oracle(Recorder):
    """Answers every question about `case`, which is set before it is asked."""

    def __init__(self, *, stops: bool) -> None:
        super().__init__("", "", (), Path(os.devnull))
        self._stops = stops
        self.case: Case | None = None

    def pieces(
        self, prompt: str, most_tokens: int, wants_more: Callable[[], bool] = lambda: True
    ) -> Generator[str, None, bool]:
        """See `Recorder`; a token is a few characters."""
        del prompt, wants_more
        assert self.case is not None
        self.asked += 1
        goes_on = "" if self._stops else f"{self.case.after}\n\n"
        answer = self.case.expected + goes_on
        starts = range(0, len(answer), PIECE_CHARS)
        yield from (answer[start : start + PIECE_CHARS] for start in starts[:most_tokens])
        return self._stops and len(starts) <= most_tokens
