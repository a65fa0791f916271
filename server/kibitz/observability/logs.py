"""Sends what Kibitz logs to the editor.

Nothing goes to stdout (it belongs to JSON-RPC), and nothing quotes: an exception is told by its type, its
place in the code, and its message only where the message is our own. Messages of other libraries may hold
a user's text or key.
"""

from __future__ import annotations

import logging
import threading
import traceback
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, cast

from kibitz.base.errors import KibitzError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    Send = Callable[[int, str], None]

_EARLY_RECORDS: Final = 200  # a start-up logs about ten
_MOST_CAUSES: Final = 5

_LEVELS: Final = {
    "error": logging.ERROR,
    "warning": logging.WARNING,
    "info": logging.INFO,
    "debug": logging.DEBUG,
}


def configure(level: Literal["error", "warning", "info", "debug"], send: Send | None = None) -> None:
    """Let records of the `kibitz` loggers, from `level` up, go to `send`; call again whenever either changes.

    Until there is a `send`, the last records are kept for it. It is called on the thread that logs, with
    the number of an LSP MessageType (1 error, 2 warning, 3 info, 4 log) and the text; what it raises is
    dropped, as is what it logs itself.
    """
    logger = logging.getLogger("kibitz")
    logger.setLevel(_LEVELS[level])
    handler = next((one for one in logger.handlers if isinstance(one, _EditorHandler)), None)
    if handler is None:
        logger.addHandler(handler := _EditorHandler())
    if send is not None:
        handler.send_to(send, _LEVELS[level])


def describe(error: BaseException) -> str:
    """The error in words that quote nothing."""
    name = type(error).__qualname__
    return f"{name}: {error}" if isinstance(error, KibitzError) else name


class _EditorHandler(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self._send: Send | None = None
        # As text, not as records: a record keeps the frames of its exception alive, and their variables.
        self._early: deque[tuple[int, str]] = deque(maxlen=_EARLY_RECORDS)
        self._sending = threading.local()

    def send_to(self, send: Send, level: int) -> None:
        self.acquire()
        try:
            self._send = send
            early = [(number, text) for number, text in self._early if number >= level]
            self._early.clear()
            for number, text in early:
                self._forward(send, number, text)
        finally:
            self.release()

    def emit(self, record: logging.LogRecord) -> None:
        # A call with the wrong arguments must not bring down what it reports on.
        with suppress(Exception):
            text = _text(record)
            if self._send is None:
                self._early.append((record.levelno, text))
            else:
                self._forward(self._send, record.levelno, text)

    def _forward(self, send: Send, level: int, text: str) -> None:
        if getattr(self._sending, "now", False):
            return
        self._sending.now = True
        try:
            # The connection may be gone, and there is nowhere else to tell it.
            with suppress(Exception):
                send(_message_type(level), text)
        finally:
            self._sending.now = False


def _text(record: logging.LogRecord) -> str:
    """The record in one message; an exception among its arguments is described, its own one added."""
    message = str(_told(record.msg))
    if isinstance(record.args, tuple) and record.args:
        message %= tuple(map(_told, record.args))
    elif record.args:
        message %= record.args
    error = record.exc_info[1] if record.exc_info else None
    return f"{record.name}: {message}" + (f"\n{_chain(error)}" if error else "")


def _told(value: object) -> object:
    return describe(value) if isinstance(value, BaseException) else value


def _chain(error: BaseException) -> str:
    """The error and where it was raised, then what it came from or is made of."""
    told: list[str] = []
    waiting: deque[BaseException] = deque([error])
    while waiting and len(told) < _MOST_CAUSES:
        error = waiting.popleft()
        told.append("\n".join((describe(error), *_frames(error.__traceback__))))
        if isinstance(error, BaseExceptionGroup):
            waiting.extend(cast("BaseExceptionGroup[BaseException]", error).exceptions)
        cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        if cause is not None:
            waiting.append(cause)
    return "\nfrom ".join(told)


def _frames(trace: TracebackType | None) -> list[str]:
    """`file:line in function`; the end of the path only, since its start names the user."""
    return [
        f"  {'/'.join(Path(frame.f_code.co_filename).parts[-3:])}:{line} in {frame.f_code.co_name}"
        for frame, line in traceback.walk_tb(trace)
    ]


def _message_type(level: int) -> int:
    if level >= logging.ERROR:
        return 1
    if level >= logging.WARNING:
        return 2
    return 3 if level >= logging.INFO else 4
