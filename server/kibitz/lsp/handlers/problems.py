"""`kibitz/problems`: clients of ours tell all that is complained about in a document, whenever that changes.

Others tell it line by line, with requests for code actions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from kibitz.lsp.run_action import read_range

if TYPE_CHECKING:
    from collections.abc import Callable

    from kibitz.lsp.session import Session


def handlers(session: Session) -> dict[str, Callable[[Any], Any]]:
    """Methods of this file."""

    async def problems(params: dict[str, Any]) -> None:
        snapshot = session.snapshot(str(params.get("uri")))
        if snapshot is None:
            return
        found: list[tuple[int, str]] = []
        for each in cast("list[Any]", params.get("problems") or []):
            range_ = read_range(each.get("range"))
            if range_ is not None and range_.start.line < snapshot.index.line_count:
                found.append((range_.start.line, str(each.get("message", ""))))
        (await session.features()).workspaces.problems.told(snapshot, found)

    return {"kibitz/problems": problems}
