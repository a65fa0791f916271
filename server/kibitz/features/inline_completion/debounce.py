"""How long to wait after a key before a model is asked: long enough not to ask between two keys in vain.

Nothing is waited for while the user follows the suggestions. Whoever types something else is left alone for
about as long as it takes to type a key, and a little longer with every request that came to nothing.
"""

from __future__ import annotations

from collections import deque
from statistics import median

FIRST_INTERVAL_MS = 140.0  # seventy words a minute; until some keys were seen
FASTEST_MS, SLOWEST_MS = 60.0, 300.0  # what counts as a rhythm: key repeat is faster, thinking slower
PAUSE_MS = 1500.0  # after which the next key begins something new
FACTORS = (0.0, 1.0, 1.25, 1.5)  # of the rhythm, by the number of requests in vain
QUICK_SHARE = 0.5  # a model that answers at once may be asked a little sooner, but not at every key


class Rhythm:
    """What is known of the user's typing. Times are in milliseconds of one clock."""

    def __init__(self) -> None:
        self._intervals_ms: deque[float] = deque(maxlen=20)
        self._last_ms = -PAUSE_MS
        self._in_vain = 0

    @property
    def interval_ms(self) -> float:
        """Between two keys."""
        known = self._intervals_ms
        typical = median(known) if len(known) >= 5 else FIRST_INTERVAL_MS
        return min(max(typical, FASTEST_MS), SLOWEST_MS)

    def key(self, now_ms: float) -> None:
        """The user typed."""
        interval_ms, self._last_ms = now_ms - self._last_ms, now_ms
        if interval_ms < PAUSE_MS:
            self._intervals_ms.append(interval_ms)
        else:
            self._in_vain = 0

    def followed(self) -> None:
        """The user typed what was suggested, or took it."""
        self._in_vain = 0

    def disagreed(self) -> None:
        """The user typed something else than what was suggested, or than what was asked for."""
        self._in_vain = min(self._in_vain + 1, len(FACTORS) - 1)

    def wait_ms(self, first_text_ms: float | None, *, reluctant: bool = False) -> float:
        """How long after the key to ask.

        Args:
            first_text_ms: how long the model takes to begin an answer; None when it never answered.
            reluctant: the user hardly ever takes what is suggested here.
        """
        interval_ms = self.interval_ms
        share = 1.0 if first_text_ms is None else min(max(first_text_ms / interval_ms, QUICK_SHARE), 1.0)
        return interval_ms * max(FACTORS[self._in_vain], FACTORS[reluctant]) * share
