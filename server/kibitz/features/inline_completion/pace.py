"""How much text to send to a model on this machine: its measured speed times the patience of a typist.

A processor reads 100 to 300 tokens of a prompt in a second, a graphics card thousands. Nobody tells us which
it is, so we look at how long the first word of an answer takes.
"""

from __future__ import annotations

import math
from collections import deque
from statistics import median

from kibitz.context.window import Budget

PATIENCE_S = 1.5  # for the first suggestion at a new place; while typing on, the server has the prompt read

CHARS_PER_TOKEN = 3  # of code, in the tokenizers of the families; text with fewer is cut a little early
LEVELS = (
    Budget(prefix_chars=1800, suffix_chars=240),
    Budget(prefix_chars=3600, suffix_chars=480),
    Budget(prefix_chars=7200, suffix_chars=1800),
)
"""Few, because each change of the window makes the server read all of it again. The suffix is short on slow
machines, since a template puts it behind what is typed: it is read again at every key."""

DECIDEDLY = 1.3  # so much faster (or slower) than a level asks for, before the window changes
FEWEST_READ_CHARS = 600  # less was read too quickly to tell the speed from the rest


class Pace:
    """What is known of one model's speed."""

    def __init__(self, *, local: bool) -> None:
        self._local = local
        self._last_prompt = ""
        self._level = 0 if local else len(LEVELS) - 1
        self._chars_per_s: deque[float] = deque(maxlen=5)

    def budget(self, context_tokens: int, max_tokens: int) -> Budget:
        """How much to send; it fits the model's window together with the answer."""
        wanted = LEVELS[self._level]
        room = max(context_tokens - max_tokens - 64, 64) * CHARS_PER_TOKEN * 3 // 4
        if wanted.prefix_chars + wanted.suffix_chars <= room:
            return wanted
        return Budget(prefix_chars=room * 4 // 5, suffix_chars=room // 5)

    def saw(self, prompt: str, first_text_s: float) -> None:
        """A prompt was answered, and the first text came after `first_text_s`."""
        read_chars = len(prompt) - _common_start(prompt, self._last_prompt)
        self._last_prompt = prompt
        if not self._local or read_chars < FEWEST_READ_CHARS:
            return
        self._chars_per_s.append(read_chars / max(first_text_s, 0.001))
        affordable_chars = median(self._chars_per_s) * PATIENCE_S
        while self._higher() * DECIDEDLY < affordable_chars:
            self._level += 1
        while self._level and LEVELS[self._level].prefix_chars > affordable_chars * DECIDEDLY:
            self._level -= 1

    def _higher(self) -> float:
        return LEVELS[self._level + 1].prefix_chars if self._level + 1 < len(LEVELS) else math.inf


def _common_start(one: str, other: str) -> int:
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one.startswith(other[low:middle], low):
            low = middle
        else:
            high = middle - 1
    return low
