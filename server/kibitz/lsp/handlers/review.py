"""`kibitz/reviewedFile`: what a client's own view for reviews shows, after each decision.

The view asks, and never computes a text by itself. Which hunks are rejected so far is in the request.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kibitz.base.errors import StaleRequest
from kibitz.features.edits.views import views

if TYPE_CHECKING:
    from collections.abc import Callable

    from kibitz.lsp.session import Session

REVIEWED_FILE = "kibitz/reviewedFile"


def handlers(session: Session) -> dict[str, Callable[[Any], Any]]:
    """Methods of this file."""

    async def reviewed_file(params: dict[str, Any]) -> dict[str, Any]:
        proposal = session.reviews.get(params.get("id", ""))
        shown = () if proposal is None else views(proposal, set(params.get("rejected") or ()))
        number = params.get("file")
        if not isinstance(number, int) or not 0 <= number < len(shown):
            raise StaleRequest("This edit is not under review any more.")
        view = shown[number]
        return {
            "before": view.before,
            "after": view.after,
            "hunks": [
                {"number": hunk.number, "title": hunk.title, "line": hunk.line, "nLines": hunk.n_lines}
                for hunk in view.hunks
            ],
        }

    return {REVIEWED_FILE: reviewed_file}
