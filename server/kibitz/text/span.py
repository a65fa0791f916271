"""A stretch of text, in code points."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """`text[start:end]`, 0 <= start <= end, offsets in code points of the whole text."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def contains(self, other: Span) -> bool:
        """Whether `other` lies inside, edges included."""
        return self.start <= other.start and other.end <= self.end

    def __or__(self, other: Span) -> Span:
        """The smallest span around both."""
        return Span(min(self.start, other.start), max(self.end, other.end))
