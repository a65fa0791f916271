"""The document an explanation streams into. Opens with the first words, so that a failure opens none."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from kibitz.features.edits.editor import Editor, GeneratedDocument

FLUSH_S: Final = 0.1  # an editor redraws for each piece; ten of them a second are read as a flow


class Page:
    """Passes text on word by word, since what `restore` looks for must come in one piece."""

    def __init__(self, *, editor: Editor, name: str, heading: str, restore: Callable[[str], str]) -> None:
        self._editor = editor
        self._name = name
        self._heading = heading
        self._restore = restore
        self._waiting = ""
        self._flushed_s = 0.0
        self._document: GeneratedDocument | None = None

    @property
    def is_open(self) -> bool:
        """Whether anything was shown."""
        return self._document is not None

    async def write(self, text: str) -> None:
        """Take more of the answer in."""
        self._waiting += text
        word_start = max(self._waiting.rfind(" "), self._waiting.rfind("\n")) + 1
        now_s = asyncio.get_running_loop().time()
        if self._waiting[:word_start].strip() and now_s - self._flushed_s >= FLUSH_S:
            self._flushed_s = now_s
            ready, self._waiting = self._waiting[:word_start], self._waiting[word_start:]
            await self._show(ready)

    async def finish(self, remark: str = "") -> None:
        """Show what is left, and our own remark; nothing when nothing ever came."""
        if self._waiting.strip() or self.is_open:
            await self._show(self._waiting.rstrip() + remark + "\n")
        if self._document is not None:
            await self._document.finish()

    async def _show(self, text: str) -> None:
        if self._document is not None:
            await self._document.append(self._restore(text))
            return
        self._document = await self._editor.open_document(
            name=self._name, text=self._heading + self._restore(text.lstrip()), language_id="markdown"
        )
