"""Removes indexes of folders that are gone, or that nobody has opened for long. Blocking; bounded."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

UNUSED_DAYS = 90
GONE_DAYS = 7  # a drive that is not there today may be tomorrow
MOST_LOOKED_AT = 1000  # files, in one go
MARK = ".folder"
"""Ends the name of a small file beside each index: the folder's path is in it, its time is the last use."""

_ENDINGS = (MARK, ".sqlite", ".sqlite-wal", ".sqlite-shm")
_DAY_S = 86_400


def note_use(file: Path, folder: Path) -> None:
    """The index in `file` is that of `folder`, and is used now."""
    with suppress(OSError):
        file.with_suffix(MARK).write_bytes(os.fsencode(folder))


def remove_unused(cache: Path, now_s: float | None = None) -> int:
    """Remove what will hardly be used again; how many indexes."""
    now_s = time.time() if now_s is None else now_s
    n_removed = 0
    for mark in list(islice(_marks(cache), MOST_LOOKED_AT)):
        if _is_unused(mark, now_s):
            n_removed += 1
            for ending in reversed(_ENDINGS):  # the mark goes last: what stays is found again
                with suppress(OSError):
                    mark.with_suffix(ending).unlink()
    return n_removed


def _marks(cache: Path) -> Iterator[Path]:
    """The mark of each index, whether it is there or not: earlier versions made none."""
    with suppress(OSError), os.scandir(cache) as entries:
        for entry in entries:
            if entry.name.endswith(".sqlite"):
                yield Path(entry.path).with_suffix(MARK)


def _is_unused(mark: Path, now_s: float) -> bool:
    try:
        used_s = mark.stat().st_mtime
        gone = not Path(os.fsdecode(mark.read_bytes())).is_dir()
    except OSError:
        try:
            used_s, gone = mark.with_suffix(".sqlite").stat().st_mtime, False
        except OSError:
            return False
    days = (now_s - used_s) / _DAY_S
    return days > UNUSED_DAYS or (gone and days > GONE_DAYS)
