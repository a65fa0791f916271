from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from kibitz.lsp.user import EditorProgress

if TYPE_CHECKING:
    import pytest


class Told:
    """What would be sent."""

    def __init__(self) -> None:
        self.messages: list[Any] = []
        self._news = asyncio.Event()

    def progress(self, params: Any) -> None:
        self.messages.append(getattr(params.value, "message", params.value.kind))
        self._news.set()

    async def until(self, n_messages: int) -> None:
        async with asyncio.timeout(10):
            while len(self.messages) < n_messages:
                await self._news.wait()
                self._news.clear()


async def test_of_reports_in_quick_succession_the_first_and_the_last_are_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("kibitz.lsp.user.REPORT_S", 0)
    told: Any = Told()
    progress = EditorProgress(told, "token")
    for n_lines in range(5):
        progress.report(f"{n_lines} lines")
    await told.until(2)
    assert told.messages == ["0 lines", "4 lines"]


async def test_behind_the_end_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kibitz.lsp.user.REPORT_S", 0)
    told: Any = Told()
    progress = EditorProgress(told, "token")
    progress.report("1 lines")
    progress.report("2 lines")
    progress.end()
    for _ in range(5):
        await asyncio.sleep(0)
    assert told.messages == ["1 lines", None]
