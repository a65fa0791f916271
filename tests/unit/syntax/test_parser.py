"""Parsing, reparsing and keeping trees."""

import asyncio
import sys
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kibitz.syntax import grammar
from kibitz.syntax.language import PLAIN
from kibitz.syntax.parser import Parser
from kibitz.syntax.tree import SyntaxTree
from kibitz.syntax.window import WHOLE_CHARS
from kibitz.text.span import Span

URI = "file:///a.py"
FUNCTION = '''def function_{n}(a, b=(1, 2)):
    """Doc."""
    if a > b[0]:
        return {{"a": [a], "é😀": f"{{a}}"}}
    return None


'''
PIECES = [
    "x",
    "(",
    ")",
    ":",
    "\n",
    "    ",
    '"',
    '"""',
    "é",
    "😀",
    "def f():\n    pass\n",
    "#",
    "'",
    "return ",
]


def nodes(tree: SyntaxTree) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    waiting = [tree.root]
    while waiting:
        node = waiting.pop()
        assert node is not None
        found.append(
            (node.type, node.start_byte, node.end_byte, node.start_point, node.end_point, node.is_missing)
        )
        waiting += node.children
    return found


def document(n_functions: int) -> str:
    return "".join(FUNCTION.format(n=number) for number in range(n_functions))


def test_an_unknown_language_has_no_tree(parser: Parser) -> None:
    assert parser.tree("untitled:1", "x", "klingon") is None
    assert parser.parse("x", "klingon") is None


def test_a_language_without_its_wheel_has_no_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tree_sitter_python", None)
    assert Parser().tree(URI, "x = 1", "python") is None
    assert Parser().variant("x = (1", "python", near=0).kind_at(3) == "code"


def test_a_variant_of_an_unknown_language_still_has_the_questions(parser: Parser) -> None:
    tree = parser.variant('f {\n  "a"', "klingon", near=4)
    assert tree.language is PLAIN
    assert tree.kind_at(7) == "code"
    assert tree.errors_in(Span(0, 9)) == 0
    assert tree.enclosing_definition(4) is None
    assert tree.enclosing_statements(Span(0, 1)) is None


def test_the_extension_decides_where_the_identifier_says_nothing(parser: Parser) -> None:
    tree = parser.tree("file:///x/y.go", "package main\n", "plaintext")
    assert tree is not None
    assert tree.language.id == "go"


def test_the_same_text_is_not_parsed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    parser = Parser()
    first = parser.tree(URI, document(3), "python")
    monkeypatch.setattr(grammar, "parse", None)
    assert parser.tree(URI, document(3), "python") is first
    assert parser.variant(document(3), "python", near=5) is first


def test_a_prepared_language_needs_no_more_loading(monkeypatch: pytest.MonkeyPatch) -> None:
    parser = Parser()
    parser.prepare("", "file:///a.go")
    parser.prepare("klingon")
    monkeypatch.setattr("kibitz.syntax.parser.load_grammar", None)
    assert parser.tree("file:///a.go", "package main\n", "go") is not None


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), st.sampled_from(PIECES)), max_size=8))
def test_a_reparsed_tree_equals_a_fresh_one(edits: list[tuple[float, int, str]]) -> None:
    parser, text = Parser(), document(4)
    parser.tree(URI, text, "python")
    for where, n_removed, added in edits:
        at = int(where * len(text))
        text = text[:at] + added + text[at + n_removed :]
        tree, fresh = parser.tree(URI, text, "python"), Parser().parse(text, "python")
        assert tree is not None
        assert fresh is not None
        # In a text with errors the way there may decide how tree-sitter recovers.
        if fresh.errors_in(Span(0, len(text))) == 0:
            assert nodes(tree) == nodes(fresh)
        assert tree.encoded.data == fresh.encoded.data


def test_a_document_that_changes_its_language_is_parsed_anew(parser: Parser) -> None:
    text = "const x = { a: 1 };\n" * 30
    python = parser.tree(URI, text, "python")
    javascript = parser.tree(URI, text, "javascript")
    assert python is not None
    assert javascript is not None
    assert python.errors_in(Span(0, 40)) > 0
    assert javascript.errors_in(Span(0, len(text))) == 0


def test_of_a_large_text_only_the_surroundings_are_parsed(parser: Parser) -> None:
    text = document(5 * WHOLE_CHARS // len(FUNCTION))
    inside = text.index('"""Doc', len(text) // 2) + 4
    tree = parser.tree(URI, text, "python", near=inside)
    assert tree is not None
    assert len(tree.data) < 3 * WHOLE_CHARS
    assert tree.errors_in(Span(0, len(text))) == 0
    assert tree.kind_at(inside) == "string"
    span = tree.enclosing_definition(inside)
    assert span is not None
    assert text[span.start : span.end].startswith("def function_")
    assert span.start < inside < span.end
    assert tree.kind_at(0) == tree.kind_at(len(text)) == "code"


def test_a_part_of_a_php_file_is_parsed_as_php(parser: Parser) -> None:
    function = "function f($a)\n{\n    return 'text';\n}\n\n"
    text = "<?php\n\n" + function * (3 * WHOLE_CHARS // len(function))
    inside = text.index("'text'", len(text) // 2) + 3
    tree = parser.tree("file:///a.php", text, "php", near=inside)
    assert tree is not None
    assert tree.kind_at(inside) == "string"
    assert tree.kind_at(inside + 8) == "code"
    assert tree.errors_in(Span(inside - 500, inside + 500)) == 0


@pytest.fixture
def traced() -> Iterator[None]:
    tracemalloc.start()
    yield
    tracemalloc.stop()


@pytest.mark.usefixtures("traced")
@pytest.mark.parametrize(("n_functions", "n_files"), [(3, 200), (60, 20), (400, 12)])
def test_many_open_files_keep_little_memory(n_functions: int, n_files: int) -> None:
    parser, text = Parser(), document(n_functions)
    parser.tree(URI, text, "python", near=0)
    before = tracemalloc.get_traced_memory()[0]
    for number in range(n_files):
        parser.tree(f"file:///{number}.py", text, "python", near=len(text) // 2)
    assert tracemalloc.get_traced_memory()[0] - before < 15 * 2**20


async def test_threads_may_ask_at_the_same_time() -> None:
    parser = Parser()
    texts = [document(number % 7 + 1) for number in range(40)]
    trees = await asyncio.gather(
        *(
            asyncio.to_thread(parser.tree, f"file:///{n % 3}.py", text, "python")
            for n, text in enumerate(texts)
        )
    )
    for tree, text in zip(trees, texts, strict=True):
        assert tree is not None
        assert tree.data == text.encode()
        assert tree.errors_in(Span(0, len(text))) == 0


def test_importing_the_package_loads_no_grammar() -> None:
    import subprocess

    code = (
        "import sys, kibitz.syntax.parser, kibitz.syntax.completion_end, kibitz.syntax.added_errors;"
        "sys.exit(any(name.startswith('tree_sitter') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
