"""The chat view in the side bar: asks, streams, completes mentions, stops, answers again, finds what was
said, copies and inserts. By keyboard wherever a person would.
"""

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
    window.wait(".editor.modified", gone=True)


BLOCK = "def triple(x):\n    return 3 * x"


def begin(scripted: Scripted, question: str) -> None:
    """A new conversation with its first question."""
    window = scripted.window
    window.command("Kibitz: New Conversation")
    window.wait_frame("#question:focus")
    window.press("Control+k", "j")
    window.wait_frame("#question:focus")
    window.type(question)
    window.press("Enter")
    window.wait_frame("article.user", text=question)
    assert window.texts_frame("article.user") == [question]  # and not the key that led here


def test_an_answer_is_stopped_and_asked_for_again(scripted: Scripted) -> None:
    window, model = scripted.window, scripted.model
    model.reply = lambda _: "It never comes to an end"
    model.end.clear()
    try:
        begin(scripted, "Is this long?")
        window.wait_frame("article.assistant", text="comes to an")
        window.wait_frame("#stop")
        window.press("Escape")
        window.wait_frame("article.assistant .remark", text="Stopped.")
        window.shot("chat-stopped")
    finally:
        model.end.set()
    model.reply = lambda _: "No, it is short."
    window.press("Tab")
    window.wait_frame("#model:focus")
    window.press("Tab")
    window.wait_frame("#regenerate:focus")
    window.press("Enter")
    window.wait_frame("article.assistant", text="it is short")
    window.wait_frame("#question:focus")
    assert len(window.texts_frame("article")) == 2


def test_earlier_conversations_are_searched_and_gone_on_with(scripted: Scripted) -> None:
    window, model = scripted.window, scripted.model
    for number in ("first", "second"):
        model.reply = lambda _, number=number: f"The {number} answer."
        begin(scripted, f"My {number} question")
        window.wait_frame("article.assistant", text=f"The {number} answer.")
        window.wait_frame("#send")
    window.command("Kibitz: Earlier Conversations")
    window.wait_frame("#conversations button", text="My second question")
    window.click_frame("#search")
    window.type("first answer")
    window.wait_frame("#conversations li:only-child button", text="My first question")
    window.shot("chat-history")
    window.press("Tab")
    window.wait_frame("#conversations button:focus")
    window.press("Enter")
    window.wait_frame("article.user", text="My first question")
    window.wait_frame("#question:focus")
    model.reply = lambda body: f"{len(body['messages'])} messages came."
    window.type("And now?")
    window.press("Enter")
    window.wait_frame("article.assistant", text="messages came.")
    assert [text for text in window.texts_frame("article.user") if text] == ["My first question", "And now?"]


def test_a_block_is_copied_and_inserted_and_a_citation_leads_to_its_line(scripted: Scripted) -> None:
    window = scripted.window
    scripted.model.reply = lambda _: f"As in cited.py:2:\n\n```python\n{BLOCK}\n```\n"
    window.open_file("cited.py", CODE)
    file = window.open_file("target.py", "x = 1\n")
    begin(scripted, "How?")
    window.wait_frame("figure", text="return 3 * x")
    window.wait_frame("#question:focus")
    window.press("Shift+Tab")
    window.wait_frame("pre:focus")
    window.press("Shift+Tab")
    window.wait_frame("figure button:focus", text="Apply")
    window.press("Shift+Tab")
    window.wait_frame("figure button:focus", text="Insert")
    window.press("Enter")
    window.wait_text("return 3 * x", selector=".editor.modified .view-line")
    window.press("Shift+A")
    window.wait(".tab.active.dirty")
    window.save()
    assert file.read_text() == f"x = 1\n{BLOCK}\n"
    window.click_frame("figure button", text="Copy")
    window.open_file("pasted.py", "")
    window.press("Control+v")
    window.wait_text("return 3 * x")
    window.save()
    window.press("Control+k", "j")
    window.click_frame("article.assistant a", text="cited.py:2")
    window.wait(".tab.active[data-resource-name='cited.py']")
    window.wait(".statusbar-item[id='status.editor.selection']", text="Ln 2")


def test_an_answer_about_several_files_is_applied_at_once_by_keyboard(scripted: Scripted) -> None:
    window = scripted.window
    scripted.model.reply = lambda _: (
        f"Both:\n\n```python first.py\n{BLOCK}\n```\n\n```python second.py\n{BLOCK}\n```\n"
    )
    window.open_file("first.py", "x = 1\n")
    window.open_file("second.py", "y = 1\n")
    begin(scripted, "How?")
    window.wait_frame(".all button", text="Apply to all 2 files")
    window.wait_frame("#question:focus")
    window.shot("chat-all-files")
    window.press("Shift+Tab")
    window.wait_frame(".all button:focus", text="Apply to all 2 files")
    window.press("Enter")
    window.wait_text("return 3 * x", selector=".editor.modified .view-line")
    window.press("Shift+R")
    window.wait(".editor.modified", gone=True)


def test_the_view_follows_a_dark_theme(scripted: Scripted) -> None:
    window = scripted.window
    scripted.model.reply = lambda _: f"As in cited.py:2, *simply*:\n\n```python\n{BLOCK}\n```\n"
    window.open_file("cited.py", CODE)
    begin(scripted, "How?")
    window.wait_frame("figure", text="return 3 * x")
    window.command("Preferences: Toggle between Light/Dark Themes")
    window.wait_frame("body.vscode-dark article.assistant")
    window.shot("chat-dark")
    window.command("Preferences: Toggle between Light/Dark Themes")
    window.wait_frame("body.vscode-light article.assistant")
