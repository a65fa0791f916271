"""A definition as the index knows it. Plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from kibitz.syntax.outline import DefinitionKind


class Symbol(NamedTuple):
    """One row; see `syntax/outline.py` for what the fields mean.

    Attributes:
        path: relative to the folder, with `/`.
    """

    id: int
    path: str
    name: str
    kind: DefinitionKind
    container: str
    line: int
    end_line: int
    head: str
    doc: str
