"""The person in front of the editor, as `base/ports.User`: progress, questions, messages."""

from __future__ import annotations

import asyncio
import logging
import uuid
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from kibitz.lsp.protocol import ClientError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from pygls.lsp.server import LanguageServer

    from kibitz.base.ports import Severity
    from kibitz.lsp.client import Client

logger = logging.getLogger(__name__)

MESSAGE_TYPES = {
    "info": lsp.MessageType.Info,
    "warning": lsp.MessageType.Warning,
    "error": lsp.MessageType.Error,
}


REPORT_S = 0.25  # a model writes dozens of pieces a second, and Emacs shows each report in its echo area


class EditorProgress:
    """Work as the editor shows it, from the moment that it has room for it."""

    def __init__(self, server: LanguageServer) -> None:
        self._server = server
        self._token: str | None = None
        self._next: lsp.WorkDoneProgressReport | None = None
        self._pause: asyncio.TimerHandle | None = None

    def report(self, message: str, percentage: int | None = None) -> None:
        """Say how far it is; `percentage` is 0 to 100. Of reports in quick succession the last is said."""
        self._next = lsp.WorkDoneProgressReport(message=message, percentage=percentage)
        if self._pause is None:
            self._say_next()

    def begin(self, token: str, title: str) -> None:
        """The editor has made room."""
        self._token = token
        self._send(lsp.WorkDoneProgressBegin(title=title, cancellable=True))
        self._say_next()

    def end(self) -> None:
        """The work has ended, however."""
        if self._pause is not None:
            self._pause.cancel()
        self._send(lsp.WorkDoneProgressEnd())

    def _say_next(self) -> None:
        self._pause = None
        if self._next is not None and self._token is not None:
            self._send(self._next)
            self._next = None
            self._pause = asyncio.get_running_loop().call_later(REPORT_S, self._say_next)

    def _send(
        self, value: lsp.WorkDoneProgressBegin | lsp.WorkDoneProgressReport | lsp.WorkDoneProgressEnd
    ) -> None:
        if self._token is not None:
            self._server.progress(lsp.ProgressParams(token=self._token, value=value))


class EditorUser:
    """Shows work and asks through whatever the client offers."""

    def __init__(self, server: LanguageServer, client: Client) -> None:
        self._server = server
        self._client = client
        self._running: dict[str | int, asyncio.Task[object]] = {}
        self._told: set[str] = set()

    @asynccontextmanager
    async def progress(self, title: str) -> AsyncGenerator[EditorProgress, None]:
        """Show work while the block runs; the client may cancel it, which cancels the current task.

        The work does not wait for the client: some never make room, and Neovim not before its user has
        answered what stands on the screen.
        """
        task = asyncio.current_task()
        assert task is not None
        progress, token = EditorProgress(self._server), f"kibitz-{uuid.uuid4()}"
        beginning = asyncio.ensure_future(self._begin(progress, token, title))
        self._running[token] = task
        try:
            yield progress
        finally:
            beginning.cancel()
            del self._running[token]
            progress.end()

    def cancel(self, token: object) -> None:
        """The client's `window/workDoneProgress/cancel`; lsprotocol lets every token through."""
        if isinstance(token, str | int) and (task := self._running.get(token)) is not None:
            task.cancel()

    async def ask(self, message: str, choices: tuple[str, ...]) -> str | None:
        """Put a question; None when it was dismissed or cannot be shown."""
        actions = [lsp.MessageActionItem(title=choice) for choice in choices]
        try:
            answer = await self._server.window_show_message_request_async(
                lsp.ShowMessageRequestParams(type=lsp.MessageType.Info, message=message, actions=actions)
            )
        except ClientError:
            return None
        return answer.title if answer is not None and answer.title in choices else None

    def tell(self, message: str, severity: Severity = "info") -> None:
        """Show one message, also when it was shown before: it is about what the user did now."""
        self._server.window_show_message(lsp.ShowMessageParams(type=MESSAGE_TYPES[severity], message=message))

    def tell_once(self, message: str, severity: Severity = "info") -> None:
        """Show one message, once in a session: it is about what nobody asked for."""
        if message not in self._told:
            self._told.add(message)
            self.tell(message, severity)

    async def _begin(self, progress: EditorProgress, token: str, title: str) -> None:
        if not self._client.shows_progress:
            return
        try:
            await self._server.window_work_done_progress_create_async(
                lsp.WorkDoneProgressCreateParams(token=token)
            )
        except ClientError:
            return
        progress.begin(token, title)
