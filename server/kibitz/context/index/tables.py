"""The tables of an index, and every statement that changes or reads them.

Each function is work for `storage.database.Database.run`. Reads cost the same whatever the number of files:
they go by an index, and what could match too much is limited.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from kibitz.context.index.symbol import Symbol
from kibitz.context.words import words_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from kibitz.storage.database import Connection
    from kibitz.syntax.outline import Definition

VERSIONS = (
    (
        "CREATE TABLE files (id INTEGER PRIMARY KEY, path TEXT UNIQUE NOT NULL, stem TEXT NOT NULL,"
        " modified_ns INTEGER NOT NULL, size INTEGER NOT NULL, digest BLOB NOT NULL)",
        "CREATE INDEX files_stem ON files (stem)",
        "CREATE TABLE symbols (id INTEGER PRIMARY KEY, file INTEGER NOT NULL, name TEXT NOT NULL,"
        " kind TEXT NOT NULL, container TEXT NOT NULL, line INTEGER NOT NULL, end_line INTEGER NOT NULL,"
        " head TEXT NOT NULL, doc TEXT NOT NULL)",
        "CREATE INDEX symbols_name ON symbols (name)",
        "CREATE INDEX symbols_file ON symbols (file, container)",
        "CREATE TABLE exports (file INTEGER NOT NULL, name TEXT NOT NULL)",
        "CREATE INDEX exports_file ON exports (file)",
        "CREATE VIRTUAL TABLE words USING fts5 (text, detail = none)",
    ),
    tuple(f"DELETE FROM {table}" for table in ("files", "symbols", "exports", "words")),  # comments in heads
)
"""What the tables hold follows from the grammars and `syntax/outline.py`: a change there empties them by one
more version."""

INDEX_LIKE = frozenset({"__init__", "index", "mod", "lib", "main"})
"""Files that stand for their folder: what imports them names the folder."""

MOST_ROWS = 40  # of one name, one folder, one file: more of them say nothing about which is meant
MOST_EXPORTS = 200
COMMON_ROWS = 400  # a word in more definitions than this does not tell them apart

_SYMBOL = (
    "SELECT symbols.id, files.path, name, kind, container, line, end_line, head, doc"
    " FROM symbols JOIN files ON files.id = symbols.file"
)


class KnownFile(NamedTuple):
    """What was seen of a file when it was indexed."""

    id: int
    modified_ns: int
    size: int
    digest: bytes


def known_files(connection: Connection) -> dict[str, KnownFile]:
    """All files, by path."""
    rows = connection.execute("SELECT path, id, modified_ns, size, digest FROM files")
    return {row[0]: KnownFile(*row[1:]) for row in rows}


def known_file(connection: Connection, path: str) -> KnownFile | None:
    """One of them."""
    row = connection.execute(
        "SELECT id, modified_ns, size, digest FROM files WHERE path = ?", (path,)
    ).fetchone()
    return KnownFile(*row) if row else None


def count_files(connection: Connection) -> int:
    """How many files are indexed."""
    return connection.execute("SELECT count(*) FROM files").fetchone()[0]


def touch(connection: Connection, path: str, modified_ns: int, size: int) -> None:
    """The file is the same, only its time is not."""
    connection.execute("UPDATE files SET modified_ns = ?, size = ? WHERE path = ?", (modified_ns, size, path))


def put(
    connection: Connection,
    path: str,
    *,
    modified_ns: int,
    size: int,
    digest: bytes,
    definitions: Sequence[Definition],
    exports: Sequence[str] = (),
) -> None:
    """Take a file in, in place of what was known of it."""
    remove(connection, (path,))
    stem = stem_of(path)
    file = connection.execute(
        "INSERT INTO files (path, stem, modified_ns, size, digest) VALUES (?, ?, ?, ?, ?)",
        (path, stem, modified_ns, size, digest),
    ).lastrowid
    connection.executemany("INSERT INTO exports VALUES (?, ?)", [(file, name) for name in exports])
    for each in definitions:
        symbol = connection.execute(
            "INSERT INTO symbols (file, name, kind, container, line, end_line, head, doc)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (file, each.name, each.kind, each.container, each.line, each.end_line, each.head, each.doc),
        ).lastrowid
        if each.kind != "variable":
            words = " ".join({*words_in(each.name), *words_in(each.container), *words_in(stem)})
            connection.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (symbol, words))


def remove(connection: Connection, paths: Iterable[str]) -> None:
    """Forget files."""
    for path in paths:
        row = connection.execute("SELECT id FROM files WHERE path = ?", (path,)).fetchone()
        if row:
            connection.execute(
                "DELETE FROM words WHERE rowid IN (SELECT id FROM symbols WHERE file = ?)", row
            )
            connection.execute("DELETE FROM symbols WHERE file = ?", row)
            connection.execute("DELETE FROM exports WHERE file = ?", row)
            connection.execute("DELETE FROM files WHERE id = ?", row)


@lru_cache(maxsize=4096)
def stem_of(path: str) -> str:
    """How an import calls the file: by its name without extension, or by its folder's."""
    pure = PurePosixPath(path)
    stem = pure.name.partition(".")[0]
    return pure.parent.name or stem if stem in INDEX_LIKE else stem


