"""Tests in which a model has lost its way, one assertion or row of a table after the other. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kibitz.features.edits.parse import shape_of

if TYPE_CHECKING:
    from collections.abc import Iterator

KEPT: Final = 3

_CASE: Final = re.compile(r"\s*(?:assert\b|self\.assert\w+\(|expect\(|[({\[].*[)}\]],\s*\Z)")
_TEST: Final = re.compile(
    r"^(?:@[^\n]*\n)*(?:(?:async[ \t]+)?def[ \t]+test|func[ \t]+Test|(?:test|it)\()", re.MULTILINE
)


def holds_test(text: str) -> bool:
    """Whether there is a test in it."""
    return _TEST.search(text) is not None


def goes_on(answer: str, most_alike: int) -> bool:
    """Whether the last whole lines of an answer that is still coming are so many cases of one kind."""
    return _n_alike(answer.split("\n")[:-1]) >= most_alike


def beginnings(answer: str) -> Iterator[str]:
    """Without the last test, in which the model lost its way; then with no more than how that begins."""
    starts = [match.start() for match in _TEST.finditer(answer)]
    if len(starts) > 1:
        yield answer[: starts[-1]].rstrip()
    lines = answer.split("\n")[:-1]  # the last one may lack its end
    n_alike = _n_alike(lines)
    if n_alike > KEPT:
        yield "\n".join(lines[: len(lines) - n_alike + KEPT])


def _n_alike(lines: list[str]) -> int:
    """How many cases at the end are the same but for their literals."""
    if not lines or not _CASE.match(lines[-1]):
        return 0
    shape = shape_of(lines[-1])
    return next((n for n, line in enumerate(reversed(lines)) if shape_of(line) != shape), len(lines))
