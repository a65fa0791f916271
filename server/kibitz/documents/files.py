"""Documents as they are now: what the editor has open, else the file on disk.

Reads a file when it is asked for one that is not open, and nothing else. Blocking, for few and small files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.documents.disk import on_disk
from kibitz.documents.uri import path_of

if TYPE_CHECKING:
    from kibitz.documents.snapshot import Snapshot
    from kibitz.documents.store import DocumentStore


class Files:
    """Looks in the editor first, which may have the file open under a URI that escapes other characters."""

    def __init__(self, opened: DocumentStore) -> None:
        self._opened = opened

    def get(self, uri: str) -> Snapshot | None:
        """The document, by the URI it is known under; None when there is no such file, or no text."""
        snapshot, path = self._opened.get(uri), path_of(uri)
        if snapshot is not None or path is None:
            return snapshot
        same = (other for other in self._opened.uris() if path_of(other) == path)
        return next((self._opened.get(other) for other in same), None) or on_disk(uri)
