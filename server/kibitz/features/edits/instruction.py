"""Instructions written into the code: a comment `kibitz: do this`, in any language, at or above a place.

Pure and quick (regular expressions on a few lines): code actions are listed with it. What such a comment
says goes into the prompt; the comment itself is taken out by the edit. It may go over several lines where
it has an end of its own, and have code behind it, which stays.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from kibitz.syntax.language import language_for
from kibitz.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kibitz.documents.snapshot import Snapshot

_Signs = tuple[tuple[str, str], ...]
"""How comments begin and end; the end is empty where that is the end of the line."""

_IN_C: Final = (("//", ""), ("/*", "*/"))
_COMMON: Final[_Signs] = (
    *(("#", ""), ("--", ""), (";", ""), ("%", ""), ("REM ", ""), ("' ", ""), ('" ', "")),
    *(*_IN_C, ("<!--", "-->"), ("(*", "*)"), ("{-", "-}"), ("{#", "#}")),
)
_MORE: Final[dict[str, _Signs]] = {"html": _IN_C, "php": (("#", ""), ("<!--", "-->"))}
"""Beside those of the language itself: of what is embedded in it, or a second kind."""

_JSX: Final = frozenset({"javascript", "tsx"})
_LINES_ABOVE: Final = 5  # a comment above the selection may have others between
_SAYS: Final = re.compile(r"kibitz:", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """What the comments say.

    Attributes:
        comments: what to take out, in order: whole lines with their ending, or what stands behind code on
            a line, from the blanks before it.
    """

    text: str = field(repr=False)
    comments: tuple[Span, ...]


def find_instruction(snapshot: Snapshot, span: Span) -> Instruction | None:
    """The instruction on the lines of `span`, or in the comments right above them."""
    first, last = lines_of(snapshot, span)
    index = snapshot.index
    start = index.line_start(max(first - _LINES_ABOVE, 0))
    end = index.line_span(min(last + _LINES_ABOVE, index.line_count - 1)).end
    if not _SAYS.search(snapshot.text, start, end):
        return None
    signs = _signs(snapshot)
    written = [_read(snapshot, match) for match in _pattern(signs).finditer(snapshot.text, start, end)]
    here = [each for each in written if each.first <= last and first <= each.last]
    above = min([first, *(each.first for each in here)]) - 1
    found = (*reversed(list(_above(snapshot, above, written, signs))), *here)
    if not found:
        return None
    return Instruction(
        text=" ".join(each.text for each in found), comments=tuple(each.comment for each in found)
    )


def lines_of(snapshot: Snapshot, span: Span) -> tuple[int, int]:
    """The first and the last line of a selection; not a line at the start of which it ends."""
    first, last = snapshot.index.line_of(span.start), snapshot.index.line_of(span.end)
    return first, last - (last > first and snapshot.index.line_start(last) == span.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """One comment, from its first to its last line; `alone` where nothing else is on them."""

    text: str
    comment: Span
    first: int
    last: int
    alone: bool


def _signs(snapshot: Snapshot) -> _Signs:
    language = language_for(snapshot.language_id, snapshot.uri)
    if language is None:
        return _COMMON
    block = (language.block_comment,) if language.block_comment else ()
    line = ((language.line_comment, ""),) if language.line_comment else ()
    return (*line, *block, *_MORE.get(language.id, ())) or _COMMON


@functools.cache
def _pattern(signs: _Signs) -> re.Pattern[str]:
    """One group in each alternative: what the comment says. Those with an end are tried first."""
    kinds: list[str] = []
    for start, end in sorted(signs, key=lambda sign: not sign[1]):
        opened, closed = re.escape(start), re.escape(end)
        if end:
            kinds.append(rf"{opened}[*!-]*\s*(?:\*\s*)?kibitz:\s*((?:(?!{closed}).)*?\S)\s*[*-]*?{closed}")
        else:
            opened = rf"(?<![^\r\n]){opened}" if start.endswith(" ") else opened  # a word, or a quote
            kinds.append(rf"{opened}[/*#!;%-]*[ \t]*kibitz:[ \t]*(\S[^\r\n]*?)[ \t]*(?![^\r\n])")
    return re.compile(rf"[ \t]*(?:{'|'.join(kinds)})", re.IGNORECASE | re.DOTALL)


def _read(snapshot: Snapshot, match: re.Match[str]) -> _Written:
    index, text = snapshot.index, snapshot.text
    said = (line.strip().lstrip("*").strip() for line in match[match.lastindex or 0].splitlines())
    start, end = match.start() + len(match[0]) - len(match[0].lstrip(" \t")), match.end()
    first, last = index.line_of(start), index.line_of(end)
    lines = Span(index.line_start(first), index.line_span(last, with_ending=True).end)
    around = text[lines.start : start].lstrip(), text[end : lines.end].rstrip()
    language = language_for(snapshot.language_id, snapshot.uri)
    in_jsx = language is not None and language.id in _JSX and around == ("{", "}")
    alone = in_jsx or not any(map(str.strip, around))
    if around[0]:
        start = match.start()
    else:  # code behind it stays as deep as it is
        end += len(text[end : lines.end]) - len(text[end : lines.end].lstrip(" \t"))
    return _Written(
        text=" ".join(line for line in said if line),
        comment=lines if alone else Span(start, end),
        first=first,
        last=last,
        alone=alone,
    )


def _above(snapshot: Snapshot, line: int, written: list[_Written], signs: _Signs) -> Iterator[_Written]:
    """Upwards from a line through comments that have lines of their own; any other line ends the search."""
    ends = {each.last: each for each in written if each.alone}
    starts = tuple(start for start, _ in signs)
    lowest = max(line - _LINES_ABOVE, -1)
    while line > lowest:
        found = ends.get(line)
        if found is not None:
            yield found
            line = found.first
        else:
            span = snapshot.index.line_span(line)
            if not snapshot.text[span.start : span.end].lstrip().startswith(starts):
                return
        line -= 1
