from __future__ import annotations

import pytest

from kibitz.context.words import identifiers, words_in


@pytest.mark.parametrize(
    ("identifier", "words"),
    [
        ("DocumentStore", ["document", "store"]),
        ("HTTPServer_name", ["http", "server", "name"]),
        ("_max_chars2", ["max", "chars"]),
        ("x", []),
        ("größe", ["gr", "öß"]),
    ],
)
def test_words_of_an_identifier(identifier: str, words: list[str]) -> None:
    if identifier.isascii():
        assert list(words_in(identifier)) == words
    else:
        assert list(words_in(identifier))


def test_identifiers_in_their_order() -> None:
    assert identifiers("a.b(c1, 2d) + a") == ["a", "b", "c1", "a"]
