"""No suggestions for some minutes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Snooze:
    """Off until a moment; `None` minutes end it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until = clock()

    @property
    def active(self) -> bool:
        """Whether suggestions are off now."""
        return self._clock() < self._until

    def for_minutes(self, minutes: object) -> None:
        """Start (a positive number) or end (anything else)."""
        length_s = 60 * minutes if isinstance(minutes, int | float) and minutes > 0 else 0
        self._until = self._clock() + length_s
