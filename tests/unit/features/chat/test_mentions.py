from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kibitz.features.chat.mentions import Mention, mention_at, mentions_in


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("Explain @file:src/a.py.", [Mention("file", "src/a.py")]),
        ('See @file:"my file.py":', [Mention("file", "my file.py")]),
        ("@file:a.py:3-9 and @file:a.py:3-9", [Mention("file", "a.py:3-9")]),
        ("(@symbol:total) @selection?", [Mention("symbol", "total"), Mention("selection")]),
        (
            "@diff, @diagnostics and @codebase!",
            [Mention("diff"), Mention("diagnostics"), Mention("codebase")],
        ),
        ("@property me@file.org `@diff` @different", []),
    ],
)
def test_mentions(text: str, mentions: list[Mention]) -> None:
    assert list(mentions_in(text)) == mentions


@pytest.mark.parametrize(
    ("typed", "mention"),
    [
        ("Look at @fi", "@fi"),
        ("@file:src/a", "@file:src/a"),
        ("@", "@"),
        ("a@b", None),
        ("@file x", None),
        ('@file:"my f', '@file:"my f'),
        ('@file:"my" x', None),
    ],
)
def test_what_is_being_typed(typed: str, mention: str | None) -> None:
    assert mention_at(typed + " more", len(typed)) == mention


@given(st.builds(Mention, st.just("file"), st.from_regex(r"[a-z]+( [a-z]+)?\.py", fullmatch=True)))
def test_a_mention_is_read_as_it_is_written(mention: Mention) -> None:
    assert mentions_in(f"See {mention} now") == (mention,)
