"""Small notifications that keep the session in step with the client, such as a cancelled progress."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types as lsp

if TYPE_CHECKING:
    from collections.abc import Callable

    from kibitz.lsp.session import Session


def handlers(session: Session) -> dict[str, Callable[[Any], Any]]:
    """Methods of this file."""

    def progress_cancel(params: lsp.WorkDoneProgressCancelParams) -> None:
        session.user.cancel(params.token)

    return {lsp.WINDOW_WORK_DONE_PROGRESS_CANCEL: progress_cancel}
