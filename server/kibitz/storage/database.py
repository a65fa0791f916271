"""One SQLite file: opened on first use, its tables brought up to date, every statement on its own thread.

The only importer of sqlite3 (with the first use). Knows no table: who keeps something brings the statements
that make its tables, and has a file to itself. Several processes may share a file (WAL). The file is for this
user alone, and what is deleted is overwritten: some of it is the user's text.
"""

from __future__ import annotations

import asyncio
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from kibitz.base.errors import StorageFailure
from kibitz.storage.paths import made

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from sqlite3 import Connection as Connection

Result = TypeVar("Result")

BUSY_MS = 5000  # another editor writes at the same time; its transactions take milliseconds
PAUSE_S = 0.005

logger = logging.getLogger(__name__)


class Database:
    """A file of tables."""

    def __init__(self, path: Path, versions: Sequence[Sequence[str]]) -> None:
        """Nothing is opened yet.

        Args:
            path: of the file; its folder is made when needed.
            versions: SQL statements; the n-th item brings version n of the tables to n + 1. Only ever add
                to the end.
        """
        self._path = path
        self._versions = tuple(versions)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="kibitz-sqlite")
        self._connection: Connection | None = None

    async def run(self, work: Callable[[Connection], Result]) -> Result:
        """Do `work` in one transaction: kept when it returns, undone when it raises. One at a time, in order.

        Raises:
            StorageFailure: the file cannot be read or written; the message says why.
        """
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._do, work)

    async def aclose(self) -> None:
        """Finish what was begun, and close the file."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown(wait=False)

    def _do(self, work: Callable[[Connection], Result]) -> Result:
        import sqlite3

        try:
            if self._connection is None:
                self._connection = self._open()
            with self._connection:
                return work(self._connection)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
                raise  # a bug of the caller
            self._close()
            raise StorageFailure(f"Kibitz cannot use its file {str(self._path)!r}: {error}.") from error

    def _open(self) -> Connection:
        import sqlite3

        made(self._path.parent)
        try:
            return self._opened()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise  # locked, full, read-only: nothing is wrong with what is in it
            broken = self._path.with_suffix(".broken")
            self._path.replace(broken)
            logger.warning("The file %s is damaged; it was put aside as %s", self._path.name, broken.name)
            return self._opened()

    def _opened(self) -> Connection:
        import sqlite3

        self._path.touch(mode=0o600)  # SQLite gives its other files the same mode
        connection = sqlite3.connect(self._path, timeout=BUSY_MS / 1000, check_same_thread=False)
        try:
            self._share(connection)
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA secure_delete = ON")
            self._update(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    @staticmethod
    def _share(connection: Connection) -> None:
        """Switch to WAL. SQLite itself does not wait while another process switches a new file."""
        import sqlite3

        deadline = time.monotonic() + BUSY_MS / 1000
        while True:
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
            time.sleep(PAUSE_S)

    def _update(self, connection: Connection) -> None:
        newest = len(self._versions)
        if self._version(connection) == newest:
            return
        connection.execute("BEGIN IMMEDIATE")  # two editors start at once: the second finds it done
        with connection:
            version = self._version(connection)
            if version > newest:
                raise StorageFailure(f"{str(self._path)!r} was written by a newer Kibitz: update this one.")
            for statements in self._versions[version:]:
                for statement in statements:
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {newest}")

    @staticmethod
    def _version(connection: Connection) -> int:
        return connection.execute("PRAGMA user_version").fetchone()[0]

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
