from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kibitz.features.chat.search import best_chunks, words_of

TEXTS = [
    ("a/parser.py", "def parse_config(path):\n    return path\n"),
    ("b/other.py", "def render(page):\n    return page\n"),
    ("c/long.py", "\n".join(f"line_{number} = {number}" for number in range(200)) + "\nzebra = 1\n"),
]


def names(query: str) -> list[str]:
    return [chunk.name for chunk in best_chunks(TEXTS, query, most_chars=5000)]


def test_the_words_of_a_question_find_their_code() -> None:
    assert names("Where is the config parsed? parseConfig")[0] == "a/parser.py"
    assert names("How does a page get rendered by render") == ["b/other.py"]
    assert names("what about the weather") == []


def test_a_piece_says_where_it_is() -> None:
    [chunk] = best_chunks(TEXTS, "zebra", most_chars=5000)
    lines = TEXTS[2][1].splitlines(keepends=True)
    assert chunk.text == "".join(lines[chunk.first_line - 1 :])


def test_names_are_taken_apart() -> None:
    assert words_of("parseConfigFiles read_all2 HTTP") == ["parse", "config", "file", "read", "all", "http"]


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.text(alphabet="ab \n", max_size=200))), st.integers(0, 300)
)
def test_what_is_taken_fits(texts: list[tuple[str, str]], most_chars: int) -> None:
    assert (
        sum(len(chunk.text) for chunk in best_chunks(texts, "aa bb ab", most_chars=most_chars)) <= most_chars
    )
