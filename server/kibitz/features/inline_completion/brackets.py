"""Counts brackets and quotes in a piece of code, without a grammar. Pure, and a guess by nature."""

from __future__ import annotations

QUOTES = "\"'`"
CLOSER_OF = {"(": ")", "[": "]", "{": "}"}
CLOSERS = frozenset(CLOSER_OF.values())


def unmatched_closers(text: str, *, quote: str = "") -> list[int]:
    """Where `text` closes what was opened before it.

    Args:
        text: what is inserted, one line or several.
        quote: the quote of the string that is open at its start, if any.
    """
    return _scan(text, quote)[0]


def left_open(text: str, *, quote: str = "") -> str:
    """The brackets that would close what `text` opens and does not close."""
    return "".join(reversed(_scan(text, quote)[1]))


def _scan(text: str, quote: str) -> tuple[list[int], list[str]]:
    found: list[int] = []
    stack: list[str] = []
    position = 0
    if quote:
        end = _end_of_string(text, 0, quote)
        if end < 0:
            return [], []
        found.append(end)
        position = end + 1
    while position < len(text):
        char = text[position]
        if char in QUOTES:
            end = _end_of_string(text, position + 1, char)
            position = end if end >= 0 else position  # an apostrophe, or a string that goes on
        elif char in CLOSER_OF:
            stack.append(CLOSER_OF[char])
        elif char in CLOSERS:
            if stack and stack[-1] == char:
                stack.pop()
            elif not stack:
                found.append(position)
        position += 1
    return found, stack


def open_quote(line_before: str, line_after: str) -> str:
    """The quote of the string the cursor is in, when that string ends later on the line; else nothing."""
    position = 0
    while position < len(line_before):
        char = line_before[position]
        if char in QUOTES:
            end = _end_of_string(line_before, position + 1, char)
            if end < 0:
                if char in line_after:
                    return char
            else:
                position = end
        position += 1
    return ""


def comment_start(text: str, marker: str) -> int:
    """Where a comment begins behind white space or at the start of `text`, not in a string; else -1."""
    position = 0
    while position < len(text):
        if text.startswith(marker, position) and (position == 0 or text[position - 1].isspace()):
            return position
        if text[position] in QUOTES:
            position = max(position, _end_of_string(text, position + 1, text[position]))
        position += 1
    return -1


def _end_of_string(text: str, start: int, quote: str) -> int:
    """Where the string that began before `start` is closed, or -1; only a backtick's spans lines."""
    position = start
    while position < len(text):
        char = text[position]
        if char == quote:
            return position
        if char == "\n" and quote != "`":
            return -1
        position += 2 if char == "\\" else 1
    return -1
