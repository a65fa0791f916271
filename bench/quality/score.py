"""Shares with their confidence intervals, likeness of texts, and the table."""

from __future__ import annotations

import math
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Z = 1.96  # 95 %


def share(hits: Sequence[bool]) -> str:
    """`52.3 % [40, 64]`: a share and its Wilson interval."""
    n = len(hits)
    if not n:
        return "-"
    p = sum(hits) / n
    middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
    wide = Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
    low, high = max(middle - wide, 0), min(middle + wide, 1)
    return f"{100 * p:5.1f} % [{100 * low:.0f}, {100 * high:.0f}]"


def likeness(one: str, other: str) -> float:
    """Edit similarity, 0 to 1, of two texts without the white space around them."""
    return SequenceMatcher(None, one.strip(), other.strip(), autojunk=False).ratio()


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows as Markdown, the first one as the head."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)
