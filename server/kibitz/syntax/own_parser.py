"""What a language's own parser says to a suggestion, where one is at hand (`Language.own_parser`).

Looks at the statements at the left margin around the cursor; those must be whole. It stops at the first
error, so what is wrong further up keeps it from having an opinion. Pure, never raises.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kibitz.syntax.language import language_for

if TYPE_CHECKING:
    from typing import Literal

    Verdict = Literal["accepts", "objects", "does not know"]

MOST_CHARS = 20_000  # of text to be parsed: 8 ms

_MARGIN = re.compile(r"^(?=[^\W\d])(?!(?:else|elif|except|finally|case)\b)", re.MULTILINE)
_STATEMENTS_AROUND = 2
_PAIRS = ("()", "[]", "{}")  # those in strings count too: then the answer is No where it could be Yes


def verdict(before: str, completion: str, after: str, language_id: str) -> Verdict:
    """It accepts what has no error, and objects when the first one is in the lines of `completion`.

    Or in the line behind them, which does not fit then. That something is not finished yet is no error at the
    end of a line that somebody is typing, nor is a line that opens a block at the end of the block around it.
    What is misplaced anywhere, and was not without `completion`, is its fault.
    """
    language = language_for(language_id)
    if language is None or language.own_parser is None:
        return "does not know"
    line_start = before.rfind("\n") + 1
    start = _start(before, line_start)
    below = _MARGIN.finditer(after, after.find("\n") + 1 or len(after))
    end = next((match.start() for number, match in enumerate(below) if number == 1), len(after))
    text = before[start:] + completion + after[:end]
    if len(text) > MOST_CHARS:
        return "does not know"
    error = language.own_parser(text.replace("\r\n", "\n"))
    if error is None:
        return "accepts"
    if error.misplaced:
        without = language.own_parser(f"{before[start:]}{after[:end]}".replace("\r\n", "\n"))
        return "objects" if without is None else "accepts"
    first = before.count("\n", start)
    last = first + completion.count("\n")
    behind = after.partition("\n")[2]
    if error.unfinished and "\n" not in completion:
        line = before[line_start:] + completion
        below = next((each for each in behind.split("\n", 40) if each.strip()), "")
        if before[line_start:].strip() or _indent(below) < _indent(line):
            return "does not know"
    blank = len(behind) - len(behind.lstrip())
    is_here = first <= error.line <= last + 1 + behind.count("\n", 0, blank)
    return "objects" if is_here else "does not know"


def accepts_line(above: str, line: str, language_id: str) -> bool:
    """Whether `line` is a statement by itself and `above`, the text before it, leaves nothing open.

    All there is to know where errors further up keep it from reading more.
    """
    language = language_for(language_id)
    if language is None or language.own_parser is None or above.rstrip().endswith("\\"):
        return False
    is_open = any(above.count(opener) != above.count(closer) for opener, closer in _PAIRS)
    if is_open or any(above.count(quote) % 2 for quote in language.long_quotes):
        return False
    return language.own_parser(line) is None


def _start(before: str, line_start: int) -> int:
    """Where the statement before that around `line_start` begins; 0 when there is none near."""
    above, place = 0, line_start - 1
    while place > max(line_start - MOST_CHARS, 0):
        place = before.rfind("\n", 0, place)
        above += _MARGIN.match(before, place + 1) is not None
        if above == _STATEMENTS_AROUND:
            return place + 1
    return 0


def _indent(line: str) -> int:
    """Columns before the text; of no text at all, fewer than any line has."""
    text = line.lstrip()
    return len(line) - len(text) if text else -1
