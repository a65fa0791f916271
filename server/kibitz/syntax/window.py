"""Which part of a large text is parsed. Pure.

A tree costs about 56 bytes for each byte of text; parsing costs 0.3 to 0.5 ms for each 1,000 of them and
reparsing after a key press a tenth of that, with the interpreter's lock held; both several times as much
where many lines are broken, since recovering from an error reads all around it again. Questions are about one
place, so only the surroundings of that place are parsed: `window` for somebody who selects or edits, `chunk`
for each key press.
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

# What a chunk has at least before and behind its place, so that it does not change with each key.
_LEAST_BEFORE_CHARS = 500
_LEAST_BEHIND_CHARS = 200

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


def chunk(text: str, near: int, language: Language, n_inserted: int = 0) -> Span:
    """The top-level chunk of `text` around `near`, and some lines around; else the `window`.

    With all of the `n_inserted` characters that stand at `near`, and as much behind them as without. What
    follows `near` has no influence on the start, what precedes it none on the end.
    """
    if not language.chunked:
        return window(text, near, language)
    half = WHOLE_CHARS // 2
    start, end = _border(text, near, language), near + n_inserted + _LEAST_BEHIND_CHARS
    if start is None:
        start = window(text, near, language).start
    border = _CHUNK.search(text, end, end + half) if end < len(text) else None
    return Span(start, border.end() if border else _end(text, near + n_inserted, half))


def _border(text: str, near: int, language: Language) -> int | None:
    """The last place where a chunk begins that is far enough from `near`."""
    earliest, place = max(near - WHOLE_CHARS // 2, 0), near - _LEAST_BEFORE_CHARS
    while (place := text.rfind("\n", earliest, max(place, earliest))) >= 0:
        border = _CHUNK.match(text, place)
        if border is None:
            continue
        literal = _literal_around(text, border.end(), language)
        if literal is None:
            return border.end()
        place = text.rfind(literal[0], earliest, place)
    return None


def _start(text: str, near: int, half: int, language: Language) -> int:
    earliest = (near - half) // _STEP_CHARS * _STEP_CHARS
    if earliest <= 0:
        return 0
    earliest = _end_of_literal(text, earliest, near, language)
    border = _CHUNK.search(text, earliest, near)
    if border is not None:
        return border.end()
    return text.find("\n", earliest, near) + 1 or earliest


def _end(text: str, near: int, half: int) -> int:
    latest = near + half
    if latest >= len(text):
        return len(text)
    border = _CHUNK.search(text, latest, latest + half)
    if border is not None:
        return border.end()
    return text.find("\n", latest, latest + half) + 1 or latest


def _end_of_literal(text: str, place: int, near: int, language: Language) -> int:
    """`place`, or the end of the long string or block comment around it."""
    literal = _literal_around(text, place, language)
    end = -1 if literal is None else text.find(literal[1], place, near)
    return place if literal is None or end < 0 else end + len(literal[1])


def _literal_around(text: str, place: int, language: Language) -> tuple[str, str] | None:
    """What opens and closes the long string or block comment around `place`."""
    pairs = [(quote, quote) for quote in _COUNTED_QUOTES if quote in language.long_quotes]
    if language.block_comment is not None:
        pairs.append(language.block_comment)
    for opener, closer in pairs:
        inside = (
            text.count(opener, 0, place) % 2 == 1
            if opener == closer
            else text.rfind(opener, 0, place) > text.rfind(closer, 0, place)
        )
        if inside:
            return opener, closer
    return None
