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
        self.messages.append(params.value.message or params.value.kind)
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
    progress = EditorProgress(told)
    progress.begin("token", "Working")
    for n_lines in range(5):
        progress.report(f"{n_lines} lines")
    await told.until(3)
    assert told.messages == ["begin", "0 lines", "4 lines"]


async def test_behind_the_end_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kibitz.lsp.user.REPORT_S", 0)
    told: Any = Told()
    progress = EditorProgress(told)
    progress.begin("token", "Working")
    progress.report("1 lines")
    progress.report("2 lines")
    progress.end()
    for _ in range(5):
        await asyncio.sleep(0)
    assert told.messages == ["begin", "1 lines", "end"]


async def test_what_was_reported_before_the_editor_had_room_is_said_then() -> None:
    told: Any = Told()
    progress = EditorProgress(told)
    progress.report("1 lines")
    progress.report("2 lines")
    progress.begin("token", "Working")
    assert told.messages == ["begin", "2 lines"]


async def test_an_editor_without_room_hears_nothing() -> None:
    told: Any = Told()
    progress = EditorProgress(told)
    progress.report("1 lines")
    progress.end()
    assert told.messages == []
