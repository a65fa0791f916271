"""The document an explanation streams into. Opens with the first words, so that a failure opens none."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from kibitz.features.edits.editor import Editor, GeneratedDocument


class Page:
    """Passes text on by whole words, since what `restore` looks for must come in one piece.

    How often that reaches the user's screen is the editor's concern.
    """

    def __init__(self, *, editor: Editor, name: str, heading: str, restore: Callable[[str], str]) -> None:
        self._editor = editor
        self._name = name
        self._heading = heading
        self._restore = restore
        self._waiting = ""
        self._document: GeneratedDocument | None = None

    @property
    def is_open(self) -> bool:
        """Whether anything was shown."""
        return self._document is not None

    async def write(self, text: str) -> None:
        """Take more of the answer in."""
        self._waiting += text
        last_blank = max(self._waiting.rfind(" "), self._waiting.rfind("\n"))
        ready = self._waiting[: max(last_blank, 0)].rstrip()
        if ready:
            self._waiting = self._waiting[len(ready) :]
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
