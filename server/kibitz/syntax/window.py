"""Which part of a large text is parsed. Pure.

A tree costs about 56 bytes for each byte of text; parsing costs 0.3 to 0.5 ms for each 1,000 of them and
reparsing after a key press a tenth of that, with the interpreter's lock held. Questions are about one
place, so of a large text only the surroundings of that place are parsed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kibitz.text.span import Span

if TYPE_CHECKING:
    from kibitz.syntax.language import Language

# About 850 lines: 1.8 MiB of tree, 10 to 15 ms for the first parse, 2 ms for one after a key press.
WHOLE_CHARS = 32_000
# The start of a window moves by this much at a time, so that consecutive key presses share their window.
_STEP_CHARS = 8_000

# A line at the left margin after a blank one, which is not the end of something: a top-level chunk.
_CHUNK = re.compile(r"\n[ \t\r]*\n(?=[^\s)\]}])")

# Quotes that come in pairs even in comments, so that an odd number in front of a place means a string.
_COUNTED_QUOTES = ('"""', "'''", "`")


def window(text: str, near: int, language: Language) -> Span:
    """The part of `text` to parse for questions about `near`; all of it up to `WHOLE_CHARS`.

    It begins and ends at the border of a top-level chunk when there is one, else between two lines; not
    inside a long string or a comment, as far as counting quotes can tell. What follows `near` has no
    influence on the start, what precedes it none on the end.
    """
    if len(text) <= WHOLE_CHARS:
        return Span(0, len(text))
    half = WHOLE_CHARS // 2
    return Span(_start(text, near, half, language), _end(text, near, half))


def _start(text: str, near: int, half: int, language: Language) -> int:
    earliest = (near - half) // _STEP_CHARS * _STEP_CHARS
    if earliest <= 0:
        return 0
    earliest = _end_of_literal(text, earliest, near, language)
    chunk = _CHUNK.search(text, earliest, near)
    if chunk is not None:
        return chunk.end()
    return text.find("\n", earliest, near) + 1 or earliest


def _end(text: str, near: int, half: int) -> int:
    latest = near + half
    if latest >= len(text):
        return len(text)
    chunk = _CHUNK.search(text, latest, latest + half)
    if chunk is not None:
        return chunk.end()
    return text.find("\n", latest, latest + half) + 1 or latest


def _end_of_literal(text: str, place: int, near: int, language: Language) -> int:
    """`place`, or the end of the long string or block comment around it."""
    pairs = [(quote, quote) for quote in _COUNTED_QUOTES if quote in language.long_quotes]
    if language.block_comment is not None:
        pairs.append(language.block_comment)
    for opener, closer in pairs:
        inside = (
            text.count(opener, 0, place) % 2 == 1
            if opener == closer
            else text.rfind(opener, 0, place) > text.rfind(closer, 0, place)
        )
        end = text.find(closer, place, near) if inside else -1
        if end >= 0:
            return end + len(closer)
    return place
