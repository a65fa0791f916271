"""Events of a stream, however it is cut into parts."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kibitz.backends.wires.events import event_data

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

STREAM = (
    ": a comment\n\n"
    'data: {"text": "é\\n"}\n\n'
    "event: message\nid: 7\ndata:no space\nretry: 3\n\n"
    "data: two\ndata: lines\n\n\n\n"
    "data: [DONE]\n\n"
    "data: cut off"
)
EVENTS = ['{"text": "é\\n"}', "no space", "two\nlines", "[DONE]"]


async def parts(stream: bytes, cuts: list[int]) -> AsyncIterator[bytes]:
    places = [0, *sorted(cuts), len(stream)]
    for start, end in pairwise(places):
        yield stream[start:end]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@given(data=st.data())
async def test_are_the_same_wherever_the_network_cuts(line_end: str, data: st.DataObject) -> None:
    stream = STREAM.replace("\n", line_end).replace("\\" + line_end, "\\n").encode()
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=8))
    assert [event async for event in event_data(parts(stream, cuts), most_bytes=1000)] == EVENTS


@pytest.mark.parametrize("stream", [b"data: " + b"x" * 200, b"data: x\n" * 60, b"x" * 200])
async def test_one_without_end_is_given_up(stream: bytes) -> None:
    with pytest.raises(ValueError, match="without end"):
        _ = [event async for event in event_data(parts(stream, [50, 100, 150]), most_bytes=40)]
