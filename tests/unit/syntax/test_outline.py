"""What a file defines: heads on one line, containers, nothing of the bodies of functions."""

from __future__ import annotations

import pytest

from kibitz.syntax.language import language_for
from kibitz.syntax.outline import import_statements, outline
from kibitz.syntax.parser import Parser

PARSER = Parser()


def heads(text: str, language_id: str = "python") -> list[str]:
    tree = PARSER.parse(text, language_id)
    assert tree is not None
    return [each.head for each in outline(tree)]


def test_a_python_file() -> None:
    text = '''\
LIMIT: Final = 3

class Store(Base):
    """Keeps things. And more."""

    size: int = 0

    def __init__(self, path: str) -> None:
        self.path = path

    @property
    def names(
        self,
        first: int,
    ) -> list[str]:
        def inner(): ...
        local = 1

async def load(path): ...
'''
    assert heads(text) == [
        "LIMIT: Final = 3",
        "class Store(Base):",
        "    size: int = 0",
        "    def __init__(self, path: str) -> None:",
        "        self.path = path",
        "    def names(self, first: int) -> list[str]:",
        "async def load(path):",
    ]


def test_comments_are_no_part_of_a_head() -> None:
    python = "def f(\n    a,  # the first\n    b='#',\n) -> int:\n    # Adds.\n\n    # How.\n    return 1\n"
    javascript = "function f(\n  a, // the first\n  b\n) {\n  g();\n}\n"

    assert heads(python) == ["def f(a, b='#') -> int:"]
    assert heads(javascript, "javascript") == ["function f(a, b)"]


def test_knows_where_and_what() -> None:
    tree = PARSER.parse('class A:\n    class B:\n        def f(self):\n            """Do it."""\n', "python")
    assert tree is not None

    a, b, f = outline(tree)

    assert (a.kind, a.container, b.container, f.container) == ("type", "", "A", "A.B")
    assert (f.kind, f.name, f.line, f.end_line, f.doc) == ("function", "f", 2, 3, "Do it.")


@pytest.mark.parametrize(
    ("language_id", "text", "expected"),
    [
        (
            "typescript",
            "export interface Server {\n  name: string;\n}\n"
            "export const go = async (a: number): Promise<void> => {\n};\n",
            [
                "export interface Server",
                "  name: string",
                "export const go = async (a: number): Promise<void> =>",
            ],
        ),
        (
            "go",
            "package a\nconst Limit = 3\nfunc (s *Server) Serve(a int) error {\n\treturn nil\n}\n",
            ["const Limit = 3", "func (s *Server) Serve(a int) error"],
        ),
        (
            "go",
            "package a\ntype Point struct {\n\tX int\n}\ntype (\n\tA int\n\tB = string\n)\n",
            ["type Point struct { X int }", "\tA int", "\tB = string"],
        ),
        (
            "rust",
            "pub struct P { pub x: i32 }\nimpl P {\n    pub fn new(x: i32) -> Self { P { x } }\n}\n",
            ["pub struct P", "pub x: i32", "    pub fn new(x: i32) -> Self"],
        ),
        (
            "java",
            "class A extends B {\n  private int size;\n  public A(int size) { }\n"
            "  int get() { return 1; }\n}\n",
            ["class A extends B", "  private int size;", "  public A(int size)", "  int get()"],
        ),
    ],
)
def test_other_languages(language_id: str, text: str, expected: list[str]) -> None:
    found = [head for head in heads(text, language_id) if not head.startswith("impl")]
    assert found == expected


def test_a_long_value_is_cut() -> None:
    [head] = heads("TABLE = [" + "'item', " * 100 + "]\n")
    assert head.startswith("TABLE = ['item'")
    assert len(head) < 90


@pytest.mark.parametrize(
    ("language_id", "text", "expected"),
    [
        (
            "python",
            "import os\nfrom a.b import (\n    c,\n    d,\n)\nx = 'import'\n",
            ("import os", "from a.b import (\n    c,\n    d,\n)"),
        ),
        (
            "typescript",
            "import { A } from './a'\nimport 'side'\nexport const x = 'y'\nconst fs = require('fs')\n",
            ("import { A } from './a'", "import 'side'", "const fs = require('fs')"),
        ),
        ("go", 'import (\n\t"fmt"\n)\n', ('import (\n\t"fmt"\n)',)),
        ("rust", "use crate::a::{B, C};\n", ("use crate::a::{B, C};",)),
    ],
)
def test_import_statements(language_id: str, text: str, expected: tuple[str, ...]) -> None:
    language = language_for(language_id)
    assert language is not None
    assert import_statements(text, language) == expected
