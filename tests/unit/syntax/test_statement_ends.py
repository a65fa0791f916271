from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kibitz.syntax.language import all_languages
from kibitz.syntax.parser import Parser
from kibitz.syntax.statement_ends import statement_ends

PARSER = Parser()


@pytest.mark.parametrize(
    ("language_id", "picture", "text", "left"),
    [
        ("python", "def f(xs):\n    ║\n    return n\n", "n = 1■\n    m = 2■\nx = 3\n", True),
        (
            "python",
            "def f(xs):\n    ║\n    return n\n",
            "for x in xs:\n        n = x■\n    n += 1■\n\n",
            False,
        ),
        ("python", "def f(xs):\n    ║\n\n\ndef g(): ...\n", "n = 1■\n    return n■\n\nf(1)\n", True),
        ("python", "if x:\n    if y:\n        ║\n    z = 1\n", "a = 1■\n    b = 2■\n    c = 3\n", False),
        ("javascript", "function f() {\n  ║\n}\n", "a();■\n  b();■\n}\nc();\n", True),
        ("javascript", "function f() {\n  ║\n}\n", "if (a) {\n    b();\n  }■\n  c();\n  d(", False),
    ],
)
def test_every_end_up_to_where_the_block_is_left(
    language_id: str, picture: str, text: str, left: bool
) -> None:
    before, _, after = picture.partition("║")
    completion = text.replace("■", "")
    pieces = text.split("■")[:-1]
    wanted = [sum(map(len, pieces[: number + 1])) for number in range(len(pieces))]

    found = statement_ends(PARSER, before, completion, after, language_id)

    assert found.left is left
    assert [end for end in found.ends if end <= max(wanted)] == wanted


def test_an_end_where_the_text_below_cannot_go_on_is_none() -> None:
    before, after = "def f(xs):\n    ", "\n        total += x\n    return total\n"

    found = statement_ends(PARSER, before, "total = 0\n    for x in xs:", after, "python")

    assert found.whole
    assert found.ends == ()


def test_the_last_of_its_block_is_known_as_that() -> None:
    assert statement_ends(
        PARSER, "def f():\n    x = 1\n    ", "y\n", "\n\ndef g():\n", "python"
    ).last_in_block
    assert not statement_ends(PARSER, "def f():\n    ", "y\n", "\n    return 1\n", "python").last_in_block
    assert not statement_ends(PARSER, "x = 1\n", "y\n", "", "python").last_in_block


@settings(max_examples=100, deadline=None)
@given(
    st.text(alphabet="ab (){}:\n\"'=#", max_size=40),
    st.text(alphabet="ab (){}:\n\"'=#", max_size=40),
    st.text(alphabet="ab (){}:\n\"'=#", max_size=40),
    st.sampled_from(sorted(all_languages())),
)
def test_any_text_has_ends_inside_of_it(before: str, text: str, after: str, language_id: str) -> None:
    found = statement_ends(PARSER, before, text, after, language_id)

    assert all(0 < end <= len(text) for end in found.ends)
    assert list(found.ends) == sorted(set(found.ends))
