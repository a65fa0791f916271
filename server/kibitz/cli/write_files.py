"""Applies a reviewed proposal to files, for the command line: what an editor does with a workspace edit.

Blocking. A file is replaced in one step, so that whoever reads it sees the old text or the new one.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from kibitz.documents.disk import BOM
from kibitz.documents.uri import path_of
from kibitz.features.edits.proposal import DeletedFile, NewFile, RenamedFile

if TYPE_CHECKING:
    from kibitz.features.edits.proposal import Proposal


def write_files(proposal: Proposal) -> bool:
    """Write all of it, or nothing when a file is not what the proposal speaks of."""
    texts: list[tuple[Path, str]] = []
    for change in proposal.changes:
        path = path_of(change.uri)
        mark = None if path is None else _mark(path, change.base_text)
        if path is None or mark is None:
            return False
        texts.append((path, mark + change.new_text))
    paths = [(path_of(file.uri), file) for file in proposal.files]
    if any(path is None for path, _ in paths):
        return False
    try:
        for path, text in texts:
            _replace(path, text)
        for path, file in paths:
            assert path is not None
            match file:
                case NewFile():
                    path.parent.mkdir(parents=True, exist_ok=True)
                    with path.open("x", encoding="utf-8", newline="") as new:
                        new.write(file.text)
                case RenamedFile():
                    target = path_of(file.new_uri)
                    if target is None or target.exists():
                        return False
                    target.parent.mkdir(parents=True, exist_ok=True)
                    path.rename(target)
                case DeletedFile():
                    path.unlink()
    except OSError:
        return False
    return True


def _mark(path: Path, text: str) -> str | None:
    """What the file has before `text`: nothing, or a byte order mark. None when it is another text."""
    try:
        found = path.read_bytes()
    except OSError:
        return None
    return next((mark for mark in ("", BOM) if found == (mark + text).encode()), None)


def _replace(path: Path, text: str) -> None:
    """Through a file beside it, with the same mode; a link stays a link."""
    path = path.resolve()
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode())
        shutil.copymode(path, name)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
