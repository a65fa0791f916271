"""What a source of context is, and what it may look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from kibitz.base.registry import find_plugins

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from pathlib import Path, PurePath

    from kibitz.base.llm import Job
    from kibitz.context.cursor import Cursor
    from kibitz.context.excerpt import Excerpt
    from kibitz.context.index.index import WorkspaceIndex
    from kibitz.context.problems import Problem
    from kibitz.context.windows import Windows
    from kibitz.documents.history import PastEdit
    from kibitz.documents.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """What the editor has open. Sources look at it on the event loop, and read no files but through it.

    Attributes:
        folder: the one that holds the document in question; None for a file on its own.
        documents: what is open, the most recently changed or opened first.
        edits: what the user did lately, the newest first.
        index: of `folder`, when there is one.
        windows: of the documents.
        problems: what other tools complained about in the document in question.
    """

    folder: Path | None
    documents: Sequence[Snapshot]
    edits: Sequence[PastEdit]
    index: WorkspaceIndex | None
    windows: Windows
    problems: Sequence[Problem] = ()

    def relative(self, path: PurePath | None) -> str:
        """How prompts name a file: relative to the folder, with `/`; outside of it, by its name alone."""
        if path is None:
            return ""
        if self.folder is not None and path.is_relative_to(self.folder):
            return path.relative_to(self.folder).as_posix()
        return path.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One kind of context; one file under `sources/`.

    Attributes:
        jobs: what its excerpts are for.
        weight: how much its excerpts count against those of others.
        find: the excerpts for a cursor, the best first. What raises counts as nothing.
    """

    id: str
    weight: float
    jobs: frozenset[Job]
    find: Callable[[Cursor, Workspace], Awaitable[Sequence[Excerpt]]]


def sources_for(job: Job) -> tuple[Source, ...]:
    """Those that serve a job, in the order of their names."""
    found = find_plugins("kibitz.context.sources", "SOURCE").values()
    return tuple(source for source in cast("list[Source]", list(found)) if job in source.jobs)
