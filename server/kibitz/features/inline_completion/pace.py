"""How much text to send to a model on this machine: its measured speed times the time the user gives it.

A processor reads 100 to 300 tokens of a prompt in a second, a graphics card thousands. Nobody tells us which
it is, so we look at how long the first word of an answer takes, and at how quickly the others follow.
"""

from __future__ import annotations

import math
import time
from collections import deque
from dataclasses import replace
from statistics import median

from kibitz.context.window import Budget

NEW_PLACE_TARGETS = 2.5
"""How many times the target the first suggestion at a new place may take: the server has read nothing of it.
While the user types on there, it reads the suffix and what was typed."""

CHARS_PER_TOKEN = 3  # of code, in the tokenizers of the families; text with fewer is cut a little early
LEVELS = (
    Budget(prefix_chars=1500, suffix_chars=240, context_tokens=600),
    Budget(prefix_chars=3600, suffix_chars=480, context_tokens=600),
    Budget(prefix_chars=7200, suffix_chars=1800, context_tokens=1200),
)
"""Few, because each change of the window makes the server read all of it again. The suffix is short on slow
machines, since a template puts it behind what is typed: it is read again at every key. Other files stand
before it and are read once for a place: with 256 tokens of them the definition that the next line needs is
there in 64 of 100 cases, with 600 in 76 (bench/crossfile)."""

DECIDEDLY = 1.3  # so much faster (or slower) than a level asks for, before the window changes
FEWEST_READ_CHARS = 600  # less was read too quickly to tell the speed from the rest
FEWEST_WRITTEN_CHARS = 12  # the same of the answer
FEWEST_ANSWERS = 3  # before it is said whether a model ends them itself


class Pace:
    """What is known of one model's speed."""

    def __init__(self, *, local: bool) -> None:
        """`local`: on this machine. A model elsewhere reads faster than the network brings an answer."""
        self._local = local
        self._last_prompt = ""
        self._level = 0 if local else len(LEVELS) - 1
        self._read_chars_per_s: deque[float] = deque(maxlen=5)
        self._written_chars_per_s: deque[float] = deque(maxlen=9)
        self._first_text_s: deque[float] = deque(maxlen=9)
        self._ended_itself: deque[bool] = deque(maxlen=9)

    def budget(self, context_tokens: int, max_tokens: int) -> Budget:
        """How much to send; all of it fits the model's window together with the answer.

        Args:
            context_tokens: the model's window.
            max_tokens: of the answer.
        """
        wanted = LEVELS[self._level]
        room = max(context_tokens - max_tokens - 64, 64) * CHARS_PER_TOKEN * 3 // 4
        left = room - wanted.prefix_chars - wanted.suffix_chars
        if left >= 0:
            return replace(wanted, context_tokens=min(wanted.context_tokens, left // CHARS_PER_TOKEN))
        return Budget(prefix_chars=room * 4 // 5, suffix_chars=room // 5)

    def saw(self, prompt: str, first_text_s: float, *, target_ms: int) -> None:
        """A prompt was answered, and the first text came after `first_text_s`.

        Args:
            prompt: what the server read, as far as it may have read it before.
            first_text_s: from the request to the first text.
            target_ms: the time the user gives a suggestion.
        """
        self._first_text_s.append(first_text_s)
        read_chars = len(prompt) - _common_start(prompt, self._last_prompt)
        self._last_prompt = prompt
        if not self._local or read_chars < FEWEST_READ_CHARS:
            return
        self._read_chars_per_s.append(read_chars / max(first_text_s, 0.001))
        affordable_chars = median(self._read_chars_per_s) * target_ms / 1000 * NEW_PLACE_TARGETS
        while self._level + 1 < len(LEVELS) and _chars(self._level + 1) * DECIDEDLY < affordable_chars:
            self._level += 1
        while self._level and _chars(self._level) > affordable_chars * DECIDEDLY:
            self._level -= 1

    def wrote(self, n_chars: int, took_s: float) -> None:
        """`n_chars` of an answer came in `took_s` after its first text."""
        if n_chars >= FEWEST_WRITTEN_CHARS:
            self._written_chars_per_s.append(n_chars / max(took_s, 0.001))

    def answered(self, *, ended_itself: bool) -> None:
        """An answer that might have gone on for lines was read, up to where the model ended it or we did."""
        self._ended_itself.append(ended_itself)

    @property
    def ends_itself(self) -> bool:
        """Whether it mostly knows where an answer ends, which is worth waiting for then."""
        n = len(self._ended_itself)
        return n >= FEWEST_ANSWERS and sum(self._ended_itself) * 2 > n

    @property
    def first_text_ms(self) -> float | None:
        """How long the first text of an answer takes; None before the first answer."""
        return median(self._first_text_s) * 1000 if self._first_text_s else None

    def facts(self) -> dict[str, float]:
        """What was measured, rounded, for `doctor` and the trace."""
        known = {
            "read_tokens_per_s": _tokens_per_s(self._read_chars_per_s),
            "written_tokens_per_s": _tokens_per_s(self._written_chars_per_s),
            "first_text_ms": self.first_text_ms or math.nan,
        }
        return {name: round(value, 1) for name, value in known.items() if not math.isnan(value)}


class Reading:
    """Takes the time of one answer for `pace`; made when the request is sent."""

    def __init__(self, pace: Pace, prompt: str, *, target_ms: int) -> None:
        self._pace, self._prompt, self._target_ms = pace, prompt, target_ms
        self._started_s = self._first_s = time.perf_counter()
        self._n_first = self._n_chars = 0

    def got(self, n_chars: int) -> None:
        """So many characters came."""
        if n_chars and not self._n_chars:
            self._first_s, self._n_first = time.perf_counter(), n_chars
            self._pace.saw(self._prompt, self._first_s - self._started_s, target_ms=self._target_ms)
        self._n_chars += n_chars

    def ended(self, *, itself: bool | None = None) -> None:
        """The answer is complete; whether the model ended it `itself`, None where it had no choice."""
        if itself is not None:
            self._pace.answered(ended_itself=itself)
        self._pace.wrote(self._n_chars - self._n_first, time.perf_counter() - self._first_s)


def _chars(level: int) -> int:
    budget = LEVELS[level]
    return budget.prefix_chars + budget.suffix_chars + budget.context_tokens * CHARS_PER_TOKEN


def _tokens_per_s(chars_per_s: deque[float]) -> float:
    return median(chars_per_s) / CHARS_PER_TOKEN if chars_per_s else math.nan


def _common_start(one: str, other: str) -> int:
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one.startswith(other[low:middle], low):
            low = middle
        else:
            high = middle - 1
    return low
