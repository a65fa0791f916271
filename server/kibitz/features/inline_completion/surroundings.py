"""Parts of other files for a suggestion, kept while the cursor stays near.

A model server keeps what it has read of the last prompt up to the first difference, and other files stand at
the beginning. So what was found for a place is used again for the keys that follow there, and what stays when
it is refreshed keeps its place.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from kibitz.context.cursor import Cursor
from kibitz.context.gather import DEADLINE_MS, gather
from kibitz.context.pack import joined, pack
from kibitz.context.privacy import clean
from kibitz.context.source import sources_for
from kibitz.documents.uri import home_of
from kibitz.prompts.files import NONE, OtherFile, Surroundings, as_comment
from kibitz.syntax.language import language_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kibitz.context.excerpt import Excerpt
    from kibitz.context.source import Workspace
    from kibitz.context.workspaces import Workspaces
    from kibitz.features.inline_completion.asked import Asked
    from kibitz.features.inline_completion.place import Situation
    from kibitz.observability.trace import Trace

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

    asked_with: tuple[object, ...]  # the edition, and what the model must not be shown
    line: int
    imports: tuple[str, ...]
    receiver: str
    most_chars: int
    excerpts: tuple[Excerpt, ...]
    surroundings: Surroundings


class ContextKeeper:
    """Other files for every document of a session."""

    def __init__(self, workspaces: Workspaces, *, deadline_ms: int = DEADLINE_MS) -> None:
        self._workspaces = workspaces
        self._deadline_ms = deadline_ms
        self._sources = sources_for("completion")
        self._kept: OrderedDict[str, Kept] = OrderedDict()

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
        with trace.stage("context"):
            return await self._found(uri, asked.situation, most_chars, trace)

    async def _found(self, uri: str, situation: Situation, most_chars: int, trace: Trace) -> Surroundings:
        workspace = self._workspaces.around(uri)
        text, offset, control_tokens = situation.document, situation.offset, situation.control_tokens
        cursor = Cursor(
            path=workspace.relative(home_of(uri)),
            language_id=situation.place.language_id,
            text=text,
            offset=offset,
        )
        line = text.count("\n", 0, offset)
        kept, asked_with = self._kept.get(uri), (self.edition, control_tokens)
        if kept is not None and kept.asked_with == asked_with and _still_fits(kept, cursor, line, most_chars):
            trace.note("context", "kept")
            return kept.surroundings
        ranked = await gather(cursor, workspace, self._sources, deadline_ms=self._deadline_ms)
        excerpts = settled(pack(ranked, most_chars), kept.excerpts if kept else ())
        surroundings = _surroundings(excerpts, cursor, workspace, control_tokens)
        trace.note(
            "context_tokens", sum(len(each.text) for each in surroundings.files) // int(CHARS_PER_TOKEN)
        )
        trace.note("context", ", ".join(sorted({each.source for each in excerpts})) or "none")
        self._kept[uri] = Kept(
            asked_with=asked_with,
            line=line,
            imports=cursor.imports,
            receiver=cursor.receiver,
            most_chars=most_chars,
            excerpts=excerpts,
            surroundings=surroundings,
        )
        self._kept.move_to_end(uri)
        if len(self._kept) > MOST_DOCUMENTS:
            self._kept.popitem(last=False)
        return surroundings


def settled(fresh: Sequence[Excerpt], earlier: Sequence[Excerpt]) -> tuple[Excerpt, ...]:
    """`fresh`, those that were there already at the end and in their old order.

    `joined` turns the order around: they come first in the prompt, where the model server still has them.
    """
    wanted = {(each.path, each.lines): each for each in fresh}
    stay = [key for each in earlier if (key := (each.path, each.lines)) in wanted]
    known = set(stay)
    return (*(each for key, each in wanted.items() if key not in known), *(wanted[key] for key in stay))


def _still_fits(kept: Kept, cursor: Cursor, line: int, most_chars: int) -> bool:
    return (
        abs(kept.line - line) <= NEAR_LINES
        and kept.most_chars == most_chars
        and cursor.receiver in ("", kept.receiver)
        and kept.imports == cursor.imports
    )


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
