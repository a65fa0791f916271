"""What the documents were like before each AI change: kept on disk, so that the last one can be undone.

Written before anything is applied. Holds the user's text: the file is for this user alone (`storage`), only
the newest changes are kept, and `forget` deletes them all. Applies nothing: that is for `door.py`.
"""

from __future__ import annotations

import json
import time
import uuid
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from kibitz.base.errors import StorageFailure
from kibitz.features.edits.proposal import DeletedFile, DocumentChange, NewFile, Proposal, RenamedFile
from kibitz.storage.database import Database
from kibitz.text.edits import TextEdit
from kibitz.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kibitz.features.edits.proposal import FileOperation
    from kibitz.storage.database import Connection
    from kibitz.storage.paths import Paths

KEPT: Final = 50  # a person undoes the last one or two
RECENT: Final = 8  # that a menu may offer to undo
MOST_CHARS: Final = 20_000_000  # of all of them together; ten changes of the largest file that is edited

VERSIONS: Final = (
    (
        """CREATE TABLE checkpoint (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            session TEXT NOT NULL,
            time_s REAL NOT NULL,
            title TEXT NOT NULL,
            proposal TEXT NOT NULL
        )""",
    ),
    ("ALTER TABLE checkpoint ADD COLUMN offered INTEGER NOT NULL DEFAULT 0",),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """One change that was applied, or was about to be when the program ended.

    Attributes:
        offered: it was handed to an editor that applies edits by itself and does not say which: what was
            taken of it is read from the documents.
    """

    id: str
    time_s: float
    proposal: Proposal
    offered: bool = False


def checkpoints_file(paths: Paths) -> Path:
    """Where they are."""
    return paths.state / "checkpoints.sqlite"


class Checkpoints:
    """The last changes of this user, of all sessions."""

    def __init__(self, path: Path, *, folders: Sequence[str] = ()) -> None:
        """`folders` are the URIs of the workspace: changes made in them by other sessions count too."""
        self._database = Database(path, VERSIONS)
        self._session = uuid.uuid4().hex
        self._folders = tuple(folder.rstrip("/") + "/" for folder in folders)
        self._recent: tuple[Checkpoint, ...] = ()
        self._recalled = False

    async def recent(self) -> tuple[Checkpoint, ...]:
        """The newest few, for lists that must not wait: the file is looked into once, if it can be read."""
        if not self._recalled:
            self._recalled = True
            with suppress(StorageFailure):
                found = await self._read(RECENT)
                known = {point.id for point in self._recent}
                self._recent += tuple(point for point in found if point.id not in known)
        return self._recent[:RECENT]

    async def keep(self, proposal: Proposal, *, offered: bool = False) -> str:
        """Write down a change that is about to be applied, or handed out; returns the checkpoint's id.

        Raises:
            StorageFailure: it cannot be written.
        """
        point = Checkpoint(id=uuid.uuid4().hex, time_s=time.time(), proposal=proposal, offered=offered)
        row = (point.id, self._session, point.time_s, proposal.title, _write(proposal), offered)

        def insert(connection: Connection) -> None:
            connection.execute(
                "INSERT INTO checkpoint (id, session, time_s, title, proposal, offered)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                row,
            )
            connection.execute(
                """DELETE FROM checkpoint WHERE number NOT IN (
                    SELECT number FROM (
                        SELECT number, row_number() OVER newest AS n,
                            sum(length(proposal)) OVER newest AS chars
                        FROM checkpoint WINDOW newest AS (ORDER BY number DESC)
                    ) WHERE n = 1 OR (n <= ? AND chars <= ?)
                )""",
                (KEPT, MOST_CHARS),
            )

        await self._database.run(insert)
        self._recent = (point, *self._recent)[:RECENT]
        return point.id

    async def narrow(self, id_: str, applied: Proposal) -> None:
        """Only this part of it was applied."""
        text = _write(applied)
        self._recent = tuple(
            replace(point, proposal=applied) if point.id == id_ else point for point in self._recent
        )
        await self._database.run(
            lambda connection: connection.execute(
                "UPDATE checkpoint SET proposal = ? WHERE id = ?", (text, id_)
            )
        )

    async def drop(self, id_: str) -> None:
        """It was not applied, or is undone."""
        self._recent = tuple(point for point in self._recent if point.id != id_)
        await self._database.run(
            lambda connection: connection.execute("DELETE FROM checkpoint WHERE id = ?", (id_,))
        )

    async def forget(self) -> int:
        """Delete all of them, of every session; returns how many there were."""
        self._recent = ()
        return await self._database.run(
            lambda connection: connection.execute("DELETE FROM checkpoint").rowcount
        )

    async def newest_first(self) -> tuple[Checkpoint, ...]:
        """Those of this session, and those made in the folders of this workspace."""
        return await self._read(KEPT)

    async def aclose(self) -> None:
        """Close the file."""
        await self._database.aclose()

    async def _read(self, most: int) -> tuple[Checkpoint, ...]:
        rows = await self._database.run(
            lambda connection: connection.execute(
                "SELECT id, session, time_s, proposal, offered FROM checkpoint ORDER BY number DESC LIMIT ?",
                (most,),
            ).fetchall()
        )
        found = (
            (session, Checkpoint(id=id_, time_s=time_s, proposal=_read(text), offered=bool(offered)))
            for id_, session, time_s, text, offered in rows
        )
        return tuple(point for session, point in found if session == self._session or self._is_here(point))

    def _is_here(self, point: Checkpoint) -> bool:
        return any(uri.startswith(self._folders) for uri in point.proposal.uris) if self._folders else False


def _write(proposal: Proposal) -> str:
    kinds = {NewFile: "new", RenamedFile: "renamed", DeletedFile: "deleted"}
    files = [{"kind": kinds[type(file)]} | asdict(file) for file in proposal.files]
    return json.dumps(asdict(proposal) | {"files": files})


def _read(text: str) -> Proposal:
    value = json.loads(text)
    return Proposal(
        id=value["id"],
        title=value["title"],
        changes=tuple(_read_change(change) for change in value["changes"]),
        files=tuple(_read_file(**file) for file in value["files"]),
        warnings=tuple(value["warnings"]),
    )


def _read_change(value: dict[str, Any]) -> DocumentChange:
    return DocumentChange(
        uri=value["uri"],
        base_version=value["base_version"],
        base_text=value["base_text"],
        made_from=Span(**value["made_from"]),
        edits=tuple(TextEdit(Span(**edit["span"]), edit["new_text"]) for edit in value["edits"]),
    )


def _read_file(kind: str, **fields: Any) -> FileOperation:
    kinds = {"new": NewFile, "renamed": RenamedFile, "deleted": DeletedFile}
    return kinds[kind](**fields)
