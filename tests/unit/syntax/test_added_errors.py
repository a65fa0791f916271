"""Whether a suggestion makes a mess of the document, whole or broken."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kibitz.syntax.added_errors import adds_errors, cut_to_clean
from kibitz.syntax.language import all_languages
from kibitz.syntax.parser import Parser

PARSER = Parser()


def added(language_id: str, picture: str, completion: str) -> int:
    """`picture` has the cursor, or ⟦what is replaced⟧."""
    before, _, rest = picture.replace("║", "⟦⟧").partition("⟦")
    replaced, _, after = rest.partition("⟧")
    return adds_errors(PARSER, before, replaced, completion, after, language_id)


@pytest.mark.parametrize(
    ("language_id", "picture", "completion"),
    [
        ("python", "x = ║\n", "f(1)"),
        ("python", "x = f(║)\n", "a, b"),
        ("python", "x = f(⟦)⟧\n", "a, b)"),
        ("python", "x = f(║\n", "a"),
        ("python", "for x in ║\ny = 1\n", "xs:"),
        ("python", "def f():\n    ║\n", "return 1"),
        ("python", "def f(:\n    a = ║\n    return a\n", "1"),
        ("python", "x = (1\n\ndef f():\n    return ║\n", "2"),
        ("javascript", "function f() {\n  ║\n\nfunction g() {\n}\n", "return 1;"),
        ("javascript", "function f() {\n  ║\n}\n", "return 1;"),
        ("javascript", "function f() {\n  if (a║\n}\n", ") {"),
        ("javascript", "f(║\n", "() => {"),
        ("javascript", "function f() {\n  ║\n}\n", "if (a) {"),
        ("javascript", "const a = f(║;\n", "1)"),
        ("tsx", "return (\n  <ul>\n    ║\n  </ul>\n);\n", "<li>a</li>"),
        ("go", "func f() error {\n\treturn ║\n}\n", "nil"),
        ("ruby", "def f\n  if ║\nend\n", "a"),
        ("lua", "function f()\n  ║\n", "return 1"),
        ("html", "<ul>\n  ║\n", "<li>a</li>"),
        ("json", '{"a": ║}', "[1, 2]"),
        ("klingon", "a ║", "((("),
        ("markdown", "a ║", "((("),
    ],
)
def test_what_fits_adds_nothing(language_id: str, picture: str, completion: str) -> None:
    assert added(language_id, picture, completion) == 0


@pytest.mark.parametrize(
    ("language_id", "picture", "completion"),
    [
        ("python", "x = ║\n", "This function returns the sum."),
        ("python", "def f():\n    ║\n", "Here is the completed code:"),
        ("python", "x = f(║)\n", "a, b)"),
        ("python", "def f():\n    ║\n", "return 1\n```\n\nThis code"),
        ("python", "x = 1\n║\n", "y = (((1)\n"),
        ("javascript", "function f() {\n  ║\n}\n", "return 1;\n}"),
        ("javascript", "function f() {\n  return ║\n}\n", "The sum of the two numbers."),
        ("javascript", "function f() {\n  ║\n}\n", "if (a) {\n    b();"),
        ("go", "func f() error {\n\treturn ║\n}\n", "the error which was found"),
        ("ruby", "def f(a)\n  ║\nend\n", "if a == 1:\n    return {\n"),
        ("css", "a {\n  ║\n}\n", "}}}"),
        ("json", '{"a": ║}', "1, 2"),
    ],
)
def test_a_mess_is_noticed(language_id: str, picture: str, completion: str) -> None:
    assert added(language_id, picture, completion) > 0


@pytest.mark.parametrize(
    ("language_id", "picture", "completion", "expected"),
    [
        ("python", "def f():\n    ║\n", "x = 1\n    return x", "x = 1\n    return x"),
        ("python", "def f():\n    ║\n", "x = 1\n    return x\n```\nThis is it", "x = 1\n    return x"),
        ("python", "def f():\n    ║\n", "x = 1\n    y = ((2\n    z = 3", "x = 1"),
        ("python", "x = ║\n", "This is the sum\nof two", ""),
        ("javascript", "function f() {\n  ║\n}\n", "a();\n  if (b) {\n    c();", "a();"),
        ("klingon", "║", "a (", "a ("),
        ("python", "x = 1\n║", "", ""),
    ],
)
def test_a_mess_is_cut_back_to_whole_lines(
    language_id: str, picture: str, completion: str, expected: str
) -> None:
    before, after = picture.split("║")
    assert cut_to_clean(PARSER, before, "", completion, after, language_id) == expected


PIECES = "def f():\n|    |\n|x = 1|{|}|(|)|[|]|\"|'|`|#|//|/*|<a>|</a>|do|end|else|fi|é😀|\0|:|;"
SOUP = st.lists(st.sampled_from(PIECES.split("|")), max_size=10).map("".join)


@settings(max_examples=80, deadline=None)
@given(SOUP, SOUP, SOUP, st.sampled_from([*sorted(all_languages()), "klingon"]))
def test_any_text_gives_a_count_and_a_prefix(
    before: str, completion: str, after: str, language_id: str
) -> None:
    assert adds_errors(PARSER, before, "", completion, after, language_id) >= 0
    kept = cut_to_clean(PARSER, before, "", completion, after, language_id)
    assert completion.startswith(kept)
    assert not kept or adds_errors(PARSER, before, "", kept, after, language_id) == 0
