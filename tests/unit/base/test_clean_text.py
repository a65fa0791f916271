from __future__ import annotations

from kibitz.base.clean_text import CleanText, join_clean


def test_joins_in_order() -> None:
    assert join_clean("<a>", CleanText("text"), "<b>") == "<a>text<b>"
    assert join_clean() == ""
