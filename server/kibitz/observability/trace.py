"""Where the time of one request went. Holds names, numbers and ids; never the text of a file.

A feature makes one, passes it along, and hands `as_dict()` to the log. Not for two threads at once.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

Fact = str | int | float | bool


class Trace:
    """Collects stage times and facts from the moment it is made."""

    __slots__ = ("_clock", "_facts", "_stages_ms", "_started_s")

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        """`clock` counts seconds and never goes back."""
        self._clock = clock
        self._started_s = clock()
        self._stages_ms: dict[str, float] = {}
        self._facts: dict[str, Fact] = {}

    @contextmanager
    def stage(self, name: str) -> Generator[None]:
        """Add the time of the block, however it ends, to stage `name`."""
        started_s = self._clock()
        try:
            yield
        finally:
            spent_ms = (self._clock() - started_s) * 1000
            self._stages_ms[name] = self._stages_ms.get(name, 0.0) + spent_ms

    def note(self, name: str, fact: Fact) -> None:
        """Remember a fact, such as `cache` is `hit`; the last one of a name counts."""
        self._facts[name] = fact

    def fact(self, name: str) -> str | None:
        """A fact in words; None when it was not noted."""
        return str(self._facts[name]) if name in self._facts else None

    @property
    def elapsed_ms(self) -> float:
        """Up to now."""
        return (self._clock() - self._started_s) * 1000

    def as_dict(self) -> dict[str, Fact | dict[str, float]]:
        """Facts, `stages_ms` in the order they first ended, and `total_ms` up to now; ready for JSON."""
        stages_ms = {name: round(spent_ms, 2) for name, spent_ms in self._stages_ms.items()}
        return {**self._facts, "stages_ms": stages_ms, "total_ms": round(self.elapsed_ms, 2)}
