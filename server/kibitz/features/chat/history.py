"""Conversations of this user, per workspace: kept on disk, searched, exported, deleted.

Holds the user's text: the file is for this user alone (`storage`), and `delete` overwrites what it held. So
there is no index of words, which would keep them; 500 conversations are looked through in milliseconds, and a
part of a name is found too.
"""

from __future__ import annotations

import re
import time
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kibitz.features.chat.transcript import Turn
from kibitz.storage.database import Database

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kibitz.storage.database import Connection
    from kibitz.storage.paths import Paths

KEPT: Final = 500  # conversations, of all workspaces; the oldest make room
TITLE_CHARS: Final = 60

VERSIONS: Final = (
    (
        """CREATE TABLE conversation (
            id TEXT PRIMARY KEY,
            workspace TEXT NOT NULL,
            title TEXT NOT NULL,
            updated_s REAL NOT NULL
        )""",
        """CREATE TABLE turn (
            number INTEGER PRIMARY KEY,
            conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
            role TEXT NOT NULL,
            text TEXT NOT NULL
        )""",
        "CREATE INDEX turn_of ON turn (conversation, number)",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """One of them, without what was said."""

    id: str
    workspace: str
    title: str
    updated_s: float


def history_file(paths: Paths) -> Path:
    """Where they are."""
    return paths.state / "history.sqlite"


def new_id() -> str:
    """For a conversation to come."""
    return uuid.uuid4().hex


class History:
    """What was said, in every workspace."""

    def __init__(self, path: Path) -> None:
        self._database = Database(path, VERSIONS)

    async def save(self, id_: str, workspace: str, turns: Sequence[Turn]) -> None:
        """Keep a conversation as it is now, in place of what it was."""
        if not turns:
            return
        title = _title(turns[0].text)

        def write(connection: Connection) -> None:
            connection.execute(
                """INSERT INTO conversation VALUES (?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET title = excluded.title, updated_s = excluded.updated_s""",
                (id_, workspace, title, time.time()),
            )
            connection.execute("DELETE FROM turn WHERE conversation = ?", (id_,))
            connection.executemany(
                "INSERT INTO turn (conversation, role, text) VALUES (?, ?, ?)",
                [(id_, turn.role, turn.text) for turn in turns],
            )
            connection.execute(
                """DELETE FROM conversation WHERE id NOT IN (
                    SELECT id FROM conversation ORDER BY updated_s DESC LIMIT ?
                )""",
                (KEPT,),
            )

        await self._database.run(write)

    async def list(self, workspace: str | None = None, query: str = "") -> tuple[Conversation, ...]:
        """Newest first; of one workspace or of all; only those in which every word of a query was said."""
        words = [f"%{_escaped(word)}%" for word in query.split()]
        said = " ".join(
            [r"""AND id IN (SELECT conversation FROM turn WHERE text LIKE ? ESCAPE '\')""" for _ in words]
        )
        where = f"WHERE (? IS NULL OR workspace = ?) {said}"

        def read(connection: Connection) -> list[tuple[str, str, str, float]]:
            return connection.execute(
                f"SELECT id, workspace, title, updated_s FROM conversation {where} ORDER BY updated_s DESC",
                (workspace, workspace, *words),
            ).fetchall()

        rows = await self._database.run(read)
        return tuple(
            Conversation(id=id_, workspace=place, title=title, updated_s=updated_s)
            for id_, place, title, updated_s in rows
        )

    async def turns(self, id_: str) -> tuple[Turn, ...]:
        """What was said in one; nothing when there is no such conversation."""
        rows = await self._database.run(
            lambda connection: connection.execute(
                "SELECT role, text FROM turn WHERE conversation = ? ORDER BY number", (id_,)
            ).fetchall()
        )
        return tuple(Turn(role=role, text=text) for role, text in rows)

    async def delete(self, ids: Sequence[str]) -> int:
        """Forget some; returns how many there were."""

        def remove(connection: Connection) -> int:
            return sum(
                connection.execute("DELETE FROM conversation WHERE id = ?", (id_,)).rowcount for id_ in ids
            )

        return await self._database.run(remove)

    async def aclose(self) -> None:
        """Close the file."""
        await self._database.aclose()


def _title(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= TITLE_CHARS else line[: TITLE_CHARS - 1].rstrip() + "…"


def _escaped(word: str) -> str:
    return re.sub(r"([%_\\])", r"\\\1", word)
