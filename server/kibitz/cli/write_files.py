"""Applies a reviewed proposal to files, for the command line: what an editor does with a workspace edit.

Blocking. A file is replaced in one step, so that whoever reads it sees the old text or the new one; when a
file cannot be written, those that were are put back.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kibitz.documents.disk import BOM
from kibitz.documents.uri import path_of
from kibitz.features.edits.proposal import DeletedFile, NewFile, RenamedFile

if TYPE_CHECKING:
    from collections.abc import Callable

    from kibitz.features.edits.proposal import FileOperation, Proposal


def write_files(proposal: Proposal) -> bool:
    """Write all of it, or nothing when a file is not what the proposal speaks of or cannot be written."""
    texts: list[tuple[Path, str, str]] = []
    for change in proposal.changes:
        path = path_of(change.uri)
        mark = None if path is None else _mark(path, change.base_text)
        if path is None or mark is None:
            return False
        texts.append((path, mark + change.base_text, mark + change.new_text))
    ways_back: list[Callable[[], object]] = []
    try:
        for path, old, new in texts:
            _replace(path, new)
            ways_back.append(partial(_replace, path, old))
        for file in proposal.files:
            ways_back.append(_do(file))
    except OSError:
        for way_back in reversed(ways_back):
            with suppress(OSError):
                way_back()
        return False
    return True


def _do(file: FileOperation) -> Callable[[], object]:
    """Create, rename or delete a file; returns what takes that back.

    Raises:
        OSError: it cannot be done, and is not begun.
    """
    match file:
        case NewFile():
            return _create(_path(file.uri), file.text)
        case RenamedFile():
            path, target = _path(file.uri), _path(file.new_uri)
            if target.exists():
                raise FileExistsError(target.name)
            target.parent.mkdir(parents=True, exist_ok=True)
            path.rename(target)
            return partial(target.rename, path)
        case DeletedFile():
            path = _path(file.uri)
            content, mode = path.read_bytes(), path.stat().st_mode
            path.unlink()
            return partial(_restore, path, content, mode)


def _path(uri: str) -> Path:
    path = path_of(uri)
    if path is None:
        raise FileNotFoundError(uri)
    return path


def _create(path: Path, text: str) -> Callable[[], object]:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(exist_ok=False)
    try:
        path.write_text(text, "utf-8", newline="")
    except OSError:
        path.unlink()
        raise
    return path.unlink


def _restore(path: Path, content: bytes, mode: int) -> None:
    path.write_bytes(content)
    path.chmod(stat.S_IMODE(mode))


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