def stands_for_folder(path: str) -> bool:
    """Whether importing the folder means this file."""
    return PurePosixPath(path).name.partition(".")[0] in INDEX_LIKE


def named(connection: Connection, names: Collection[str], most: int = MOST_ROWS) -> list[Symbol]:
    """Definitions with one of these names; of a name that is everywhere, not all."""
    found: list[Symbol] = []
    for name in names:
        rows = connection.execute(f"{_SYMBOL} WHERE name = ? LIMIT {most}", (name,))
        found += map(Symbol._make, rows)
    return found


def names_with(connection: Connection, part: str, most: int) -> list[str]:
    """Names that hold `part`, in whatever case: first those that begin with it, then the shortest."""
    wanted = part.lower()
    rows = connection.execute(
        "SELECT name, instr(lower(name), ?) AS place FROM symbols WHERE place > 0"
        " GROUP BY name ORDER BY place > 1, length(name), name LIMIT ?",
        (wanted, most),
    )
    return [name for name, _ in rows]


def files_with_stem(connection: Connection, stems: Collection[str]) -> list[str]:
    """Paths of files that an import may mean by these words."""
    found: list[str] = []
    for stem in stems:
        rows = connection.execute(f"SELECT path FROM files WHERE stem = ? LIMIT {MOST_ROWS}", (stem,))
        found += (row[0] for row in rows)
    return found


def defined_in(connection: Connection, path: str, container: str = "", most: int = MOST_ROWS) -> list[Symbol]:
    """What a file defines at its top, or inside of one of its definitions."""
    rows = connection.execute(
        f"{_SYMBOL} WHERE files.path = ? AND container = ? ORDER BY line LIMIT {most}", (path, container)
    )
    return [Symbol._make(row) for row in rows]


def told_of(connection: Connection, path: str) -> set[tuple[str, str, str, str]]:
    """Name, container, head and documentation of all that a file defines."""
    rows = connection.execute(
        "SELECT name, container, head, doc FROM symbols JOIN files ON files.id = symbols.file"
        " WHERE files.path = ?",
        (path,),
    )
    return set(rows)


def names_near(connection: Connection, path: str, most_files: int) -> dict[str, list[str]]:
    """Files of the folder of `path`, then of the folders above, each with what it defines at its top."""
    found: dict[str, list[str]] = {}
    folder = path
    while folder and len(found) < most_files:
        folder = folder.rpartition("/")[0]
        start = f"{folder}/" if folder else ""
        rows = connection.execute(
            "SELECT files.path, name FROM files JOIN symbols ON files.id = symbols.file"
            " WHERE files.path >= ? AND files.path < ? AND container = '' AND kind != 'variable'"
            f" ORDER BY files.path, line LIMIT {MOST_ROWS * most_files}",
            (start, f"{start}\U0010ffff"),
        )
        for each, name in rows:
            if each in found or len(found) < most_files:
                names = found.setdefault(each, [])
                if name not in names:
                    names.append(name)
    return found


def exported_by(connection: Connection, path: str, most: int = MOST_EXPORTS) -> list[str]:
    """The names that a file hands on from others, when it stands for its folder."""
    rows = connection.execute(
        "SELECT exports.name FROM exports JOIN files ON files.id = exports.file"
        f" WHERE files.path = ? LIMIT {most}",
        (path,),
    )
    return [row[0] for row in rows]


def matching(
    connection: Connection, words: Sequence[str], most: int, frequencies: dict[str, int]
) -> list[Symbol]:
    """Definitions that share rare words with these, the best first.

    Args:
        connection: to the index.
        words: in lower case.
        most: definitions.
        frequencies: of words, as found before; they need not be exact, so they are kept between calls.
    """
    for word in words:
        if word not in frequencies:
            frequencies[word] = _frequency(connection, word)
    rare = [word for word in words if 0 < frequencies[word] <= COMMON_ROWS]
    if not rare:
        return []
    rows = connection.execute(
        f"WITH best AS (SELECT rowid, rank FROM words WHERE words MATCH ? ORDER BY rank LIMIT {most})"
        f" {_SYMBOL} JOIN best ON best.rowid = symbols.id ORDER BY best.rank",
        (" OR ".join(f'"{word}"' for word in rare),),
    )
    return [Symbol._make(row) for row in rows]


def _frequency(connection: Connection, word: str) -> int:
    return connection.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ? LIMIT {COMMON_ROWS + 1})",
        (f'"{word}"',),
    ).fetchone()[0]
