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


class EditorProgress:
    """One `$/progress` token. Silent for a client that shows none."""

    def __init__(self, server: LanguageServer, token: str | None) -> None:
        self._server = server
        self.token = token

    def report(self, message: str, percentage: int | None = None) -> None:
        """Say how far it is; `percentage` is 0 to 100."""
        self.send(lsp.WorkDoneProgressReport(message=message, percentage=percentage))

    def send(
        self, value: lsp.WorkDoneProgressBegin | lsp.WorkDoneProgressReport | lsp.WorkDoneProgressEnd
    ) -> None:
        """Send one stage of the work."""
        if self.token is not None:
            self._server.progress(lsp.ProgressParams(token=self.token, value=value))


class EditorUser:
    """Shows work and asks through whatever the client offers."""

    def __init__(self, server: LanguageServer, client: Client) -> None:
        self._server = server
        self._client = client
        self._running: dict[str | int, asyncio.Task[object]] = {}
        self._told: set[str] = set()

    @asynccontextmanager
    async def progress(self, title: str) -> AsyncGenerator[EditorProgress, None]:
        """Show work while the block runs; the client may cancel it, which cancels the current task."""
        progress = EditorProgress(self._server, await self._new_token())
        token = progress.token
        task = asyncio.current_task()
        assert task is not None
        if token is not None:
            self._running[token] = task
        progress.send(lsp.WorkDoneProgressBegin(kind="begin", title=title, cancellable=True))
        try:
            yield progress
        finally:
            if token is not None:
                self._running.pop(token, None)
            progress.send(lsp.WorkDoneProgressEnd(kind="end"))

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

    async def _new_token(self) -> str | None:
        if not self._client.shows_progress:
            return None
        token = f"kibitz-{uuid.uuid4()}"
        try:
            await self._server.window_work_done_progress_create_async(
                lsp.WorkDoneProgressCreateParams(token=token)
            )
        except ClientError:
            return None
        return token
