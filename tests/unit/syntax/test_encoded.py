"""Offsets of a text in code points and in bytes."""

import re

from hypothesis import given
from hypothesis import strategies as st

from kibitz.syntax.encoded import Encoded

ANY_TEXT = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("aé€😀\n\r\ud800")), max_size=30)


@given(ANY_TEXT, st.data())
def test_every_offset_comes_back_from_its_byte(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    encoded = Encoded(text, start, end, data.draw(st.sampled_from(["", "<?php\n"])))
    for offset in range(start, end + 1):
        assert encoded.offset(encoded.byte(offset)) == offset


@given(ANY_TEXT)
def test_bytes_are_those_of_utf8(text: str) -> None:
    plain = re.sub("\r(?!\n)", "\n", text).encode("utf-8", "replace").decode()
    encoded = Encoded(text, 0, len(text))
    assert encoded.data == plain.encode()
    for offset in range(len(text) + 1):
        assert encoded.byte(offset) == len(plain[:offset].encode())


def test_a_lone_carriage_return_ends_a_line_there_too() -> None:
    assert Encoded("a\rb\r\nc\r", 0, 7).data == b"a\nb\r\nc\n"


@given(ANY_TEXT, st.integers(-5, 100))
def test_what_lies_outside_is_clamped(text: str, place: int) -> None:
    encoded = Encoded(text, 0, len(text))
    assert 0 <= encoded.byte(place) <= len(encoded.data)
    assert 0 <= encoded.offset(place) <= len(text)
