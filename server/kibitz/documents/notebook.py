"""The cells of a notebook in their order, and what a cell is to know of the others. Frozen and pure.

The text of a cell is a document like any other, in the store; here are only its URI and its kind.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kibitz.documents.snapshot import Snapshot

MOST_CHARS: Final = 32_000  # of the cells on one side; no prompt and no syntax tree reaches farther

_MAGIC: Final = re.compile(r"^[ \t]*[%!].*$", re.MULTILINE)
_CELL_MAGIC: Final = re.compile(r"\s*%%(\w+)")
_PYTHON_MAGICS: Final = ("time", "timeit", "capture", "prun")  # what follows is Python all the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell; `is_code` when it is not prose."""

    uri: str
    is_code: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """The text of other cells right before and behind a cell, to be joined to its own as it is."""

    above: str = field(default="", repr=False)
    below: str = field(default="", repr=False)

    def joined(self, cell: Snapshot) -> str:
        """The cell's text between them."""
        return f"{self.above}{cell.text}{self.below}"


ALONE: Final = Neighbours()
"""Of a document that is no cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notebook:
    """The order of the cells."""

    cells: tuple[Cell, ...]

    def spliced(self, start: int, delete_count: int, cells: Iterable[Cell]) -> Notebook:
        """With `cells` in place of `delete_count` ones at `start`, as far as there are so many."""
        start = max(start, 0)
        end = start + max(delete_count, 0)
        return replace(self, cells=(*self.cells[:start], *cells, *self.cells[end:]))

    def with_kinds(self, changed: Iterable[Cell]) -> Notebook:
        """With what is new about cells that stay where they are."""
        known = {cell.uri: cell for cell in changed}
        return replace(self, cells=tuple(known.get(cell.uri, cell) for cell in self.cells))

    def around(self, uri: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        """The URIs of the cells of its kind before and behind a cell, in order; None without the cell."""
        place = next((number for number, cell in enumerate(self.cells) if cell.uri == uri), None)
        if place is None:
            return None
        is_code = self.cells[place].is_code
        before, behind = (
            tuple(cell.uri for cell in cells if cell.is_code == is_code)
            for cells in (self.cells[:place], self.cells[place + 1 :])
        )
        return before, behind


def neighbours(cell: Snapshot, before: Sequence[Snapshot], behind: Sequence[Snapshot]) -> Neighbours:
    """What to join to `cell`: the nearest others of its language, a blank line between two.

    Their lines end as those of `cell` do, and what Jupyter runs by itself is left out: it is no Python.
    """
    ending = "\r\n" if "\r\n" in cell.text else "\n"
    above = list(reversed(_nearest(cell, reversed(before))))
    below = _nearest(cell, behind)
    gap = "\n\n"
    return Neighbours(
        above="".join(text + gap for text in above).replace("\n", ending),
        below="".join(gap + text for text in below).replace("\n", ending),
    )


def as_script(cells: Iterable[tuple[Cell, str]]) -> str:
    """All of a notebook as one text, in the "percent" form that editors know; its prose in comments."""
    parts: list[str] = []
    for cell, text in cells:
        plain = text.replace("\r\n", "\n").strip("\n")
        if cell.is_code:
            parts.append(f"# %%\n{plain}\n")
        else:
            parts.append(
                "# %% [markdown]\n" + "".join(f"# {line}".rstrip() + "\n" for line in plain.split("\n"))
            )
    return "\n".join(parts)


def _nearest(cell: Snapshot, others: Iterable[Snapshot]) -> list[str]:
    found: list[str] = []
    n_chars = 0
    for other in others:
        if n_chars >= MOST_CHARS:
            break
        if other.language_id == cell.language_id:
            text = _code(other).strip("\n")
            found += [text] if text.strip() else []
            n_chars += len(text)
    return found


def _code(cell: Snapshot) -> str:
    """The text with plain line endings, and without magics."""
    text = cell.text.replace("\r\n", "\n").replace("\r", "\n")
    if cell.language_id != "python" or not ("%" in text or "!" in text):
        return text
    magic = _CELL_MAGIC.match(text)
    if magic is not None and magic[1] not in _PYTHON_MAGICS:
        return ""
    return _MAGIC.sub("", text)
