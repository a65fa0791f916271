"""Brings an index in step with its folder. Work for a process or a thread of its own.

A file is read again only when its time or size changed, and outlined again only when its content did.
"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kibitz.context.index import tables
from kibitz.context.index.scan import MOST_BYTES, Found, scan, wanted
from kibitz.context.words import identifiers
from kibitz.syntax.language import language_for
from kibitz.syntax.outline import import_statements, outline

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from kibitz.context.index.tables import KnownFile
    from kibitz.storage.database import Connection, Database
    from kibitz.syntax.outline import Definition
    from kibitz.syntax.parser import Parser

FILES_AT_ONCE = 50  # in one transaction: about a third of a second of work
MOST_LINE_CHARS = 4_000  # a longer line was written by a program
NOT_ON_DISK = -1  # as time and size of a text: no file has them, so the next building reads it again
MOST_DEFINITIONS = 2_000  # of one file: tables of constants, generated code


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlined:
    """A file that was read, and what is in it."""

    found: Found
    digest: bytes
    definitions: tuple[Definition, ...]
    exports: tuple[str, ...]


async def build(database: Database, parser: Parser, folder: Path, *, most_files: int) -> int:
    """Index `folder`; how many files were outlined.

    Raises:
        StorageFailure: the index cannot be written.
    """
    known = await database.run(tables.known_files)
    gone = set(known)
    n_outlined = 0
    for batch in _batches(scan(folder, most_files), FILES_AT_ONCE):
        gone.difference_update(found.path for found in batch)
        changed = [
            found
            for found in batch
            if (old := known.get(found.path)) is None
            or (old.modified_ns, old.size) != (found.modified_ns, found.size)
        ]
        if changed:
            n_outlined += await update(database, parser, folder, changed)
    if gone:
        await database.run(lambda connection: tables.remove(connection, gone))
    return n_outlined


async def update(database: Database, parser: Parser, folder: Path, changed: Sequence[Found]) -> int:
    """Read files that may have changed; how many were outlined."""
    old = await database.run(
        lambda connection: {found.path: tables.known_file(connection, found.path) for found in changed}
    )
    same, outlined = await asyncio.to_thread(_outlined, parser, folder, changed, old)
    await database.run(lambda connection: _write(connection, same, outlined))
    return len(outlined)


def _outlined(
    parser: Parser, folder: Path, changed: Sequence[Found], old: Mapping[str, KnownFile | None]
) -> tuple[list[Found], list[Outlined]]:
    """The files that are as they were, and the others with what is in them."""
    same: list[Found] = []
    outlined: list[Outlined] = []
    for found in changed:
        try:
            data = (folder / found.path).read_bytes()
        except OSError:
            continue
        digest = digest_of(data)
        known = old[found.path]
        if known is not None and known.digest == digest:
            same.append(found)
        else:
            outlined.append(read(parser, found, data, digest))
    return same, outlined


async def take_in(database: Database, parser: Parser, folder: Path, path: str, text: str) -> bool:
    """Know an open file by its text in the editor, until it is saved; whether that says anything new.

    Not while it does not parse: half of a line can hide all that is defined behind it.
    """
    found = await asyncio.to_thread(wanted, folder, path)
    data = text.encode("utf-8", "replace")
    if found is None or len(data) > MOST_BYTES:
        return False
    unsaved = Found(path=path, modified_ns=NOT_ON_DISK, size=NOT_ON_DISK)
    outlined = await asyncio.to_thread(read, parser, unsaved, data, digest_of(data), whole=True)
    told = {(each.name, each.container, each.head, each.doc) for each in outlined.definitions}
    if not told or told == await database.run(lambda connection: tables.told_of(connection, path)):
        return False
    await database.run(lambda connection: _write(connection, (), (outlined,)))
    return True


def digest_of(data: bytes) -> bytes:
    """Another one for another content."""
    return hashlib.blake2b(data, digest_size=16).digest()


def read(parser: Parser, found: Found, data: bytes, digest: bytes, *, whole: bool = False) -> Outlined:
    """What a file defines; nothing when a program wrote it, it is no text, or not `whole` as it must be."""
    definitions: tuple[Definition, ...] = ()
    exports: tuple[str, ...] = ()
    language = language_for("", found.path)
    by_hand = b"\0" not in data and all(len(line) <= MOST_LINE_CHARS for line in data.split(b"\n"))
    if language is not None and by_hand:
        text = data.decode("utf-8", "replace")
        tree = parser.parse(text, language.id)
        usable = tree is not None and not (whole and tree.n_errors)
        definitions = outline(tree)[:MOST_DEFINITIONS] if tree and usable else ()
        if tables.stands_for_folder(found.path):
            exports = tuple(
                {name: None for each in import_statements(text, language) for name in identifiers(each)}
            )
    return Outlined(found=found, digest=digest, definitions=definitions, exports=exports)


def _write(connection: Connection, same: Sequence[Found], outlined: Sequence[Outlined]) -> None:
    for found in same:
        tables.touch(connection, found.path, found.modified_ns, found.size)
    for each in outlined:
        tables.put(
            connection,
            each.found.path,
            modified_ns=each.found.modified_ns,
            size=each.found.size,
            digest=each.digest,
            definitions=each.definitions,
            exports=each.exports,
        )


def _batches(found: Iterator[Found], size: int) -> Iterator[list[Found]]:
    batch: list[Found] = []
    for each in found:
        batch.append(each)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
