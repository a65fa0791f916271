from __future__ import annotations

from typing import Any

import pytest

from kibitz.backends.wires.choices import read_choice
from kibitz.base.errors import BadAnswer
from kibitz.base.llm import Chunk


def choice(**parts: Any) -> dict[str, Any]:
    return {"choices": [parts]}


@pytest.mark.parametrize(
    ("event", "chunk"),
    [
        (choice(text="a", finish_reason=None), Chunk("a")),
        (choice(delta={"content": "a"}), Chunk("a")),
        (choice(text="", finish_reason="stop"), Chunk("", "stop")),
        (choice(delta={}, finish_reason="length"), Chunk("", "length")),
        (choice(text="a", finish_reason="eos_token"), Chunk("a", "stop")),
        (choice(delta={"role": "assistant", "content": None}), None),
        (choice(delta={"reasoning_content": "hm"}), None),
        (choice(delta=None, finish_reason=""), None),
        ({"choices": [], "usage": {"total_tokens": 3}}, None),
        ({"object": "ping"}, None),
    ],
)
def test_imitators_of_the_protocol_are_understood(event: dict[str, Any], chunk: Chunk | None) -> None:
    assert read_choice(event) == chunk


@pytest.mark.parametrize(
    "event",
    [
        choice(text=5),
        choice(delta={"content": ["a"]}),
        choice(delta="a"),
        choice(text="a", finish_reason=["stop"]),
        {"choices": ["a"]},
        {"choices": {"0": "a"}},
        {"choices": 5},
        choice(text="a", finish_reason="content_filter"),
        choice(delta={}, finish_reason="error"),
    ],
)
def test_other_shapes_are_a_bad_answer(event: dict[str, Any]) -> None:
    with pytest.raises(BadAnswer):
        read_choice(event)
