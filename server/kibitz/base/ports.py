"""What features ask of the world around them; `lsp` answers for an editor, `cli` for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

Severity = Literal["info", "warning", "error"]


class Progress(Protocol):
    """A piece of work the user can watch. Cancelling it cancels the task that opened it."""

    def report(self, message: str, percentage: int | None = None) -> None:
        """Say how far it is; `percentage` is 0 to 100."""
        ...


class User(Protocol):
    """The person in front of the editor or terminal."""

    def progress(self, title: str) -> AbstractAsyncContextManager[Progress]:
        """Show work while the block runs; the client may cancel it (the block's task is cancelled)."""
        ...

    async def ask(self, message: str, choices: tuple[str, ...]) -> str | None:
        """Put a question; None when it was dismissed or cannot be shown."""
        ...

    def tell(self, message: str, severity: Severity = "info") -> None:
        """One message, for what the user asked for or must act on. The same message is shown once."""
        ...
