from __future__ import annotations

import asyncio
import sqlite3
import threading
from typing import TYPE_CHECKING

import pytest

from kibitz.base.errors import StorageFailure
from kibitz.storage import database as database_module
from kibitz.storage.database import Database

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from kibitz.storage.database import Connection

FIRST = ("CREATE TABLE note (words TEXT NOT NULL UNIQUE)",)
SECOND = (
    "ALTER TABLE note ADD COLUMN stars INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX by_stars ON note (stars)",
)


def notes(connection: Connection) -> list[str]:
    return [words for (words,) in connection.execute("SELECT words FROM note ORDER BY rowid")]


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(tmp_path / "state" / "notes.sqlite", (FIRST,))
    yield database
    await database.aclose()


async def write(database: Database, *words: str | None) -> None:
    def work(connection: Connection) -> None:
        for each in words:
            connection.execute("INSERT INTO note (words) VALUES (?)", (each,))

    await database.run(work)


async def test_what_was_written_is_there_after_a_restart(tmp_path: Path) -> None:
    for words in ("one", "two"):
        database = Database(tmp_path / "notes.sqlite", (FIRST,))
        await write(database, words)
        kept = await database.run(notes)
        await database.aclose()
    assert kept == ["one", "two"]


async def test_a_failure_undoes_all_of_it(database: Database) -> None:
    await write(database, "one")
    with pytest.raises(Exception, match="NOT NULL"):
        await write(database, "two", None)
    assert await database.run(notes) == ["one"]


async def test_newer_tables_keep_what_the_older_ones_held(tmp_path: Path) -> None:
    old = Database(tmp_path / "notes.sqlite", (FIRST,))
    await write(old, "one")
    await old.aclose()
    new = Database(tmp_path / "notes.sqlite", (FIRST, SECOND))
    assert await new.run(lambda found: found.execute("SELECT words, stars FROM note").fetchall()) == [
        ("one", 0)
    ]
    await new.aclose()


async def test_a_file_of_a_newer_kibitz_is_left_alone(tmp_path: Path) -> None:
    new = Database(tmp_path / "notes.sqlite", (FIRST, SECOND))
    await write(new, "one")
    old = Database(tmp_path / "notes.sqlite", (FIRST,))
    with pytest.raises(StorageFailure, match="newer Kibitz"):
        await old.run(notes)
    assert await new.run(notes) == ["one"]
    await old.aclose()
    await new.aclose()


async def test_a_damaged_file_is_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "notes.sqlite"
    path.write_bytes(b"no database at all " * 100)
    database = Database(path, (FIRST,))
    assert await database.run(notes) == []
    await database.aclose()
    assert path.with_suffix(".broken").read_bytes().startswith(b"no database")


async def test_a_file_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "notes.sqlite").mkdir()
    database = Database(tmp_path / "notes.sqlite", (FIRST,))
    with pytest.raises(StorageFailure, match=r"notes\.sqlite"):
        await database.run(notes)
    await database.aclose()


async def test_two_processes_that_start_at_once_share_the_file(tmp_path: Path) -> None:
    both = [Database(tmp_path / "notes.sqlite", (FIRST, SECOND)) for _ in range(2)]
    await asyncio.gather(*(write(database, f"by {n}") for n, database in enumerate(both)))
    assert sorted(await both[0].run(notes)) == ["by 0", "by 1"]
    for database in both:
        await database.aclose()


async def test_waits_for_another_that_makes_the_file(tmp_path: Path) -> None:
    path = tmp_path / "notes.sqlite"
    other = sqlite3.connect(path)
    other.execute("BEGIN IMMEDIATE")  # as while it switches to WAL: SQLite itself does not wait for that
    tried = threading.Event()
    database = Database(path, (FIRST,))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database_module.time, "sleep", lambda _: tried.set())
        writing = asyncio.ensure_future(write(database, "one"))
        assert await asyncio.to_thread(tried.wait, 10)
        other.close()
        await writing
    assert await database.run(notes) == ["one"]
    await database.aclose()


async def test_the_event_loop_goes_on_while_it_works(database: Database) -> None:
    go = threading.Event()
    working = asyncio.ensure_future(database.run(lambda _: go.wait(10)))
    await asyncio.sleep(0)
    go.set()
    assert await working
