"""What a language's own parser says to a suggestion, where one is at hand (`Language.own_parser`).

Looks at the statements at the left margin around the cursor; those must be whole. It stops at the first
error, so what is wrong further up keeps it from having an opinion. Pure, never raises.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kibitz.syntax.language import language_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal

    from kibitz.syntax.language import OwnError

    Verdict = Literal["accepts", "objects", "does not know"]

MOST_CHARS = 20_000  # of text to be parsed: 8 ms
MOST_CHARS_BACK = 2000

_MARGIN = re.compile(r"^(?=[^\W\d])(?!(?:else|elif|except|finally|case)\b)", re.MULTILINE)
_STATEMENTS_AROUND = 2
_PART = re.compile(r"\s*(?:@|[)\]}]|(?:else|elif|except|finally|case)\b)")  # of a statement
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


def line_verdict(above: str, line: str, language_id: str) -> Verdict:
    """What it says to a `line` below errors, which keep it from reading all of `above`.

    It reads the line with the nearest one above that can only begin a statement, however many brackets were
    left open before that; by itself where the two do not belong to one block. It does not look for a body.
    """
    language = language_for(language_id)
    if language is None or language.own_parser is None or above.rstrip().endswith("\\"):
        return "does not know"
    if _PART.match(line) or any(above.count(quote) % 2 for quote in language.long_quotes):
        return "does not know"
    statement = re.compile(language.statement_line)
    lead = _nearest(statement, above)
    if any((lead or above).count(opener) != (lead or above).count(closer) for opener, closer in _PAIRS):
        if not statement.match(line):
            return "does not know"
        lead = ""
    if not _belong_together(lead, line, language.own_parser, language.block_openers):
        lead = ""
    error = language.own_parser(lead + line)
    if error is not None and error.unfinished:
        with_body = language.own_parser(f"{lead}{line}\n{' ' * (_indent(line) + 1)}pass")
        return "does not know" if with_body else "accepts"
    return "objects" if error else "accepts"


def _belong_together(
    lead: str, line: str, own_parser: Callable[[str], OwnError | None], block_openers: frozenset[str]
) -> bool:
    """Whether `line` says more behind `lead`. Where that opens no block, a line beside it does not."""
    deeper = _indent(line) - _indent(lead)
    if deeper < 0 or (deeper == 0 and not any(opener in lead for opener in block_openers)):
        return False
    alone = own_parser(lead)
    return alone is None or alone.unfinished


def _nearest(statement: re.Pattern[str], above: str) -> str:
    """The end of `above` from the last line on that begins one; "" when none is near."""
    start = len(above)
    while start > max(len(above) - MOST_CHARS_BACK, 0):
        end, start = start - 1, above.rfind("\n", 0, start - 1) + 1
        if statement.match(above[start:end]):
            return above[start:]
    return ""


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
