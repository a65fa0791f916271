"""One place that knows whether Kibitz works, and says so once.

A client that understands `kibitz/status` shows it in its status line; dialects have other words for the
same (`say_also`). The others get one message for what needs the user, once per cause. Nothing here ever
opens a dialog for a suggestion that failed.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Literal

from kibitz.base.errors import KibitzError, Unreachable, UserActionNeeded

if TYPE_CHECKING:
    from collections.abc import Callable

    from pygls.lsp.server import LanguageServer

Kind = Literal["ready", "busy", "warning", "error", "off"]

STATUS_METHOD = "kibitz/status"

logger = logging.getLogger(__name__)


class Status:
    """Sends a status only when it changed."""

    def __init__(self, server: LanguageServer, *, extended: bool, tell: Callable[[str], None]) -> None:
        self._server = server
        self._extended = extended
        self._tell = tell
        self._last: dict[str, object] = {}
        self._model: str | None = None
        self._others: dict[str, Callable[[Kind, str], dict[str, object]]] = {}

    def say_also(self, method: str, words: Callable[[Kind, str], dict[str, object]]) -> None:
        """Send every status by a dialect's notification too: `words` makes its parameters."""
        self._others[method] = words

    def ready(self, model: str | None = None) -> None:
        """Everything works, with this model."""
        self._model = model or self._model
        self._send("ready", "")

    def busy(self, message: str) -> None:
        """Something takes a while."""
        self._send("busy", message)

    def off(self, message: str) -> None:
        """The user switched suggestions off."""
        self._send("off", message)

    def failed(self, error: KibitzError, *, quiet: bool = False) -> None:
        """A request the user did not ask for failed; `quiet` when the user is being asked about it.

        Then it is no error yet: Neovim's user would have to put that away before the question is shown.
        """
        needs_user = isinstance(error, UserActionNeeded | Unreachable)
        self._send("error" if needs_user and not quiet else "warning", str(error))
        logger.warning("%s: %s", type(error).__name__, error)
        if needs_user and not self._extended and not quiet:
            self._tell(str(error))

    def _send(self, kind: Kind, message: str) -> None:
        status: dict[str, object] = {"kind": kind, "message": message, "model": self._model}
        if status == self._last or not (self._extended or self._others):
            return
        self._last = status
        if self._extended:
            self._server.protocol.notify(STATUS_METHOD, status)
        for method, words in self._others.items():
            self._server.protocol.notify(method, words(kind, message))
