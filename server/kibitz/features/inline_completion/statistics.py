"""Keeps what became of suggestions, on this machine: numbers, languages and models, never a text.

One row a suggestion, the newest `MOST_ROWS`. Nothing leaves the machine.
"""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from kibitz.base.errors import KibitzError
from kibitz.storage.database import Database

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from kibitz.features.inline_completion.outcomes import Record
    from kibitz.storage.database import Connection

MOST_ROWS = 50_000  # about 5 MB; a busy year
RECENT_ROWS = 500  # what the acceptance of a language is taken from
WRITE_AFTER_S = 1.0  # several in one transaction, and never while a key waits for its answer

VERSIONS = (
    (
        "CREATE TABLE suggestions (id INTEGER PRIMARY KEY, shown_s REAL, language_id TEXT, model TEXT, "
        "trigger TEXT, answered_by TEXT, latency_ms REAL, n_chars INTEGER, outcome TEXT, "
        "n_taken_chars INTEGER, n_words INTEGER, n_lines INTEGER, kept_30s REAL, kept_5min REAL)",
    ),
    ("ALTER TABLE suggestions ADD COLUMN mode TEXT NOT NULL DEFAULT ''",),
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What is known of one language and model.

    Attributes:
        n_partly: taken in part, by a word or a line.
        n_typed: typed by hand to the end.
        kept_30s: share of what was taken that was still there after that time; None without any.
        kept_5min: the same.
    """

    language_id: str
    model: str
    n_shown: int
    n_accepted: int
    n_partly: int
    n_typed: int
    n_rejected: int
    n_words: int
    n_lines: int
    kept_30s: float | None
    kept_5min: float | None
    latency_p50_ms: float
    latency_p95_ms: float


class Statistics:
    """The file of all sessions."""

    def __init__(self, path: Path) -> None:
        """Nothing is opened before the first record."""
        self._database = Database(path, VERSIONS)
        self._unwritten: list[tuple[float, Record]] = []
        self._writing: asyncio.Task[None] | None = None
        self._broken = False

    def keep(self, record: Record) -> None:
        """Write a record soon. A file that cannot be written is said once, in the log."""
        self._unwritten.append((time.time(), record))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_soon())

    async def lines(self) -> list[Line]:
        """By language and model, what was shown most first.

        Raises:
            StorageFailure: the file cannot be read.
        """
        rows = await self._database.run(_all_rows)
        groups: dict[tuple[str, str], list[tuple[float | str | None, ...]]] = {}
        for language_id, model, *values in rows:
            groups.setdefault((language_id, model), []).append(tuple(values))
        lines = [_line(language_id, model, group) for (language_id, model), group in groups.items()]
        return sorted(lines, key=lambda line: -line.n_shown)

    async def shares(self, *, blocks: bool = False) -> dict[str, tuple[int, float]]:
        """By language, how many suggestions were shown lately and which share of them was followed.

        Args:
            blocks: only those that were blocks and came by themselves.

        Raises:
            StorageFailure: the file cannot be read.
        """
        which = "mode = 'block' AND trigger = 'automatic'" if blocks else "TRUE"
        return await self._database.run(lambda connection: _shares(connection, which))

    async def aclose(self) -> None:
        """Write what is left."""
        if self._writing is not None:
            self._writing.cancel()
            await asyncio.wait({self._writing})
        await self._write()
        await self._database.aclose()

    async def _write_soon(self) -> None:
        await asyncio.sleep(WRITE_AFTER_S)
        await asyncio.shield(self._write())  # what has begun is ended, also at the end of the session

    async def _write(self) -> None:
        unwritten, self._unwritten = self._unwritten, []
        if not unwritten:
            return
        rows = [{"shown_s": shown_s, **asdict(record)} for shown_s, record in unwritten]
        try:
            await self._database.run(lambda connection: _insert(connection, rows))
        except KibitzError as error:
            if not self._broken:
                logger.warning("Statistics are not kept: %s", error)
            self._broken = True


def _insert(connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    names = ", ".join(rows[0])
    marks = ", ".join(f":{name}" for name in rows[0])
    connection.executemany(f"INSERT INTO suggestions ({names}) VALUES ({marks})", rows)
    connection.execute(
        "DELETE FROM suggestions WHERE id <= (SELECT MAX(id) FROM suggestions) - ?", (MOST_ROWS,)
    )


def _all_rows(connection: Connection) -> list[tuple[str, str, str, int, int, float, float, float]]:
    return connection.execute(
        "SELECT language_id, model, outcome, n_words, n_lines, latency_ms, kept_30s, kept_5min "
        "FROM suggestions"
    ).fetchall()


def _shares(connection: Connection, which: str) -> dict[str, tuple[int, float]]:
    rows = connection.execute(
        "SELECT language_id, COUNT(*), AVG(outcome != 'rejected') FROM (SELECT language_id, outcome "
        f"FROM suggestions WHERE {which} ORDER BY id DESC LIMIT ?) GROUP BY language_id",
        (RECENT_ROWS,),
    )
    return {language_id: (n_shown, share) for language_id, n_shown, share in rows}


def _line(language_id: str, model: str, group: list[tuple[float | str | None, ...]]) -> Line:
    outcomes, words, lines, latencies, kept_30s, kept_5min = (
        list(column) for column in zip(*group, strict=True)
    )

    def count(outcome: str) -> int:
        return outcomes.count(outcome)

    latencies_ms = sorted(_numbers(latencies))
    return Line(
        language_id=language_id,
        model=model,
        n_shown=len(group),
        n_accepted=count("accepted"),
        n_partly=count("partly"),
        n_typed=count("typed"),
        n_rejected=count("rejected"),
        n_words=int(sum(_numbers(words))),
        n_lines=int(sum(_numbers(lines))),
        kept_30s=_mean(_numbers(kept_30s)),
        kept_5min=_mean(_numbers(kept_5min)),
        latency_p50_ms=latencies_ms[len(latencies_ms) // 2],
        latency_p95_ms=latencies_ms[len(latencies_ms) * 95 // 100],
    )


def _numbers(values: Iterable[float | str | None]) -> list[float]:
    return [value for value in values if isinstance(value, int | float)]


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None
