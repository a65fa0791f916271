"""Old indexes are removed, those in use are not."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from kibitz.context.index.housekeeping import note_use, remove_unused
from kibitz.context.index.index import WorkspaceIndex
from kibitz.syntax.parser import Parser

if TYPE_CHECKING:
    from pathlib import Path

DAY_S = 86_400
NOW_S = 1_000 * DAY_S


def index_of(cache: Path, folder: Path, *, unused_days: float, marked: bool = True) -> Path:
    """An index with all its files, last used so long ago."""
    file = cache / f"{folder.name}-0123.sqlite"
    cache.mkdir(exist_ok=True)
    for ending in ("", "-wal", "-shm"):
        (cache / f"{file.name}{ending}").write_bytes(b"x")
    if marked:
        note_use(file, folder)
    used_s = NOW_S - unused_days * DAY_S
    for path in cache.glob(f"{file.stem}.*"):
        os.utime(path, (used_s, used_s))
    return file


@pytest.mark.parametrize(
    ("unused_days", "there", "marked", "stays"),
    [
        (0, True, True, True),
        (89, True, True, True),
        (91, True, True, False),
        (6, False, True, True),
        (8, False, True, False),
        (89, False, False, True),
        (91, True, False, False),
    ],
    ids=["new", "rare", "old", "gone for a week", "gone", "by an earlier version", "old and by one"],
)
def test_what_is_removed(tmp_path: Path, unused_days: int, there: bool, marked: bool, stays: bool) -> None:
    folder, cache = tmp_path / "project", tmp_path / "cache"
    if there:
        folder.mkdir()
    index_of(cache, folder, unused_days=unused_days, marked=marked)
    n_before = len(list(cache.iterdir()))

    assert remove_unused(cache, NOW_S) == (not stays)

    assert len(list(cache.iterdir())) == (n_before if stays else 0)


def test_using_an_index_keeps_it(tmp_path: Path) -> None:
    folder, cache = tmp_path / "project", tmp_path / "cache"
    folder.mkdir()
    file = index_of(cache, folder, unused_days=400)
    note_use(file, folder)
    assert remove_unused(cache) == 0
    assert file.exists()


def test_other_files_and_no_folder_at_all_are_left_alone(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert remove_unused(cache, NOW_S) == 0
    cache.mkdir()
    (cache / "notes.txt").write_text("x")
    assert remove_unused(cache, NOW_S * 10) == 0
    assert (cache / "notes.txt").exists()


async def test_an_index_that_is_opened_clears_away_the_old_ones(tmp_path: Path) -> None:
    folder, cache = tmp_path / "project", tmp_path / "cache"
    folder.mkdir()
    old = index_of(cache, tmp_path / "gone", unused_days=NOW_S // DAY_S)
    index = WorkspaceIndex(folder, cache=cache, parser=Parser(), most_files=10)
    index.build()
    await index.built()
    await index.aclose()
    assert not old.exists()
    assert [path.read_text() for path in cache.glob("*.folder")] == [str(folder)]
