from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kibitz.context.excerpt import Excerpt
from kibitz.context.pack import PATH_CHARS, joined, pack

EXCERPTS = st.lists(
    st.builds(
        lambda path, first, texts: Excerpt(
            source="any",
            path=path,
            lines=tuple((first + number, text) for number, text in enumerate(texts)),
            score=1,
        ),
        st.sampled_from(["a.py", "b/c.py"]),
        st.integers(0, 5),
        st.lists(st.text("xyz ", max_size=20), min_size=1, max_size=4),
    ),
    max_size=12,
)


@given(EXCERPTS, st.integers(0, 200))
def test_what_was_chosen_fits(excerpts: list[Excerpt], most_chars: int) -> None:
    parts = joined(pack(excerpts, most_chars))

    assert sum(len(part.path) + len(part.text) for part in parts) <= most_chars


@given(EXCERPTS, st.integers(0, 200))
def test_an_excerpt_is_taken_whole_or_not_at_all(excerpts: list[Excerpt], most_chars: int) -> None:
    assert set(pack(excerpts, most_chars)) <= set(excerpts)


@given(EXCERPTS)
def test_the_first_that_fits_is_in(excerpts: list[Excerpt]) -> None:
    for excerpt in excerpts[:1]:
        cost = len(excerpt.path) + PATH_CHARS + sum(len(text) + 1 for _, text in excerpt.lines)

        assert excerpt in pack(excerpts, cost)
        assert excerpt not in pack([excerpt], cost - 1)


def test_lines_of_one_file_are_joined_in_their_order() -> None:
    late = Excerpt(source="s", path="a.py", lines=((7, "late"),), score=2)
    early = Excerpt(source="t", path="a.py", lines=((1, "early"), (7, "late")), score=1)
    other = Excerpt(source="s", path="b.py", lines=((0, "other"),), score=1)

    parts = joined((late, other, early))

    assert [(part.path, part.text) for part in parts] == [("b.py", "other"), ("a.py", "early\nlate")]
    assert parts[1].sources == ("s", "t")
