"""Takes the best excerpts that fit into a budget, and joins those of one file. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kibitz.context.excerpt import Excerpt

PATH_CHARS = 12  # what the header of a file costs besides its path
MOST_MISSES = 20  # after so many that did not fit, what may still fit is not worth reading


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePart:
    """What of one file goes into a prompt.

    Attributes:
        sources: ids of those that wanted it.
    """

    path: str
    text: str
    sources: tuple[str, ...]


def pack(ranked: Iterable[Excerpt], most_chars: int) -> tuple[Excerpt, ...]:
    """The first excerpts that fit, each whole or not at all; what is there already costs nothing."""
    chosen: list[Excerpt] = []
    lines: dict[str, set[int]] = {}
    left = most_chars
    misses = 0
    for excerpt in ranked:
        there = lines.get(excerpt.path)
        cost = 0 if there is not None else len(excerpt.path) + PATH_CHARS
        cost += sum(len(text) + 1 for number, text in excerpt.lines if number not in (there or ()))
        if cost > left:
            misses += 1
            if misses > MOST_MISSES:
                break
            continue
        left -= cost
        lines.setdefault(excerpt.path, set()).update(number for number, _ in excerpt.lines)
        chosen.append(excerpt)
    return tuple(chosen)


def joined(chosen: Sequence[Excerpt]) -> tuple[FilePart, ...]:
    """One part for each file, in the order in which the files were chosen, its lines in theirs.

    The least wanted file stands first: what is nearest to the code counts most with a model.
    """
    lines: dict[str, dict[int, str]] = {}
    sources: dict[str, dict[str, None]] = {}
    for excerpt in chosen:
        of_file = lines.setdefault(excerpt.path, {})
        for number, text in excerpt.lines:
            of_file.setdefault(number, text)
        sources.setdefault(excerpt.path, {})[excerpt.source] = None
    return tuple(
        FilePart(
            path=path,
            text="\n".join(text for _, text in sorted(of_file.items())),
            sources=tuple(sources[path]),
        )
        for path, of_file in reversed(lines.items())
    )
