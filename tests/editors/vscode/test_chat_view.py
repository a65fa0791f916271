"""The chat view in the side bar: asks, streams, completes mentions, inserts through a review. By keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from support.scripted_window import Scripted

CODE = "def total(values):\n    return sum(values)\n"
ANSWER = (
    "It adds **all values**, see chat.py:2.\n\n```python\n"
    "def total(values):\n    return sum(values, 0)\n```\n"
)


def test_a_question_is_answered_and_its_code_is_reviewed(scripted: Scripted) -> None:
    window = scripted.window
    scripted.model.reply = lambda _: ANSWER
    window.open_file("chat.py", CODE)
    window.press("Control+k", "j")
    window.wait_frame("#question")
    window.shot("chat-empty")
    window.type("@file:cha")
    window.wait_frame("#mentions li", text="@file:chat.py")
    window.shot("chat-mention")
    window.press("Enter")
    window.type("What is it?")
    window.press("Enter")
    window.wait_frame("article.assistant strong", text="all values")
    window.wait_frame("article.assistant a", text="chat.py:2")
    window.wait_frame("article.assistant details", text="@file:chat.py")
    window.shot("chat-answer")
    window.click_frame("figure button", text="Apply")
    window.wait_text("sum(values, 0)", selector=".editor.modified .view-line")
    window.shot("chat-apply")
    window.press("Shift+R")
