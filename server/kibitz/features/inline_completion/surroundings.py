"""Parts of other files for a suggestion, kept while the cursor stays near.

A model server keeps what it has read of the last prompt up to the first difference, and other files stand at
the beginning. So what was found for a place is used again for the keys that follow there, and what stays when
it is refreshed keeps its place.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from kibitz.context.cursor import Cursor
from kibitz.context.gather import DEADLINE_MS, gather
from kibitz.context.pack import joined, pack
from kibitz.context.privacy import clean
from kibitz.context.source import sources_for
from kibitz.documents.uri import home_of
from kibitz.observability.trace import Trace
from kibitz.prompts.files import NONE, OtherFile, Surroundings, as_comment
from kibitz.syntax.language import language_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kibitz.context.excerpt import Excerpt
    from kibitz.context.source import Workspace
    from kibitz.context.workspaces import Workspaces
    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.inline_completion.asked import Asked
    from kibitz.features.inline_completion.view import View

CHARS_PER_TOKEN = 3.2  # of signatures and paths, in Qwen's tokenizer
NEAR_LINES = 6
MOST_DOCUMENTS = 8


class Around(Protocol):
    """Finds what of other files helps."""

    @property
    def edition(self) -> str:
        """Another text whenever other files may say something else than before."""
        ...

    async def around(self, uri: str, asked: Asked, trace: Trace, /) -> Surroundings:
        """What to show the model with what is `asked` in the document `uri`; `trace` hears what it is."""
        ...


class _NoContext:
    edition = ""

    async def around(self, *_: object) -> Surroundings:
        return NONE


NO_CONTEXT: Around = _NoContext()
"""Where there is no workspace."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was found for a place."""

    asked_with: tuple[object, ...]  # the edition, how much, and what the model must not be shown
    line: int
    text: str = field(repr=False)  # of the document
    imports: tuple[str, ...]
    receiver: str
    excerpts: tuple[Excerpt, ...]
    surroundings: Surroundings


class ContextKeeper:
    """Other files for every document of a session."""

    def __init__(self, workspaces: Workspaces, *, deadline_ms: int = DEADLINE_MS) -> None:
        self._workspaces = workspaces
        self._deadline_ms = deadline_ms
        self._sources = sources_for("completion")
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._looking: dict[str, asyncio.Future[Kept]] = {}
        self._wish: tuple[int, tuple[str, ...]] = (0, ())  # how many characters; what they must not hold

    @property
    def edition(self) -> str:
        """As `Around` has it."""
        settings = self._workspaces.settings
        return f"{self._workspaces.edition} {settings.enabled} {settings.index} {settings.max_tokens}"

    async def around(self, uri: str, asked: Asked, trace: Trace) -> Surroundings:
        """As `Around` has it; the settings may allow less than `asked` does."""
        settings = self._workspaces.settings
        most_chars = int(min(asked.context_tokens, settings.max_tokens) * CHARS_PER_TOKEN)
        if most_chars <= 0 or not settings.enabled:
            return NONE
        situation = asked.situation
        self._wish = most_chars, situation.control_tokens
        with trace.stage("context"):
            return await self._found(
                uri, situation.place.language_id, situation.document, situation.offset, trace
            )

    async def prepare(self, snapshot: Snapshot, view: View) -> None:
        """Have ready what a request like the last one will want at this place."""
        if self._wish[0] and self._workspaces.settings.enabled:
            await self._found(snapshot.uri, snapshot.language_id, view.text, view.offset, Trace())

    async def _found(self, uri: str, language_id: str, text: str, offset: int, trace: Trace) -> Surroundings:
        workspace = self._workspaces.around(uri)
        path = workspace.relative(home_of(uri))
        cursor = Cursor(path=path, language_id=language_id, text=text, offset=offset)
        while (looking := self._looking.get(uri)) is not None:
            await asyncio.wait({looking})
        kept = self._kept.get(uri)
        if kept is not None and self._still_fits(kept, cursor):
            trace.note("context", "kept")
            return kept.surroundings
        looking = self._looking[uri] = asyncio.ensure_future(self._look(uri, cursor, workspace, kept))
        try:
            kept = await looking
        finally:
            self._looking.pop(uri)
        trace.note(
            "context_tokens", sum(len(each.text) for each in kept.surroundings.files) // int(CHARS_PER_TOKEN)
        )
        trace.note("context", ", ".join(sorted({each.source for each in kept.excerpts})) or "none")
        return kept.surroundings

    async def _look(self, uri: str, cursor: Cursor, workspace: Workspace, earlier: Kept | None) -> Kept:
        most_chars, control_tokens = self._wish
        asked_with = self._asked_with
        ranked = await gather(cursor, workspace, self._sources, deadline_ms=self._deadline_ms)
        excerpts = settled(pack(ranked, most_chars), earlier.excerpts if earlier else ())
        kept = self._kept[uri] = Kept(
            asked_with=asked_with,
            line=_line(cursor),
            text=cursor.text,
            imports=cursor.imports,
            receiver=cursor.receiver,
            excerpts=excerpts,
            surroundings=_surroundings(excerpts, cursor, workspace, control_tokens),
        )
        self._kept.move_to_end(uri)
        if len(self._kept) > MOST_DOCUMENTS:
            self._kept.popitem(last=False)
        return kept

    @property
    def _asked_with(self) -> tuple[object, ...]:
        return self.edition, self._wish

    def _still_fits(self, kept: Kept, cursor: Cursor) -> bool:
        return (
            kept.asked_with == self._asked_with
            and abs(kept.line - _line(cursor)) <= NEAR_LINES
            and cursor.receiver in ("", kept.receiver)
            and (kept.text == cursor.text or kept.imports == cursor.imports)
        )


def settled(fresh: Sequence[Excerpt], earlier: Sequence[Excerpt]) -> tuple[Excerpt, ...]:
    """`fresh`, those that were there already at the end and in their old order.

    `joined` turns the order around: they come first in the prompt, where the model server still has them.
    """
    wanted = {(each.path, each.lines): each for each in fresh}
    stay = [key for each in earlier if (key := (each.path, each.lines)) in wanted]
    known = set(stay)
    return (*(each for key, each in wanted.items() if key not in known), *(wanted[key] for key in stay))


def _line(cursor: Cursor) -> int:
    return cursor.text.count("\n", 0, cursor.offset)


def _surroundings(
    excerpts: Sequence[Excerpt], cursor: Cursor, workspace: Workspace, control_tokens: tuple[str, ...]
) -> Surroundings:
    files = tuple(
        OtherFile(
            path=clean(part.path, control_tokens=control_tokens),
            text=clean(part.text, control_tokens=control_tokens),
        )
        for part in joined(excerpts)
    )
    language = language_for(cursor.language_id, cursor.path)
    mark = language.line_comment if language else ""
    return Surroundings(
        path=clean(cursor.path, control_tokens=control_tokens),
        repository=clean(workspace.folder.name if workspace.folder else "", control_tokens=control_tokens),
        files=files,
        comment=as_comment(files, clean(mark)),
    )
