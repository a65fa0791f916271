"""Fences around code in a prompt. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from typing import LiteralString

_FENCES: Final[tuple[LiteralString, ...]] = ("```", "````", "`````", "``````", "```````")


def fence_for(*texts: str) -> LiteralString:
    """A fence longer than any in the texts, so that the end of a block is never in doubt."""
    runs = [run for text in texts for run in re.findall(r"^[ \t]*(`{3,})", text, re.MULTILINE)]
    longest = max(map(len, runs), default=0)
    for fence in _FENCES:
        if len(fence) > longest:
            return fence
    return _FENCES[-1]
