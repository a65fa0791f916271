from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.features.chat.history import History
from kibitz.features.chat.transcript import Turn

if TYPE_CHECKING:
    from pathlib import Path


def turns(*texts: str) -> tuple[Turn, ...]:
    return tuple(
        Turn(role="assistant" if number % 2 else "user", text=text) for number, text in enumerate(texts)
    )


async def test_kept_per_workspace_searched_and_deleted(tmp_path: Path) -> None:
    history = History(tmp_path / "h.sqlite")
    await history.save("1", "/w", turns("How does the parser work?", "By 100% magic."))
    await history.save("2", "/other", turns("Why?"))
    await history.save("1", "/w", turns("How does the parser work?", "By 100% magic.", "Really?"))
    assert [each.id for each in await history.list()] == ["1", "2"]
    assert [each.title for each in await history.list("/w")] == ["How does the parser work?"]
    assert [each.id for each in await history.list(query="parser MAGIC")] == ["1"]
    assert [each.id for each in await history.list(query="100%")] == ["1"]
    assert await history.list(query="1%c") == ()
    assert [turn.text for turn in await history.turns("1")] == [
        "How does the parser work?",
        "By 100% magic.",
        "Really?",
    ]
    assert await history.delete(["1", "nothing"]) == 1
    assert await history.turns("1") == () and [each.id for each in await history.list()] == ["2"]
    await history.aclose()
