"""A document at one moment. Frozen: what a handler took before its first await never changes under it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from kibitz.documents.uri import path_of

if TYPE_CHECKING:
    from pathlib import Path

    from kibitz.text.line_index import LineIndex

ON_DISK: Final = -1
"""The version of a document that no editor has open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Text of `uri` at `version` (the client's number, 0 is one too; else `ON_DISK`).

    Offsets into `text` are code points; `index` translates them from and to editor positions. `shortened`:
    the last change was a deletion and nothing else.
    """

    uri: str
    version: int
    language_id: str
    text: str = field(repr=False)  # what ends up in a log quotes no one
    index: LineIndex
    shortened: bool = False

    @property
    def path(self) -> Path | None:
        """Where the document is on disk; None for `untitled:` and other documents that are nowhere."""
        return path_of(self.uri)
