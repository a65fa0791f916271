"""The difference between two texts, by lines: as hunks to review one by one, or as a unified diff to read.

Pure. Lines are those of `line_index`; their endings are compared too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from kibitz.text.edits import TextEdit
from kibitz.text.line_index import LineIndex
from kibitz.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_CONTEXT_LINES: Final = 3  # as diff -u and git
_PATIENT_LINES: Final = 1000
"""Above this, difflib may ignore lines that occur often: without, 5,000 changed lines take seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hunk:
    """Whole lines that were replaced. Lines count from 0.

    Attributes:
        old: the replaced characters; empty, at the start of a line, for an insertion.
    """

    old: Span
    new_text: str = field(repr=False)
    old_start_line: int
    n_old_lines: int
    new_start_line: int
    n_new_lines: int

    @property
    def edit(self) -> TextEdit:
        """The hunk alone, as an edit of the old text."""
        return TextEdit(self.old, self.new_text)


def hunks(old: str, new: str) -> tuple[Hunk, ...]:
    """What was changed, in order; applied together to `old`, they give `new`. Empty when equal."""
    return _hunks(_lines(old), _lines(new))


def unified_diff(old: str, new: str, path: str) -> str:
    r"""A diff as `git diff` prints it, for people and for `git apply`; empty when the texts are equal.

    Every line ends with `\n`; what else ends a line of the text (`\r`) stands before it.
    """
    old_lines, new_lines = _lines(old), _lines(new)
    groups = _grouped(_hunks(old_lines, new_lines))
    parts = [part for group in groups for part in _render(group, old_lines, new_lines)]
    return "".join((f"--- a/{path}\n", f"+++ b/{path}\n", *parts)) if parts else ""


def _lines(text: str) -> list[str]:
    return list(LineIndex.of(text).lines())


def _hunks(old: Sequence[str], new: Sequence[str]) -> tuple[Hunk, ...]:
    head = _common_head(old, new)
    tail = _common_head(old[head:][::-1], new[head:][::-1])
    old_middle, new_middle = old[head : len(old) - tail], new[head : len(new) - tail]
    large = max(len(old_middle), len(new_middle)) > _PATIENT_LINES
    offsets = list(accumulate(map(len, old), initial=0))
    return tuple(
        Hunk(
            old=Span(offsets[head + old_start], offsets[head + old_end]),
            new_text="".join(new_middle[new_start:new_end]),
            old_start_line=head + old_start,
            n_old_lines=old_end - old_start,
            new_start_line=head + new_start,
            n_new_lines=new_end - new_start,
        )
        for tag, old_start, old_end, new_start, new_end in SequenceMatcher(
            None, old_middle, new_middle, autojunk=large
        ).get_opcodes()
        if tag != "equal"
    )


def _common_head(left: Sequence[str], right: Sequence[str]) -> int:
    pairs = enumerate(zip(left, right, strict=False))
    return next((number for number, (one, other) in pairs if one != other), min(len(left), len(right)))


def _grouped(found: Sequence[Hunk]) -> Iterator[list[Hunk]]:
    """Hunks whose context lines would meet are shown as one."""
    group: list[Hunk] = []
    for hunk in found:
        if group and hunk.old_start_line - _old_end(group[-1]) > 2 * _CONTEXT_LINES:
            yield group
            group = []
        group.append(hunk)
    if group:
        yield group


def _render(group: Sequence[Hunk], old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    first, last = group[0], group[-1]
    before = min(_CONTEXT_LINES, first.old_start_line)
    after = min(_CONTEXT_LINES, len(old) - _old_end(last))
    old_range = _range(first.old_start_line - before, _old_end(last) + after)
    new_range = _range(first.new_start_line - before, last.new_start_line + last.n_new_lines + after)
    yield f"@@ -{old_range} +{new_range} @@\n"
    line = first.old_start_line - before
    for hunk in group:
        yield from _marked(" ", old[line : hunk.old_start_line])
        line = _old_end(hunk)
        yield from _marked("-", old[hunk.old_start_line : line])
        yield from _marked("+", new[hunk.new_start_line : hunk.new_start_line + hunk.n_new_lines])
    yield from _marked(" ", old[line : line + after])


def _old_end(hunk: Hunk) -> int:
    return hunk.old_start_line + hunk.n_old_lines


def _range(start: int, end: int) -> str:
    """Lines count from 1 here; of an empty range, the line before it is named."""
    if end - start == 1:
        return f"{start + 1}"
    return f"{start + 1 if end > start else start},{end - start}"


def _marked(mark: str, lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        body = line.removesuffix("\n")
        yield f"{mark}{body}\n"
        if not line.endswith(("\n", "\r")):
            yield "\\ No newline at end of file\n"
