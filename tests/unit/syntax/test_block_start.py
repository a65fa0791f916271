"""Where a block's body begins, in sound and in broken code."""

import pytest

from kibitz.syntax.block_start import block_start
from kibitz.syntax.parser import Parser

PARSER = Parser()

OPENS = [
    ("python", "def f():║"),
    ("python", "def f():\n    ║"),
    ("python", "def f():\n    ║\n\ndef g():\n    pass\n"),
    ("python", "def f():\n║\n\nx = 1\n"),
    ("python", "def f():  # note\n    ║\n"),
    ("python", 'def f():\n    """Doc."""\n    ║\n'),
    ("python", "def f():\n    # First, this.\n    ║\n"),
    ("python", "def f(\n    a,\n) -> int:\n    ║\n"),
    ("python", "class A:\n    def f(self,\n          b):\n        ║\n\n    def g(self):\n        pass\n"),
    ("python", "if x:\n    ║\nelse:\n    pass\n"),
    ("python", "if x:\n    pass\nelse:\n    ║\n"),
    ("python", "try:\n    ║\nexcept E:\n    pass\n"),
    ("python", "match x:\n    case 1:\n        ║"),
    ("python", "async def f():\n    ║"),
    ("python", "for x in y:\n    foo(\n\ndef g():\n    ║"),
    ("python", "def f():\r\n    ║\r\n\r\nx = 1\r\n"),
    ("javascript", "function f() {║}"),
    ("javascript", "function f() {\n  ║\n}\n"),
    ("javascript", "function f() {\n  ║\n\nfunction g() {\n}\n"),
    ("javascript", "if (a) {\n  b();\n  if (x) {\n  ║\n  foo();\n}\n"),
    ("javascript", "if (x) {\n  // First, this.\n  ║\n}"),
    ("javascript", "if (a) {\n} else {\n  ║\n}"),
    ("javascript", "foo(() => {║"),
    ("javascript", "foo(() => {\n  ║\n});"),
    ("javascript", "x = {\n  ║\n}"),
    ("javascript", "switch (x) {\n  ║\n}"),
    ("javascript", "class A {\n  f() {\n    ║\n}\n"),
    ("typescript", "interface A {\n  ║\n}"),
    ("typescript", "enum A {\n  ║\n}"),
    ("typescript", "function f(): number {\n  ║\n"),
    ("tsx", "const a = (\n  <ul>\n    ║\n  </ul>\n)"),
    ("go", "func f() {\n\t║\n}"),
    ("go", "type A struct {\n\t║\n}"),
    ("go", "func f() {\n\tif err != nil {\n\t\t║\n"),
    ("rust", "fn f() -> u8 {\n    ║\n}"),
    ("rust", "match x {\n    ║\n}"),
    ("java", "class A {\n    void f() {\n        ║\n    }\n}"),
    ("c", "int main()\n{\n    ║\n}\n"),
    ("c", "static int f(int a,\n             int b) {\n    ║\n}\n"),
    ("cpp", "class A {\n  ║\n};"),
    ("csharp", "class A {\n    int F() {\n        ║\n    }\n}"),
    ("ruby", "def f(a)\n  ║\n"),
    ("ruby", "def f\n  ║\nend"),
    ("ruby", "a.each do |x|\n  ║\nend"),
    ("ruby", "if a\n  1\nelse\n  ║\nend"),
    ("php", "<?php\nfunction f() {\n    ║\n}\n"),
    ("shellscript", "f() {\n  ║\n}"),
    ("shellscript", "if [ x ]; then\n  ║\nfi"),
    ("shellscript", "for i in 1; do\n  ║\n"),
    ("lua", "function f()\n  ║\nend"),
    ("lua", "f(function()\n  ║\nend)"),
    ("lua", "if x then\n  ║\n"),
    ("html", "<ul>\n  ║\n</ul>"),
    ("css", "a {\n  ║\n}"),
    ("json", '{\n  "a": {\n    ║\n  }\n}'),
    ("yaml", "a:\n  ║\n"),
    ("klingon", "f {\n  ║"),
]

DOES_NOT_OPEN = [
    ("python", "║"),
    ("python", "x = 1\n║\n"),
    ("python", "def f():\n    x = 1\n    ║\n"),
    ("python", "def f():\n    ║\n    return 1\n"),
    ("python", "def f():║ pass\n"),
    ("python", "x = {1:║}"),
    ("python", "x[1:║]"),
    ("python", "x: ║"),
    ("python", "f = lambda x:║"),
    ("python", '"def f():║"'),
    ("python", "# def f():║"),
    ("javascript", "foo(║)"),
    ("javascript", "x = {║}"),
    ("javascript", "return {║"),
    ("javascript", "`${║}`"),
    ("javascript", "if (x) {\n  ║\n  foo();\n}\n"),
    ("javascript", "function f() {\n  ║\n  return 1;\n}"),
    ("ruby", "def f\n  ║\n  1\nend"),
    ("ruby", "x = 1 if y\n║\n"),
    ("shellscript", "echo a\n║\n"),
    ("html", "<br>\n║"),
    ("css", "a {\n  color: red;\n  ║\n}"),
    ("yaml", "a:\n  b: 1\n  ║\n"),
    ("toml", "[a]\n║\n"),
    ("markdown", "# A:\n\n║\n"),
    ("sql", "SELECT ║"),
]


def opens(language_id: str, picture: str) -> bool:
    before, after = picture.split("║")
    return PARSER.variant(before + after, language_id, near=0).opens_block_at(len(before))


@pytest.mark.parametrize(("language_id", "picture"), OPENS)
def test_a_body_begins_here(language_id: str, picture: str) -> None:
    assert opens(language_id, picture)


@pytest.mark.parametrize(("language_id", "picture"), DOES_NOT_OPEN)
def test_no_body_begins_here(language_id: str, picture: str) -> None:
    assert not opens(language_id, picture)


@pytest.mark.parametrize(
    ("language_id", "picture", "header_indent"),
    [
        ("python", "class A:\n    def f(\n        self,\n    ):\n        ║\n", 4),
        ("c", "  int f(int a,\n        int b) {\n║\n", 2),
        ("yaml", "a:\n  - b: 1\n    c:\n      ║\n", 4),
    ],
)
def test_the_header_is_the_line_where_the_statement_begins(
    language_id: str, picture: str, header_indent: int
) -> None:
    before, after = picture.split("║")
    start = block_start(PARSER.variant(before + after, language_id, near=0), len(before))
    assert start is not None
    assert start.header_indent == header_indent
