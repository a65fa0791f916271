"""One client's conversation: from `initialize` to `exit`, over any transport.

Handlers exist only after `initialize`; before it every request is refused, as LSP says. The process ends
on `exit`, at the end of the input, on a signal, and when the client's process is gone.
"""

from __future__ import annotations

import asyncio
import logging
import os
from contextlib import suppress
from functools import cache, partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from lsprotocol import types as lsp

from kibitz.lsp.capabilities import server_capabilities
from kibitz.lsp.client import client_of
from kibitz.lsp.configuration import Configuration
from kibitz.lsp.dialect import Dialects, dialect_of
from kibitz.lsp.protocol import KibitzProtocol, new_language_server
from kibitz.lsp.session import Session
from kibitz.lsp.status import Status
from kibitz.lsp.transport import read_messages
from kibitz.lsp.user import EditorUser
from kibitz.observability import logs

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from kibitz.lsp.client import Client
    from kibitz.lsp.features import BuildFeatures, Features
    from kibitz.lsp.transport import Writer

PARENT_POLL_S = 2.0
CLOSE_S = 5.0  # for what is to be put in order; whatever hangs then must not keep the process

logger = logging.getLogger(__name__)


class KibitzServer:
    """Serves one client. `run` returns the exit code."""

    def __init__(self, build_features: BuildFeatures, settings: object = None) -> None:
        """`settings`: the section `kibitz` as the command line has it; what the client says counts more."""
        self._server = new_language_server()
        protocol = self._server.protocol
        assert isinstance(protocol, KibitzProtocol)
        self._protocol = protocol
        self._protocol.handlers = {
            lsp.INITIALIZE: self._initialize,
            lsp.SHUTDOWN: self._shutdown,
            lsp.EXIT: self._exit,
        }
        self._build_features = build_features
        self._settings = settings
        self._building: asyncio.Task[Features] | None = None
        self._session: Session | None = None
        self._leave = asyncio.Event()
        self._shutdown_requested = False

    async def run(self, reader: asyncio.StreamReader, writer: Writer) -> int:
        """Converse until the client leaves.

        Returns:
            0 when the client said `shutdown` first, else 1, as LSP says.
        """
        self._loop = asyncio.get_running_loop()
        self._protocol.set_writer(writer)
        reading = asyncio.ensure_future(self._read(reader))
        leaving = asyncio.ensure_future(self._leave.wait())
        watching = asyncio.ensure_future(self._watch_parent())
        try:
            await asyncio.wait({reading, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if reading.done() and (error := reading.exception()) is not None:
                logger.error("Bug in reading messages", exc_info=error)
        finally:
            for task in (reading, leaving, watching):
                task.cancel()
            with suppress(TimeoutError):
                async with asyncio.timeout(CLOSE_S):
                    await self._close()
        return 0 if self._shutdown_requested else 1

    def leave(self) -> None:
        """End the conversation; for signal handlers."""
        self._leave.set()

    async def _read(self, reader: asyncio.StreamReader) -> None:
        async for message in read_messages(reader):
            self._protocol.receive(message)
            # A request takes its snapshot in its first step: before the next change is applied.
            await asyncio.sleep(0)
            if self._leave.is_set():
                return

    async def _watch_parent(self) -> None:
        """Leave when the client's process is gone: some die without closing our input."""
        while True:
            await asyncio.sleep(PARENT_POLL_S)
            process_id = self._session.client.process_id if self._session else None
            if process_id and not _alive(process_id):
                self._leave.set()

    async def _close(self) -> None:
        self._protocol.hang_up()
        running = list(self._session.background) if self._session else []
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        if self._building is not None:
            if not self._building.done():
                self._building.cancel()
                await asyncio.gather(self._building, return_exceptions=True)  # it may be connecting
            elif not self._building.cancelled() and self._building.exception() is None:
                await self._building.result().close()

    def _initialize(self, params: lsp.InitializeParams) -> lsp.InitializeResult:
        dialect = dialect_of(params.initialization_options)
        client = client_of(params, dialect.encoding if dialect else None)
        session = self._session = self._new_session(client, params.initialization_options)
        self._protocol.handlers = {**self._protocol.handlers, **all_handlers(session)}
        self._protocol.cancelled_results = cancelled_results()
        self._protocol.dialect_handler = Dialects(session, self._protocol, spoken=dialect).handler
        logs.configure(session.configuration.settings.log_level, self._send_log)
        logger.info("Serving %s with %s", client.name or "an editor without a name", client.encoding)
        return lsp.InitializeResult(
            capabilities=server_capabilities(client), server_info=self._protocol.server_info
        )

    def _new_session(self, client: Client, options: object) -> Session:
        user = EditorUser(self._server, client)
        tell = partial(user.tell_once, severity="warning")
        configuration = Configuration(
            self._server, at_start=(self._settings, options), tell=tell, pulls=client.pulls_configuration
        )
        configuration.on_change(lambda settings: logs.configure(settings.log_level, self._send_log))
        return Session(
            server=self._server,
            client=client,
            configuration=configuration,
            user=user,
            status=Status(self._server, extended=client.extended, tell=tell),
            features=self._features,
        )

    def _features(self) -> Awaitable[Features]:
        assert self._session is not None
        if self._building is None or (self._building.done() and self._building.exception()):
            self._building = asyncio.ensure_future(self._build_features(self._session))
        return asyncio.shield(self._building)  # a cancelled request must not cancel the building

    def _shutdown(self, _: object) -> None:
        """Answered as often as it is asked: some clients ask twice."""
        self._shutdown_requested = True

    def _exit(self, _: object) -> None:
        self._leave.set()

    def _send_log(self, kind: int, text: str) -> None:
        """Hand a line to the editor's log; threads log too, and only the loop may write."""
        message = lsp.LogMessageParams(type=lsp.MessageType(kind), message=text)
        self._loop.call_soon_threadsafe(self._server.window_log_message, message)


def all_handlers(session: Session) -> dict[str, Callable[[Any], Any]]:
    """The table of every method a client may send after `initialize`."""
    from kibitz.lsp.handlers import (
        configuration,
        lifecycle,
        notebook,
        text_sync,
        watched_files,
        workspace_folders,
    )

    table: dict[str, Callable[[Any], Any]] = {}
    for module in (text_sync, notebook, configuration, lifecycle, watched_files, workspace_folders):
        table |= module.handlers(session)
    for method, module in LATER.items():
        table[method] = _later(session, module, method)
    return table


CHAT_VERBS = ("send", "list", "open", "delete", "complete", "files", "apply", "applyAll", "insert")

# Handlers of features import the features: on their first call, not before the initialize response.
LATER = {
    lsp.TEXT_DOCUMENT_INLINE_COMPLETION: "inline_completion",
    lsp.TEXT_DOCUMENT_COMPLETION: "completion",
    lsp.TEXT_DOCUMENT_CODE_ACTION: "code_action",
    lsp.TEXT_DOCUMENT_CODE_LENS: "code_lens",
    lsp.WORKSPACE_EXECUTE_COMMAND: "execute_command",
    "kibitz/reviewedFile": "review",
    "kibitz/problems": "problems",
    **dict.fromkeys((f"kibitz/chat/{verb}" for verb in CHAT_VERBS), "chat"),
}


def _later(session: Session, module_name: str, method: str) -> Callable[[Any], Any]:
    @cache
    def handler() -> Callable[[Any], Any]:
        return import_module(f"kibitz.lsp.handlers.{module_name}").handlers(session)[method]

    async def call(params: Any) -> Any:
        return await handler()(params)

    return call


def cancelled_results() -> dict[str, Callable[[], object]]:
    """What a cancelled request answers; the rest answers the error RequestCancelled."""
    return {
        lsp.TEXT_DOCUMENT_INLINE_COMPLETION: lambda: lsp.InlineCompletionList(items=[]),
        lsp.TEXT_DOCUMENT_COMPLETION: lambda: lsp.CompletionList(is_incomplete=True, items=[]),
    }


def _alive(process_id: int) -> bool:
    if os.name == "nt":
        return True  # signal 0 would end the process there; the end of the input tells
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
