"""Messages to handlers and back: JSON-RPC as pygls has it, with the holes mended.

What differs from pygls 2.1, and why:
- Handlers are looked up in one table; text is kept by `documents/store.py`, not by pygls' workspace
  (its line splitting is not LSP's, and its documents change under a waiting handler).
- Every request gets one answer: also one with invalid parameters (pygls leaves it unanswered) and one that
  was cancelled (`cancelled_result`: an empty result where clients print errors).
- Methods that LSP does not know keep their parameters as plain dictionaries (pygls renames fields); the
  dialects are asked for their handlers.
- A request sent as a notification is done all the same: copilot.el accepts an edit that way.
- Nothing of a message is logged: pygls logs bodies, and bodies are the user's text.
"""

from __future__ import annotations

import asyncio
import inspect
import logging
from functools import partial
from typing import TYPE_CHECKING, Any

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, default_converter
from pygls.protocol.json_rpc import (
    JsonRPCNotification,
    JsonRPCRequestMessage,
    JsonRPCResponseMessage,
)

from kibitz import __version__
from kibitz.base.errors import KibitzError, StaleRequest
from kibitz.lsp.params import keep_extra_fields
from kibitz.lsp.transport import Malformed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Future

    from cattrs import Converter


logger = logging.getLogger(__name__)
logging.getLogger("pygls").disabled = True
for _noisy in ("pygls.protocol.json_rpc", "pygls.protocol.language_server", "pygls.feature_manager"):
    logging.getLogger(_noisy).disabled = True


