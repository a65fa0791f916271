"""Which part of a large text is parsed. Pure.

A tree costs about 56 bytes for each byte of text, and parsing 0.3 to 0.5 ms for each 1,000 of them, with
the interpreter's lock held. Questions are always about one place, so of a large file only the surroundings
of that place are parsed.
"""

from __future__ import annotations

import re

from kibitz.text.span import Span

# About 1,700 lines: 3.5 MiB of tree and 15 to 25 ms for a first parse. Larger texts are parsed in part.
WHOLE_CHARS = 64_000
# The start of a window moves by this much at a time, so that consecutive key presses share their window.
_STEP_CHARS = 16_000

# A line at the left margin after a blank one, which is not the end of something: a top-level chunk.
_CHUNK = re.compile(r"\n[ \t\r]*\n(?=[^\s)\]}])")


def window(text: str, near: int) -> Span:
    """The part of `text` to parse for questions about `near`; all of it up to `WHOLE_CHARS`.

    It begins and ends at the border of a top-level chunk when there is one, else between two lines. What
    follows `near` has no influence on the start, what precedes it none on the end.
    """
    if len(text) <= WHOLE_CHARS:
        return Span(0, len(text))
    half = WHOLE_CHARS // 2
    return Span(_start(text, near, half), _end(text, near, half))


def _start(text: str, near: int, half: int) -> int:
    earliest = (near - half) // _STEP_CHARS * _STEP_CHARS
    if earliest <= 0:
        return 0
    chunk = _CHUNK.search(text, earliest, near)
    if chunk is not None:
        return chunk.end()
    line_start = text.find("\n", earliest, near) + 1
    return line_start or earliest


def _end(text: str, near: int, half: int) -> int:
    latest = near + half
    if latest >= len(text):
        return len(text)
    chunk = _CHUNK.search(text, latest, latest + half)
    if chunk is not None:
        return chunk.end()
    line_end = text.find("\n", latest, latest + half) + 1
    return line_end or latest
