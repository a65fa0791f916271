"""Instructions written into the code: a comment `kibitz: do this`, in any language, at or above a place.

Pure and quick (regular expressions on a few lines): code actions are listed with it. What such a comment
says goes into the prompt; the comment itself is taken out by the edit.
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

_COMMON_SIGNS: Final = ("#", "//", "--", ";", "%", "/*", "<!--")
_LINES_ABOVE: Final = 5  # a comment above the selection may have others between


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """What the comments say.

    Attributes:
        comments: what to take out, in order: the whole line with its ending, or what stands behind code
            on a line, from the blanks before it.
    """

    text: str = field(repr=False)
    comments: tuple[Span, ...]


def find_instruction(snapshot: Snapshot, span: Span) -> Instruction | None:
    """The instruction on the lines of `span`, or in the comments right above them."""
    first, last = lines_of(snapshot, span)
    pattern = _pattern(_signs(snapshot))
    found = [
        *reversed(list(_above(snapshot, first, pattern))),
        *(match for line in range(first, last + 1) if (match := _on_line(snapshot, line, pattern))),
    ]
    if not found:
        return None
    return Instruction(
        text=" ".join(text for text, _ in found), comments=tuple(comment for _, comment in found)
    )


def lines_of(snapshot: Snapshot, span: Span) -> tuple[int, int]:
    """The first and the last line of a selection; not a line at the start of which it ends."""
    first, last = snapshot.index.line_of(span.start), snapshot.index.line_of(span.end)
    return first, last - (last > first and snapshot.index.line_start(last) == span.end)


def _signs(snapshot: Snapshot) -> tuple[str, ...]:
    language = language_for(snapshot.language_id, snapshot.uri)
    if language is None:
        return _COMMON_SIGNS
    block = language.block_comment
    own = (language.line_comment, block[0] if block else "")
    return tuple(sign for sign in own if sign) or _COMMON_SIGNS


@functools.cache
def _pattern(signs: tuple[str, ...]) -> re.Pattern[str]:
    sign = "|".join(map(re.escape, signs))
    return re.compile(
        rf"[ \t]*(?:{sign})[/*#!;%-]*[ \t]*kibitz:[ \t]*(?P<text>\S.*?)[ \t]*(?:\*+/|-->)?[ \t]*\Z",
        re.IGNORECASE,
    )


def _above(snapshot: Snapshot, first: int, pattern: re.Pattern[str]) -> Iterator[tuple[str, Span]]:
    """Upwards through whole-line comments; any other line ends the search."""
    signs = _signs(snapshot)
    for line in range(first - 1, max(first - 1 - _LINES_ABOVE, -1), -1):
        span = snapshot.index.line_span(line)
        if not snapshot.text[span.start : span.end].lstrip().startswith(signs):
            return
        match = _on_line(snapshot, line, pattern)
        if match is not None:
            yield match


def _on_line(snapshot: Snapshot, line: int, pattern: re.Pattern[str]) -> tuple[str, Span] | None:
    span = snapshot.index.line_span(line)
    text = snapshot.text[span.start : span.end]
    match = pattern.search(text)
    if match is None:
        return None
    if not text[: match.start()].strip():
        return match["text"], snapshot.index.line_span(line, with_ending=True)
    return match["text"], Span(span.start + match.start(), span.end)
