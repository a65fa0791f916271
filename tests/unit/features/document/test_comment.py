from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kibitz.features.document.comment import NO_COMMENT, rendered, words_of
from kibitz.syntax.language import DocComment, all_languages

PYTHON = DocComment(start='"""', end='"""', inside=True)
BLOCK = DocComment(start="/**", each=" * ", end=" */")
LINES = DocComment(each="/// ")


@pytest.mark.parametrize(
    "answer",
    [
        "Adds up.\n\nArgs:\n    a: One.",
        "```\nAdds up.\n\nArgs:\n    a: One.\n```",
        '```python\n"""Adds up.\n\nArgs:\n    a: One.\n"""\n```',
        '```python\n"""\n    Adds up.\n\n    Args:\n        a: One.\n    """\n```',
        'Here it is:\n```python\ndef f(a):\n    """Adds up.\n\n    Args:\n        a: One.\n    """\n```',
    ],
)
def test_a_docstring_is_found_in_whatever_form_it_comes(answer: str) -> None:
    assert words_of(answer, PYTHON) == "Adds up.\n\nArgs:\n    a: One."


@pytest.mark.parametrize(
    ("answer", "style"),
    [
        ("/**\n * Adds up.\n *\n * @param a - One.\n */", BLOCK),
        ("```ts\n/**\n * Adds up.\n *\n * @param a - One.\n */\nfunction f(a) {}\n```", BLOCK),
        ("/// Adds up.\n///\n/// @param a - One.\nfn f(a: i32) {}", LINES),
        ("```\n/// Adds up.\n///\n/// @param a - One.\n```", LINES),
    ],
)
def test_signs_of_comments_are_taken_off(answer: str, style: DocComment) -> None:
    assert words_of(answer, style) == "Adds up.\n\n@param a - One."


def test_code_without_a_comment_is_none() -> None:
    assert words_of("```go\nfunc Add(a int) int {\n\treturn a\n}\n```", LINES) is NO_COMMENT
    assert words_of("", PYTHON) is NO_COMMENT


@given(st.text(alphabet="ab \"'\\\n*/", min_size=1, max_size=60))
def test_no_text_breaks_out_of_a_docstring(text: str) -> None:
    words = text.strip()
    if not words:
        return
    comment = rendered(words, PYTHON, indent="    ")
    [function] = ast.parse(f"def f():\n    {comment}\n    return 1\n").body
    assert isinstance(function, ast.FunctionDef) and len(function.body) == 2


@given(st.text(alphabet="ab */\n", min_size=1, max_size=60))
def test_no_text_breaks_out_of_a_block_comment(text: str) -> None:
    assert rendered(text, BLOCK, indent="").index("*/") == len(rendered(text, BLOCK, indent="")) - 2


def test_every_language_says_how_its_readers_expect_it() -> None:
    styles = [language.doc_comment for language in all_languages().values() if language.doc_comment]
    assert len(styles) > 10 and all(style.style for style in styles)
