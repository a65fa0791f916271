"""What a question can be about: files of the workspace, definitions, changes, and a search through all of it.

Reads only inside the folders of the workspace and what is open; files that keep secrets by their name, and
what git ignores, are not there. Blocking work runs in a thread.
"""

from __future__ import annotations

import asyncio
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kibitz.context.privacy import is_private
from kibitz.documents.disk import on_disk
from kibitz.documents.uri import home_of, path_of, paths_of, uri_of
from kibitz.features import git
from kibitz.features.chat.search import best_chunks
from kibitz.syntax.language import language_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kibitz.documents.snapshot import Snapshot
    from kibitz.documents.store import DocumentStore
    from kibitz.syntax.parser import Parser

MOST_FILES: Final = 5000  # a search reads them all: 5,000 files of 8 KB take a second or two
SKIPPED: Final = frozenset({"node_modules", "__pycache__", "target", "dist", "build", "venv"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """Lines of a document, or a text that is in none.

    Attributes:
        label: how it is named to the model and the user: a path in the workspace, `git diff`.
        uri: empty for what is no document.
        first_line: from 1.
    """

    label: str
    uri: str = ""
    first_line: int = 1
    text: str = field(repr=False)

    @property
    def last_line(self) -> int:
        """Counted from 1, included."""
        return self.first_line + max(len(self.text.splitlines()) - 1, 0)

    @property
    def place(self) -> str:
        """The label with its lines."""
        return f"{self.label}:{self.first_line}-{self.last_line}" if self.uri else self.label


class Workspace:
    """The folders of one session."""

    def __init__(self, documents: DocumentStore, parser: Parser, folders: Iterable[str]) -> None:
        self._documents = documents
        self._parser = parser
        self.folders: tuple[Path, ...] = ()
        self.set_folders(folders)

    def set_folders(self, folders: Iterable[str]) -> None:
        """The editor has these open now, by URI."""
        self.folders = tuple(path.resolve() for path in paths_of(folders))

    @property
    def name(self) -> str:
        """What its history is kept under."""
        return str(self.folders[0]) if self.folders else ""

    def label(self, uri: str) -> str:
        """A path as short as it is clear."""
        name = self.file_label(uri)
        return f"a cell of {name}" if home_of(uri) and not path_of(uri) else name

    def file_label(self, uri: str) -> str:
        """The same; of a cell, its notebook's."""
        path = home_of(uri)
        if path is None:
            return uri.removeprefix("untitled:")
        folder = next((folder for folder in self.folders if path.is_relative_to(folder)), None)
        return path.name if folder is None else path.relative_to(folder).as_posix()

    def document(self, name: str) -> Snapshot | None:
        """A document by its path in the workspace, or by the end of the path of an open one."""
        for folder in self.folders:
            path = folder / name
            if not path.resolve().is_relative_to(folder):
                continue
            uri = uri_of(path)
            snapshot = self._documents.get(uri) or on_disk(uri)
            if snapshot is not None:
                return snapshot
        names = [uri for uri in self._documents.uris() if self.label(uri) == name or uri.endswith(f"/{name}")]
        return self._documents.get(names[0]) if names else None

    def uri_for(self, name: str) -> str | None:
        """Where a file of this name is, or would be; None where nothing is written at a model's word.

        That is outside of the workspace, in what Git keeps of its own, and where secrets are by the name. A
        link counts by what it leads to.
        """
        for folder in self.folders:
            path = folder / name
            real = path.resolve()
            if real.is_relative_to(folder) and real != folder:
                kept = is_private(path.as_posix()) or is_private(real.as_posix())
                return None if kept or ".git" in {*path.parts, *real.parts} else uri_of(path)
        return None

    def lines_of(self, name: str) -> tuple[str, int] | None:
        """URI and number of lines of a document, for citations."""
        snapshot = self.document(name)
        return None if snapshot is None else (snapshot.uri, len(snapshot.text.splitlines()))

    async def files(self) -> tuple[str, ...]:
        """Paths in the workspace, without what git ignores and without keepers of secrets."""
        found: list[str] = []
        for folder in self.folders:
            names = await git.files(folder) or await asyncio.to_thread(_walk, folder)
            found += [name for name in names if not is_private(name)]
        return tuple(dict.fromkeys(found))[:MOST_FILES]

    async def diff(self) -> Excerpt | None:
        """What is not committed yet."""
        texts = [await git.uncommitted(folder) for folder in self.folders]
        text = "".join(text for text in texts if text)
        return Excerpt(label="git diff", text=text) if text else None

    async def symbol(self, name: str) -> Excerpt | None:
        """The definition of a function, class or the like; in open documents first."""
        opened = [snapshot for uri in self._documents.uris() if (snapshot := self._documents.get(uri))]
        for snapshot in opened:
            if found := self._definition(snapshot, name):
                return found
        return await asyncio.to_thread(self._definition_in, await self.files(), name)

    async def search(self, query: str, *, most_chars: int) -> tuple[Excerpt, ...]:
        """The pieces of all files that have most to do with a question, best first."""
        names = await self.files()
        return await asyncio.to_thread(self._search, names, query, most_chars)

    def _search(self, names: tuple[str, ...], query: str, most_chars: int) -> tuple[Excerpt, ...]:
        texts = ((name, snapshot) for name in names if (snapshot := self.document(name)) is not None)
        uris: dict[str, str] = {}

        def read() -> Iterable[tuple[str, str]]:
            for name, snapshot in texts:
                uris[name] = snapshot.uri
                yield name, snapshot.text

        return tuple(
            Excerpt(label=chunk.name, uri=uris[chunk.name], first_line=chunk.first_line, text=chunk.text)
            for chunk in best_chunks(read(), query, most_chars=most_chars)
        )

    def _definition_in(self, names: tuple[str, ...], name: str) -> Excerpt | None:
        for path in names:
            snapshot = self.document(path) if language_for("", path) else None
            if snapshot is not None and (found := self._definition(snapshot, name)):
                return found
        return None

    def _definition(self, snapshot: Snapshot, name: str) -> Excerpt | None:
        """Where the first line of a definition has its name."""
        for match in re.finditer(rf"\b{re.escape(name)}\b", snapshot.text):
            tree = self._parser.tree(snapshot.uri, snapshot.text, snapshot.language_id, near=match.start())
            if tree is None:
                return None
            span = tree.enclosing_definition(match.start())
            if span is not None and tree.definition_name(match.start()) == name:
                first = snapshot.index.line_of(span.start)
                text = snapshot.text[snapshot.index.line_start(first) : span.end]
                return Excerpt(
                    label=self.label(snapshot.uri), uri=snapshot.uri, first_line=first + 1, text=text
                )
        return None


def _walk(folder: Path) -> list[str]:
    found: list[str] = []
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in SKIPPED)
        for name in sorted(names):
            if len(found) == MOST_FILES:
                return found
            found.append((Path(root) / name).relative_to(folder).as_posix())
    return found