class KibitzProtocol(LanguageServerProtocol):
    """Dispatches messages to the table of handlers that `server.py` fills."""

    def __init__(self, server: LanguageServer, converter: Converter) -> None:
        super().__init__(server, converter)
        self.handlers: Mapping[str, Callable[[Any], Any]] = {}
        self.dialect_handler: Callable[[str], Callable[[Any], Any] | None] = lambda _: None
        self.cancelled_results: Mapping[str, Callable[[], object]] = {}
        self._requests: dict[Any, tuple[str, asyncio.Task[Any]]] = {}
        self._notifications: set[asyncio.Task[Any]] = set()
        self._hung_up = False

    def _register_builtin_features(self) -> None:
        """None of pygls' own handlers: every method has its file in `handlers/`."""

    def receive(self, message: dict[str, Any] | Malformed) -> None:
        """Handle one message from the client. Never raises."""
        if isinstance(message, Malformed):
            self._send_error(None, lsp.ErrorCodes.ParseError, "The message is not a JSON object.")
            return
        method, message_id = message.get("method"), message.get("id")
        if not _is_id(message_id):
            self._send_error(None, lsp.ErrorCodes.InvalidRequest, "An id is a number or a string.")
            return
        if not isinstance(method, str):
            self._receive_response(message)
            return
        try:
            params = self._structure(message)
        except Exception:  # noqa: BLE001  cattrs raises whatever the wrong value makes it raise
            logger.warning("Invalid parameters for %s", method)
            if message_id is not None:
                self._send_error(
                    message_id, lsp.ErrorCodes.InvalidParams, f"The parameters of {method} are not valid."
                )
            return
        if message_id is None:
            self._receive_notification(method, params)
        else:
            self._receive_request(message_id, method, params)

    def hang_up(self) -> None:
        """The client has gone: cancel what it waits for, and let nothing wait for it, now or later."""
        self._hung_up = True
        for _, task in self._requests.values():
            task.cancel()
        for task in self._notifications:
            task.cancel()
        self._fail_questions()

    def send_request(
        self,
        method: str,
        params: Any | None = None,
        callback: Callable[[Any], None] | None = None,
        msg_id: str | int | None = None,
    ) -> Future[Any]:
        """Ask the client; its answer is a `ClientError` when it is not there any more."""
        future = super().send_request(method, params, callback, msg_id)
        if self._hung_up:
            self._fail_questions()
        return future

    def _fail_questions(self) -> None:
        for message_id in list(self._request_futures):
            self._receive_response({"id": message_id, "error": {"message": "The editor has gone."}})

    def _structure(self, message: dict[str, Any]) -> Any:
        kind = self.get_message_type(message["method"])
        if kind is None:
            return message.get("params")
        return getattr(self._converter.structure({"params": None, "id": 0} | message, kind), "params", None)

    def _handler(self, method: str) -> Callable[[Any], Any] | None:
        return self.handlers.get(method) or self.dialect_handler(method)

    def _receive_request(self, message_id: Any, method: str, params: Any) -> None:
        handler = self._handler(method)
        if handler is None:
            self._send_error(message_id, lsp.ErrorCodes.MethodNotFound, f"{method} is not supported.")
            return
        if inspect.iscoroutinefunction(handler):
            task = asyncio.ensure_future(handler(params))
            self._requests[message_id] = (method, task)
            task.add_done_callback(partial(self._reply, message_id, method))
            return
        try:
            self._send_response(message_id, handler(params))
        except Exception as error:  # noqa: BLE001  whatever it is, the request is answered
            self._reply_failure(message_id, method, error)

    def _reply(self, message_id: Any, method: str, task: asyncio.Task[Any]) -> None:
        self._requests.pop(message_id, None)
        if not task.cancelled():
            error = task.exception()
            if error is None:
                self._send_response(message_id, task.result())
            else:
                self._reply_failure(message_id, method, error)
        elif method in self.cancelled_results:
            self._send_response(message_id, self.cancelled_results[method]())
        else:
            self._send_error(message_id, lsp.LSPErrorCodes.RequestCancelled, "Cancelled.")

    def _reply_failure(self, message_id: Any, method: str, error: BaseException) -> None:
        match error:
            case StaleRequest():
                self._send_error(message_id, lsp.LSPErrorCodes.ContentModified, str(error))
            case KibitzError():
                self._send_error(message_id, lsp.LSPErrorCodes.RequestFailed, str(error))
            case _:
                logger.error("Bug in %s", method, exc_info=error)
                self._send_error(
                    message_id, lsp.ErrorCodes.InternalError, "Kibitz failed; its log says where."
                )

    def _receive_notification(self, method: str, params: Any) -> None:
        if method == lsp.CANCEL_REQUEST:
            if _is_id(params.id) and params.id in self._requests:
                self._requests[params.id][1].cancel()
            return
        handler = self._handler(method)
        if handler is None:
            return
        try:
            result = handler(params)
        except Exception as error:
            logger.error("Bug in %s", method, exc_info=error)
            return
        if inspect.iscoroutine(result):
            task = asyncio.ensure_future(result)
            self._notifications.add(task)
            task.add_done_callback(partial(self._notification_done, method))

    def _notification_done(self, method: str, task: asyncio.Task[Any]) -> None:
        self._notifications.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("Bug in %s", method, exc_info=error)

    def _receive_response(self, message: dict[str, Any]) -> None:
        """Give the answer to whoever asked; what nobody asked for is dropped."""
        future: Future[Any] | None = self._request_futures.pop(message.get("id", ""), None)
        result_type = self._result_types.pop(message.get("id", ""), None)
        if future is None or future.done():
            return
        error = message.get("error")
        if error is not None:
            said = error.get("message", "") if isinstance(error, dict) else error  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
            future.set_exception(ClientError(str(said)))  # pyright: ignore[reportUnknownArgumentType]
            return
        result = message.get("result")
        if result_type is not None and result is not None:
            try:
                result = self._converter.structure({"jsonrpc": "2.0"} | message, result_type).result
            except Exception:  # noqa: BLE001  as above
                future.set_exception(ClientError("The editor's answer is not valid."))
                return
        future.set_result(result)

    def _send_error(self, message_id: Any, code: int, message: str) -> None:
        self._send_response(message_id, error=lsp.ResponseError(code=int(code), message=message))


def _is_id(value: object) -> bool:
    """Whether it can be the id of a request. lsprotocol lets everything through, lists included."""
    return value is None or isinstance(value, str | int | float)


class ClientError(Exception):
    """The editor answered a request of ours with an error."""


def new_language_server() -> LanguageServer:
    """A pygls server on `KibitzProtocol`, for its typed requests and notifications to the client."""
    return LanguageServer("kibitz", __version__, protocol_cls=KibitzProtocol, converter_factory=_converter)


def _converter() -> Converter:
    converter = default_converter()
    for kind in (JsonRPCRequestMessage, JsonRPCNotification, JsonRPCResponseMessage):
        converter.register_structure_hook(kind, lambda value, cls: cls(**value))
    keep_extra_fields(converter)
    return converter
