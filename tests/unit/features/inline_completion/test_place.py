from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kibitz.features.inline_completion.place import look_around


def test_takes_the_surroundings_of_the_cursor_apart() -> None:
    text = "import a\n\n  x = f()\n\n  y\n\nz\n"
    place = look_around(text, text.index("()") + 1, "python")

    assert (place.line_before, place.line_after) == ("  x = f(", ")")
    assert place.above == "import a"
    assert place.below == ("  y", "z")


def test_carriage_returns_are_no_part_of_a_line() -> None:
    place = look_around("a\r\nbc\r\nd", 4, "python")

    assert (place.line_before, place.line_after, place.below) == ("b", "c", ("d",))


@given(st.text(alphabet="ab \n\r\t"), st.data())
def test_never_raises_and_puts_the_line_together_again(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    place = look_around(text, offset, "python")

    assert place.before.endswith(place.line_before)
    assert place.after.startswith(place.line_after)
    assert "\n" not in place.line_before + place.line_after
