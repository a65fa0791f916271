from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kibitz.backends.wires.stops import StopCutter

texts = st.text(alphabet="ab<|", max_size=40)
stops = st.lists(st.text(alphabet="ab<|", min_size=1, max_size=6), max_size=4).map(tuple)


def cut(pieces: list[str], stops: tuple[str, ...]) -> tuple[str, bool]:
    cutter = StopCutter(stops)
    out = ""
    for piece in pieces:
        out += cutter.feed(piece)
        if cutter.stopped:
            return out, True
    return out + cutter.flush(), False


@given(st.lists(texts, max_size=8), stops)
def test_the_pieces_do_not_matter(pieces: list[str], stops: tuple[str, ...]) -> None:
    text = "".join(pieces)
    out, stopped = cut(pieces, stops)
    assert stopped == any(stop in text for stop in stops)
    assert text.startswith(out)
    assert not any(stop in out for stop in stops)
    if not stopped:
        assert out == text


@given(texts, stops)
def test_a_whole_text_ends_at_the_first_stop(text: str, stops: tuple[str, ...]) -> None:
    ends = [text.find(stop) for stop in stops if stop in text]
    assert cut([text], stops)[0] == text[: min(ends, default=len(text))]


def test_what_cannot_be_a_stop_is_passed_on_at_once() -> None:
    cutter = StopCutter(("<|end|>",))
    assert [cutter.feed("x = 1"), cutter.feed(" <"), cutter.feed("|e"), cutter.feed("x")] == [
        "x = 1",
        " ",
        "",
        "<|ex",
    ]
