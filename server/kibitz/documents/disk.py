"""Documents that the editor has not open, as they are on disk: read, never written.

Blocking: ask in a thread, or for few and small files.
"""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, Final

from kibitz.documents.snapshot import ON_DISK, Snapshot
from kibitz.documents.uri import path_of
from kibitz.text.line_index import LineIndex

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES: Final = 4 << 20  # nobody has a model rewrite a larger file
_ANYBODY_WRITES: Final = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
BOM: Final = "\ufeff"  # editors keep it to themselves: it is no character of the document


def on_disk(uri: str) -> Snapshot | None:
    """The document in its file; None when there is none, or it is no text in UTF-8, or too large."""
    path = path_of(uri)
    if path is None:
        return None
    try:
        if not path.is_file() or path.stat().st_size > MOST_BYTES:
            return None
        text = path.read_bytes().decode("utf-8").removeprefix(BOM)
    except (OSError, ValueError):
        return None
    index = LineIndex.of(text)
    return Snapshot(uri=uri, version=ON_DISK, language_id="", text=text, index=index)


def exists(uri: str) -> bool:
    """Whether something has this name already, text or not."""
    path = path_of(uri)
    return path is not None and (path.exists() or path.is_symlink())


def is_writable(uri: str) -> bool:
    """Whether the user may write there; for a file to come, whether its folder can be made and written.

    A file that nobody may write is meant to stay as it is: that counts for root too, who may do everything.
    A document without a file is the editor's own affair.
    """
    path = path_of(uri)
    if path is None:
        return True
    nearest = _nearest(path)
    return os.access(nearest, os.W_OK) and bool(nearest.stat().st_mode & _ANYBODY_WRITES)


def _nearest(path: Path) -> Path:
    return next((each for each in (path, *path.parents) if each.exists()), path)
