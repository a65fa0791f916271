"""What a model that talks is shown of the project besides the code in question: for edits and for chat.

The user's notes always. Other files only where the window is of a chat model's size: a processor reads 100 to
300 tokens in a second, and small models repeat such files instead of the code they were asked about
(`prompts/edit.py`). Each part is there whole, or not at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kibitz.base.clean_text import join_clean
from kibitz.context.cursor import Cursor
from kibitz.context.gather import gather
from kibitz.context.pack import joined, pack
from kibitz.context.privacy import clean
from kibitz.context.source import sources_for
from kibitz.documents.uri import home_of
from kibitz.prompts.files import OtherFile, as_plain
from kibitz.prompts.fim import control_tokens

if TYPE_CHECKING:
    from kibitz.backends.model import Model
    from kibitz.base.clean_text import CleanText
    from kibitz.base.llm import Job
    from kibitz.context.pack import FilePart
    from kibitz.context.workspaces import Workspaces
    from kibitz.documents.snapshot import Snapshot

CHAT_SIZE_TOKENS: Final = 16_000  # a window from which on other files go along; the embedded models have 8192
SHARE: Final = 6  # of the window: its sixth part, so that the code and the answer keep their room
CHARS_PER_TOKEN: Final = 3  # low for code, so that it always fits
DEADLINE_MS: Final = 300  # an answer takes seconds
NOTES: Final = "notes"


class Project:
    """Of one session; of none, where nothing is open but a file."""

    def __init__(self, workspaces: Workspaces | None) -> None:
        self._workspaces = workspaces

    async def parts(
        self, snapshot: Snapshot | None, offset: int, job: Job, model: Model
    ) -> tuple[FilePart, ...]:
        """What fits the model's window, the most useful last. `snapshot` is None for a chat about no file."""
        workspaces = self._workspaces
        if workspaces is None or not workspaces.settings.enabled:
            return ()
        sources = [
            source
            for source in sources_for(job)
            if source.id == NOTES or model.context_tokens >= CHAT_SIZE_TOKENS
        ]
        workspace = workspaces.around(snapshot.uri if snapshot else "")
        cursor = Cursor(
            path=workspace.relative(home_of(snapshot.uri)) if snapshot else "",
            language_id=snapshot.language_id if snapshot else "",
            text=snapshot.text if snapshot else "",
            offset=offset,
        )
        ranked = await gather(cursor, workspace, sources, deadline_ms=DEADLINE_MS)
        return joined(pack(ranked, model.context_tokens * CHARS_PER_TOKEN // SHARE))

    async def names_with(self, part: str, most: int) -> list[str]:
        """Names of definitions in the project that hold `part`."""
        return await self._workspaces.names_with(part, most) if self._workspaces else []

    async def told(self, snapshot: Snapshot, offset: int, job: Job, model: Model) -> CleanText:
        """The same as one text for a prompt; empty when there is nothing."""
        tokens = control_tokens(model.family)
        parts = await self.parts(snapshot, offset, job, model)
        return (
            as_plain(
                tuple(
                    OtherFile(
                        path=clean(part.path, control_tokens=tokens),
                        text=clean(part.text, control_tokens=tokens),
                    )
                    for part in parts
                )
            )
            if parts
            else join_clean()
        )


NO_PROJECT: Final = Project(None)
