"""The folders of a session with their indexes, and what a request sees of them. Built once, by `app.py`."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from kibitz.context.index.index import WorkspaceIndex
from kibitz.context.problems import Problems
from kibitz.context.source import Workspace
from kibitz.context.unsaved import Unsaved
from kibitz.context.windows import Windows
from kibitz.documents.uri import home_of, path_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kibitz.documents.snapshot import Snapshot
    from kibitz.documents.store import DocumentStore
    from kibitz.settings.model import Context
    from kibitz.syntax.parser import Parser

logger = logging.getLogger(__name__)


class Workspaces:
    """Which folder a document belongs to, and what is known of that.

    Attributes:
        problems: what other tools complained about.
    """

    def __init__(
        self,
        folders: Iterable[Path],
        *,
        documents: DocumentStore,
        settings: Callable[[], Context],
        cache: Path,
        parser: Parser,
    ) -> None:
        """No file is read before `start`.

        Args:
            folders: that the editor has open; nothing outside of them is ever read.
            documents: what is open.
            settings: asked again for every request.
            cache: where indexes are kept.
            parser: for files that change.
        """
        self._set_folders(tuple(folders))
        self._documents = documents
        self._settings = settings
        self._cache = cache
        self._parser = parser
        self._windows = Windows()
        self.problems = Problems()
        self._indexes: dict[Path, WorkspaceIndex] = {}
        self._started = False
        self._unsaved = Unsaved(self._take_in)

    def start(self) -> None:
        """Begin to index, when the settings say so; at once."""
        self._started = True
        settings = self._settings()
        if not (settings.enabled and settings.index and settings.index_max_files):
            return
        for folder in self._folders:
            if folder not in self._indexes and _is_project(folder):
                index = WorkspaceIndex(
                    folder, cache=self._cache, parser=self._parser, most_files=settings.index_max_files
                )
                self._indexes[folder] = index
                index.build()

    async def built(self) -> None:
        """Wait until what `start` began is done."""
        await asyncio.gather(*(index.built() for index in self._indexes.values()))

    @property
    def settings(self) -> Context:
        """As they are now."""
        return self._settings()

    @property
    def edition(self) -> tuple[int, int]:
        """Another value whenever the indexes may know more than before, or another document is open."""
        indexes = sum(index.edition for index in self._indexes.values())
        return indexes, len(self._documents.uris())

    def around(self, uri: str) -> Workspace:
        """What the sources may look at for a document; without one (an empty `uri`), in the first folder."""
        path = home_of(uri)
        folder = self._folder(path) if path else None if uri else self._main
        settings = self._settings()
        return Workspace(
            folder=folder,
            documents=self._documents.recent(),
            edits=self._documents.history.newest_first(),
            index=self._indexes.get(folder) if folder and settings.index else None,
            windows=self._windows,
            problems=self.problems.of(uri),
        )

    async def names_with(self, part: str, most: int) -> list[str]:
        """Names of definitions that hold `part`; nothing where nothing is indexed."""
        found = await asyncio.gather(*(index.names_with(part, most) for index in self._indexes.values()))
        return [*dict.fromkeys(name for names in found for name in names)][:most]

    def changed(self, paths: Iterable[Path]) -> None:
        """Files on disk were written, made or removed."""
        paths = tuple(paths)
        for index in self._indexes.values():
            index.changed(paths)

    def edited(self, snapshot: Snapshot) -> None:
        """Something was typed into a document; costs next to nothing."""
        if self._indexes:
            self._unsaved.edited(snapshot)

    def closed(self, uri: str) -> None:
        """A document is not open any more."""
        self._unsaved.forget(uri)
        self.problems.forget(uri)
        path = path_of(uri)
        if path is not None:
            for index in self._indexes.values():
                index.closed(path)

    async def set_folders(self, folders: Iterable[Path]) -> None:
        """The editor has other folders open."""
        self._set_folders(tuple(folders))
        for folder in [folder for folder in self._indexes if folder not in self._folders]:
            await self._indexes.pop(folder).aclose()
        if self._started:
            self.start()

    async def updated(self) -> None:
        """Wait until what `changed` and `edited` told of is known."""
        await self._unsaved.taken_in()
        await asyncio.gather(*(index.updated() for index in self._indexes.values()))

    async def aclose(self) -> None:
        """End the work."""
        await self._unsaved.aclose()
        await asyncio.gather(*(index.aclose() for index in self._indexes.values()))

    async def _take_in(self, snapshot: Snapshot) -> None:
        path = path_of(snapshot.uri)
        if path is not None:
            for index in tuple(self._indexes.values()):
                await index.take_in(path, snapshot.text)

    def _set_folders(self, folders: tuple[Path, ...]) -> None:
        self._main = folders[0] if folders else None
        self._folders = sorted(set(folders), key=lambda one: -len(one.parts))

    def _folder(self, path: Path) -> Path | None:
        return next((folder for folder in self._folders if path.is_relative_to(folder)), None)


def _is_project(folder: Path) -> bool:
    """Not a home or a root, in which an editor was opened by chance."""
    return folder != Path(folder.anchor) and folder != Path.home()
