"""A suggestion on its way through the filters."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    r"""Text to insert at the cursor.

    Attributes:
        text: lines end with `\n`.
        replaces: how many characters after the cursor, on its line, it takes the place of.
    """

    text: str
    replaces: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """No suggestion, and why, in a stable word or two."""

    reason: str
