"""How a title fits a menu. Pure."""

from __future__ import annotations

from typing import Final

TITLE_CHARS: Final = 60  # a terminal of 80 columns, with room for what a menu puts around it


def shortened(text: str) -> str:
    """On one line, cut where a menu would cut it."""
    line = " ".join(text.split())
    return line if len(line) <= TITLE_CHARS else line[: TITLE_CHARS - 1].rstrip() + "…"
