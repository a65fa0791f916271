"""The index of one folder: built by a process of its own, then kept in step with what changes.

Answers with what is there at any time, also while it is being built. Parsing holds the interpreter's lock, so
that building in this process would be felt at every key; few changed files are read here, in a thread.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from kibitz.base.errors import KibitzError
from kibitz.context.cursor import Cursor
from kibitz.context.index import tables
from kibitz.context.index.build import take_in, update
from kibitz.context.index.housekeeping import note_use, remove_unused
from kibitz.context.index.imports import closeness
from kibitz.context.index.relevant import relevant
from kibitz.context.index.scan import is_code, wanted
from kibitz.storage.database import Database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from kibitz.context.index.symbol import Symbol
    from kibitz.storage.database import Connection
    from kibitz.syntax.parser import Parser

NOWHERE = Cursor(path="", language_id="", text="", offset=0)
SETTLE_S = 0.5  # a branch that is switched, or a formatter, changes files one after the other
MOST_AT_ONCE = 20  # more changes than this are for the other process

MOST_FREQUENCIES = 5_000  # words

BUILDER = (sys.executable, "-P", "-m", "kibitz.context.index")

Found = TypeVar("Found")

logger = logging.getLogger(__name__)


class WorkspaceIndex:
    """What a folder defines. Lives on the event loop.

    Attributes:
        edition: another number whenever more may be known than before.
    """

    def __init__(self, folder: Path, *, cache: Path, parser: Parser, most_files: int) -> None:
        """Nothing is read yet.

        Args:
            folder: absolute.
            cache: where indexes are kept.
            parser: for the few files that are read here.
            most_files: that are indexed.
        """
        self._folder = folder
        self._file = cache / f"{_file_name(folder)}.sqlite"
        self._parser = parser
        self._most_files = most_files
        self._reader = Database(self._file, tables.VERSIONS)
        self._writer = Database(self._file, tables.VERSIONS)
        self._unreadable = False
        self._frequencies: dict[str, int] = {}
        self.edition = 0
        self._changed: set[str] = set()
        self._unsaved: set[Path] = set()  # known by what an editor has, not by what is on disk
        self._building: asyncio.Task[None] | None = None
        self._updating: asyncio.Task[None] | None = None

    async def relevant(self, cursor: Cursor, most: int) -> list[tuple[Symbol, float]]:
        """Definitions that are likely to be needed at `cursor`, with scores, the best first."""
        if len(self._frequencies) > MOST_FREQUENCIES:
            self._frequencies.clear()
        return await self._ask(
            lambda connection: relevant(connection, cursor, most, self._frequencies), nothing=[]
        )

    async def defined_in_stem(self, stems: Sequence[str], path: str) -> list[Symbol]:
        """What the files called so define at their top; of several, the file nearest to `path`."""
        return await self._ask(lambda connection: _defined_in_stem(connection, stems, path), nothing=[])

    async def names_near(self, path: str, most_files: int) -> dict[str, list[str]]:
        """Files around `path`, each with the names it defines at its top."""
        return await self._ask(lambda connection: tables.names_near(connection, path, most_files), nothing={})

    async def names_with(self, part: str, most: int) -> list[str]:
        """Names of definitions that hold `part`, in whatever case; those that begin with it first."""
        return await self._ask(lambda connection: tables.names_with(connection, part, most), nothing=[])

    async def count_files(self) -> int:
        """How many files are known."""
        return await self._reader.run(tables.count_files)

    def build(self) -> None:
        """Begin to bring everything in step; at once when that goes on already."""
        if self._building is None or self._building.done():
            self._building = asyncio.ensure_future(self._build())

    async def built(self) -> None:
        """Wait for what was begun."""
        if self._building is not None:
            await self._building

    async def updated(self) -> None:
        """Wait until what `changed` told of is read."""
        if self._updating is not None:
            await self._updating

    def changed(self, paths: Iterable[Path]) -> None:
        """Files have been written, made or removed; whatever they are."""
        inside = [
            path.relative_to(self._folder).as_posix() for path in paths if path.is_relative_to(self._folder)
        ]
        self._changed.update(filter(is_code, inside))
        if self._changed and (self._updating is None or self._updating.done()):
            self._updating = asyncio.ensure_future(self._update())

    async def take_in(self, path: Path, text: str) -> None:
        """Know an open file by its text in the editor."""
        if not path.is_relative_to(self._folder):
            return
        name = path.relative_to(self._folder).as_posix()
        if is_code(name):
            await self.built()
            if await take_in(self._writer, self._parser, self._folder, name, text):
                self._unsaved.add(path)
                self.edition += 1

    def closed(self, path: Path) -> None:
        """A file is not open any more: what is on disk counts."""
        if path in self._unsaved:
            self._unsaved.discard(path)
            self.changed([path])

    async def aclose(self) -> None:
        """End the work, close the file."""
        tasks = [task for task in (self._building, self._updating) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._reader.aclose()
        await self._writer.aclose()

    async def _ask(self, work: Callable[[Connection], Found], *, nothing: Found) -> Found:
        """`nothing` from a file that cannot be read, which is logged once: every key asks."""
        try:
            return await self._reader.run(work)
        except KibitzError as error:
            if not self._unreadable:
                logger.warning("The index of the workspace cannot be read: %s", error)
            self._unreadable = True
            return nothing

    async def _build(self) -> None:
        try:
            await self.relevant(
                NOWHERE, 1
            )  # opens the file: the first question of a key need not wait for it
            await asyncio.to_thread(self._keep_house)
            await self._run_builder()
        except (KibitzError, OSError) as error:
            logger.warning("The index of the workspace cannot be built: %s", error)

    def _keep_house(self) -> None:
        note_use(self._file, self._folder)
        remove_unused(self._file.parent)

    async def _run_builder(self) -> None:
        order = {"folder": str(self._folder), "file": str(self._file), "most_files": self._most_files}
        process = await asyncio.create_subprocess_exec(
            *BUILDER,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps(order).encode() + b"\n")
            code = await process.wait()  # it ends itself when this process ends and its input with it
            self.edition += 1
            if code:
                logger.warning("The index of the workspace could not be built (exit code %d)", code)
        finally:
            process.stdin.close()
            if process.returncode is None:
                process.kill()
                await process.wait()
            with suppress(OSError):
                await process.stdin.wait_closed()

    async def _update(self) -> None:
        while self._changed:
            await asyncio.sleep(SETTLE_S)
            await self.built()
            changed, self._changed = self._changed, set()
            if len(changed) > MOST_AT_ONCE:
                self.build()
                continue
            try:
                await self._read(changed)
            except KibitzError as error:
                logger.warning("The index of the workspace is not up to date: %s", error)

    async def _read(self, paths: Iterable[str]) -> None:
        for path in paths:
            found = await asyncio.to_thread(wanted, self._folder, path)
            if found is None:
                await self._writer.run(lambda connection, path=path: tables.remove(connection, (path,)))
            else:
                await update(self._writer, self._parser, self._folder, (found,))
        self.edition += 1


def _defined_in_stem(connection: Connection, stems: Sequence[str], path: str) -> list[Symbol]:
    paths = [found for found in tables.files_with_stem(connection, stems) if found != path]
    if not paths:
        return []
    return tables.defined_in(connection, max(paths, key=lambda found: closeness(found, path)))


def _file_name(folder: Path) -> str:
    digest = hashlib.blake2b(str(folder).encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
    return f"{folder.name[:40]}-{digest}"
