"""Where lines that a model quotes stand in the code it was shown. Pure, never raises.

Models lose indentation and blanks, and misspell. What is found must be found once: a place that is in doubt
is no place.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LEAST_RATIO: Final = 0.92  # of equal characters: a typo in a line or two, no other code
LEAST_LINE_RATIO: Final = 0.6  # of each line by itself, in what is alike as a whole
CLEAR_LEAD: Final = 0.05  # over the second best place
FUZZY_LINES: Final = 400  # of code looked through for what is only alike: 400 windows take some 50 ms
LEAST_FUZZY_CHARS: Final = 24  # shorter lines are alike by accident


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Lines `start` to `end`, and what stands before each of them that the quotation lacks.

    Attributes:
        quoted_indent, own_indent: of the first line that is not blank, as quoted and as it is.
    """

    start: int
    end: int
    quoted_indent: str
    own_indent: str

    def moved(self, line: str) -> str:
        """A line to be put here, indented as the place is."""
        if not line.strip() or self.quoted_indent == self.own_indent:
            return line
        if line.startswith(self.quoted_indent):
            return self.own_indent + line[len(self.quoted_indent) :]
        missing = len(self.own_indent) - len(self.quoted_indent)
        return self.own_indent[:missing] + line if missing > 0 else line.lstrip(" \t")


def locate(quoted: Sequence[str], code: Sequence[str], start: int = 0) -> Place | None:
    """The only place from line `start` on where quoted lines stand; None when there is none or several."""
    if not any(line.strip() for line in quoted) or len(quoted) > len(code) - start:
        return None
    for same in (_exactly, _but_for_line_ends, _but_for_indentation):
        found = [
            at for at in range(start, len(code) - len(quoted) + 1) if same(quoted, code[at:][: len(quoted)])
        ]
        if len(found) == 1:
            return _place(quoted, code, found[0])
        if found:
            return None
    at = _alike(quoted, code, start)
    return None if at is None else _place(quoted, code, at)


def _place(quoted: Sequence[str], code: Sequence[str], at: int) -> Place:
    number = next(n for n, line in enumerate(quoted) if line.strip())
    return Place(
        start=at,
        end=at + len(quoted),
        quoted_indent=_indent(quoted[number]),
        own_indent=_indent(code[at + number]),
    )


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]


def _exactly(quoted: Sequence[str], lines: Sequence[str]) -> bool:
    return list(quoted) == list(lines)


def _but_for_line_ends(quoted: Sequence[str], lines: Sequence[str]) -> bool:
    return _equal(quoted, lines, str.rstrip)


def _but_for_indentation(quoted: Sequence[str], lines: Sequence[str]) -> bool:
    """The same words, and the same steps from line to line as far as blanks and tabs can be compared."""
    if not _equal(quoted, lines, str.strip):
        return False
    depths = [
        (len(_indent(quote)), len(_indent(line)))
        for quote, line in zip(quoted, lines, strict=True)
        if quote.strip()
    ]
    deeper = [(a > depths[0][0], b > depths[0][1]) for a, b in depths]
    return all(a == b for a, b in deeper)


def _equal(quoted: Sequence[str], lines: Sequence[str], key: Callable[[str], str]) -> bool:
    return all(key(quote) == key(line) for quote, line in zip(quoted, lines, strict=True))


def _alike(quoted: Sequence[str], code: Sequence[str], start: int) -> int | None:
    text = "\n".join(line.strip() for line in quoted)
    if len(text) < LEAST_FUZZY_CHARS or len(code) - start > FUZZY_LINES:
        return None
    matcher = SequenceMatcher(None, autojunk=False)
    matcher.set_seq2(text)
    ratios: list[tuple[float, int]] = []
    for at in range(start, len(code) - len(quoted) + 1):
        matcher.set_seq1("\n".join(line.strip() for line in code[at : at + len(quoted)]))
        if matcher.real_quick_ratio() >= LEAST_RATIO and matcher.quick_ratio() >= LEAST_RATIO:
            ratios.append((matcher.ratio(), at))
    ratios.sort(reverse=True)
    if not ratios or ratios[0][0] < LEAST_RATIO:
        return None
    if len(ratios) > 1 and ratios[0][0] - ratios[1][0] < CLEAR_LEAD:
        return None
    at = ratios[0][1]
    return at if all(map(_same_line, quoted, code[at : at + len(quoted)])) else None


def _same_line(quote: str, line: str) -> bool:
    """Whether a quoted line means that one: a line that nobody quoted must not go with the others."""
    quote, line = quote.strip(), line.strip()
    return quote == line or SequenceMatcher(None, quote, line, autojunk=False).ratio() >= LEAST_LINE_RATIO
