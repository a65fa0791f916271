r"""Cuts the text around the cursor to a budget, at the starts of lines. Pure; called by features.

A model server keeps what it worked out for the beginning of the last prompt. So the window's start stays
where it is while the user types, and then moves by half a window at once.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How much text may go along, 0 and more.

    Attributes:
        prefix_chars: from before the cursor.
        suffix_chars: from behind it.
        context_tokens: from other places and files, put before the prefix.
    """

    prefix_chars: int
    suffix_chars: int
    context_tokens: int = 0

    def in_tokens(self, chars_per_token: int) -> str:
        """For people."""
        before, behind = self.prefix_chars // chars_per_token, self.suffix_chars // chars_per_token
        return f"{before} tokens before the cursor, {behind} behind it, {self.context_tokens} of other files"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    r"""The text before and after the cursor. Lines end with `\n`, whatever they end with in the document."""

    prefix: str
    suffix: str


def cut(text: str, offset: int, budget: Budget) -> Window:
    """The window around `offset`. Copies no more of `text` than the budget allows."""
    start, end = _start(text, offset, budget.prefix_chars), _end(text, offset, budget.suffix_chars)
    return Window(prefix=_plain(text[start:offset]), suffix=_plain(text[offset:end]))


def _start(text: str, offset: int, most_chars: int) -> int:
    if offset <= most_chars:
        return 0
    step = max(most_chars // 2, 1)
    start = min(-(-(offset - most_chars) // step) * step, offset)
    line_start = text.find("\n", start - 1, offset) + 1
    return line_start or start  # one line longer than the window is cut inside


def _end(text: str, offset: int, most_chars: int) -> int:
    end = offset + most_chars
    if end >= len(text):
        return len(text)
    return text.rfind("\n", offset, end) + 1 or end


def _plain(piece: str) -> str:
    return piece.replace("\r\n", "\n").replace("\r", "\n") if "\r" in piece else piece
