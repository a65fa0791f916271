from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kibitz.features.chat.transcript import (
    NEW_CHAT,
    Turn,
    answer_at,
    answer_end,
    answer_start,
    as_markdown,
    is_chat,
    question_in,
    turns_in,
)


def test_what_stands_under_the_last_heading_is_the_question() -> None:
    answer = "## Kibitz\n\n> @file: `a.py:1-2`  \n> About 9.\n\nCode.\n\n"
    text = f"# Chat\n\n## You\n\nWhat is it?\n\n{answer}## You\n\nAnd?\n\nReally?\n"
    assert [(turn.role, turn.text) for turn in turns_in(text)] == [
        ("user", "What is it?"),
        ("assistant", "Code."),
        ("user", "And?\n\nReally?"),
    ]
    assert question_in(text) == "And?\n\nReally?"


def test_a_document_without_headings_asks_with_its_last_paragraph() -> None:
    assert question_in("Some notes.\n\nWhat is\nthis?\n\n") == "What is\nthis?"
    assert question_in("\n") is None


def test_nothing_is_asked_after_an_answer_or_in_a_new_chat() -> None:
    assert question_in(NEW_CHAT) is None
    assert question_in("## You\n\nQ\n\n## Kibitz\n\nA\n\n## You\n\n") is None


def test_a_heading_inside_a_fence_is_code() -> None:
    assert question_in("## You\n\n```md\n## Kibitz\n```\nwhy?") == "```md\n## Kibitz\n```\nwhy?"


@given(st.sampled_from(["## You\n\nQ", "## You\n\nQ\n", "## You\n\nQ\n\n", "Q", "## You\r\n\r\nQ\r\n"]))
def test_an_answer_that_is_appended_is_read_back(text: str) -> None:
    after = text if text.startswith("##") else f"## You\n\n{text}"
    after += answer_start(after) + "> About 3 tokens.\n\nAn answer." + answer_end() + "Next"
    assert [turn.text for turn in turns_in(after)] == ["Q", "An answer.", "Next"]


def test_an_exported_conversation_can_be_gone_on_with() -> None:
    turns = (Turn(role="user", text="Q"), Turn(role="assistant", text="A"))
    assert turns_in(as_markdown("Q", turns)) == turns


def test_only_documents_of_that_name_are_chats() -> None:
    assert is_chat("file:///a/b.kibitz.md") and not is_chat("file:///a/b.md")


@pytest.mark.parametrize(
    ("name", "is_one"),
    [("why.kibitz.md", True), ("Why.KIBITZ.md", True), (".kibitz.md", False), ("notes.md", False)],
)
def test_a_chat_is_known_by_its_name_and_the_notes_of_a_project_are_none(name: str, is_one: bool) -> None:
    assert is_chat(f"file:///project/{name}") is is_one


def test_the_answer_around_a_place() -> None:
    text = "# Chat\n\n## You\n\nq\n\n## Kibitz\n\none\n\n## You\n\nw\n\n## Kibitz\n\ntwo".replace(
        "\n", "\r\n"
    )
    for said in ("one", "two"):
        answer = answer_at(text, text.index(said))
        assert answer is not None
        assert text[answer.start : answer.end].strip() == said
    assert answer_at(text, text.index("q\r")) is None
    assert answer_at(text, 0) is None


@given(
    st.lists(st.sampled_from(["## You\n", "## Kibitz\r\n", "\r", "a", "```\n", "\u2028"])).map("".join),
    st.integers(0, 30),
)
def test_any_place_is_in_an_answer_or_not(text: str, offset: int) -> None:
    answer = answer_at(text, min(offset, len(text)))
    assert answer is None or answer.start <= min(offset, len(text)) <= answer.end <= len(text)
