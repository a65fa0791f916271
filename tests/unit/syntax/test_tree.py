"""Questions of a tree: what is here, which errors, which definition, which statements."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kibitz.syntax.language import all_languages
from kibitz.syntax.parser import Parser
from kibitz.text.span import Span

PARSER = Parser()
PIECES = (
    'def f(a): \n|    |if x:|{|}|(|)|[|]|"|\'|`|"""|#|//|/*|*/|<ul>|</ul>|<br>|do|end|then|fi|${|#{|é😀|\0|'
    "return|x = 1|;|,|:|\n|\r\n|\t|--|[[|]]|=begin|- a|key:|class A|function|\ud800"
)
SOUP = st.lists(st.sampled_from(PIECES.split("|")), max_size=40).map("".join)


def at_cursor(picture: str) -> tuple[str, int]:
    before, after = picture.split("║")
    return before + after, len(before)


@pytest.mark.parametrize(
    ("language_id", "picture", "expected"),
    [
        ("python", "x = ║1", "code"),
        ("python", "║# note", "code"),
        ("python", "#║", "comment"),
        ("python", "# note║", "comment"),
        ("python", "# note║\nx = 1", "comment"),
        ("python", "# note\n║x = 1", "code"),
        ("python", "x = ║'a'", "code"),
        ("python", "x = '║a'", "string"),
        ("python", "x = 'a║'", "string"),
        ("python", "x = 'a'║", "code"),
        ("python", "x = '║'", "string"),
        ("python", 'x = f"a{║b}c"', "code"),
        ("python", 'x = f"a{b║}c"', "code"),
        ("python", 'x = f"a{b}║c"', "string"),
        ("python", 'x = "abc║', "string"),
        ("python", 'x = "abc\ny║ = 1\n', "code"),
        ("python", 'def f():\n    """Doc║\n\ndef g():\n    pass\n', "string"),
        ("python", 'def f():\n    """║\n    ', "string"),
        ("python", 'def f():\n    """Doc.\n\n    More║', "string"),
        ("python", 'x = "é😀║"', "string"),
        ("python", 'x = "é😀"; y║', "code"),
        ("python", "x = 'it' # it's║", "comment"),
        ("javascript", "`a ${b║} c`", "code"),
        ("javascript", "`a ${b} c║`", "string"),
        ("javascript", "x = `a\n ║", "string"),
        ("javascript", "/* a */║", "code"),
        ("javascript", "/* a ║*/", "comment"),
        ("javascript", "/** a\n * b║\nx = 1;", "comment"),
        ("javascript", "x = 'src/*║'", "string"),
        ("javascript", "x = 'src/*'; y║", "code"),
        ("javascript", "// a║", "comment"),
        ("tsx", "<a title='b║'>c</a>", "string"),
        ("tsx", "<a>c║</a>", "code"),
        ("c", 'char *s = "abc║\nint x;\n', "string"),
        ("rust", "/// doc║\nfn f() {}\n", "comment"),
        ("rust", "/// doc\n║fn f() {}\n", "code"),
        ("rust", 'let s = r#"a║"#;', "string"),
        ("go", "s := `a\n║b`", "string"),
        ("java", 'class A { String s = "a║', "string"),
        ("ruby", '"a #{b║} c"', "code"),
        ("ruby", "x = <<~EOS\n  a║\nEOS\n", "string"),
        ("shellscript", 'echo "$(ls ║)"', "code"),
        ("shellscript", "echo 'abc║", "string"),
        ("shellscript", "cat <<EOF\na║b\nEOF\n", "string"),
        ("lua", "x = [[a\n║b]]", "string"),
        ("lua", "--[[ a\nb║ ]]", "comment"),
        ("html", "<!-- a║ -->", "comment"),
        ("html", '<a href="b║">', "string"),
        ("css", 'a { content: "b║"; }', "string"),
        ("json", '{"a": "b║"}', "string"),
        ("json", '{"a": "b║', "string"),
        ("yaml", "a: 'b║'", "string"),
        ("toml", "a = 'b║'", "string"),
        ("markdown", "It's # not║ a comment", "code"),
        ("php", "<?php $x = 'a║';", "string"),
    ],
)
def test_kind_at(language_id: str, picture: str, expected: str) -> None:
    text, offset = at_cursor(picture)
    tree = PARSER.parse(text, language_id)
    assert tree is not None
    assert tree.kind_at(offset) == expected


def test_errors_are_counted_where_they_are() -> None:
    text = "x = 1\ny = (\nz = 2\n"
    tree = PARSER.parse(text, "python")
    assert tree is not None
    assert tree.errors_in(Span(0, 3)) == 0
    assert tree.errors_in(Span(6, len(text))) > 0


def test_a_missing_token_is_an_error() -> None:
    tree = PARSER.parse("function f() { return 1;", "javascript")
    assert tree is not None
    assert tree.errors_in(Span(0, 24)) == 1


PYTHON = """\
import os

@decorated
class Outer:
    size = 1

    @property
    def inner(self):
        x = 1
        return x

def last(): pass
"""
JAVASCRIPT = """\
export const area = (r) => {
  return r * r;
};

class Shape {
  side() { return [1].map((x) => x + 1); }
}
"""


@pytest.mark.parametrize(
    ("language_id", "text", "at", "begins", "ends", "name"),
    [
        ("python", PYTHON, "x = 1", "@property", "return x", "inner"),
        ("python", PYTHON, "size", "@decorated", "return x", "Outer"),
        ("python", PYTHON, "pass", "def last", "pass", "last"),
        ("javascript", JAVASCRIPT, "r * r", "export const", "};", "area"),
        ("javascript", JAVASCRIPT, "x + 1", "side()", "; }", "side"),
        ("c", "int *f(int a)\n{\n    return 0;\n}\n", "return", "int *f", "}", "f"),
        ("cpp", "template <class T>\nint A::f() { return 0; }", "return", "template", "}", "A::f"),
        ("rust", "impl Point { fn x(&self) {} }", "impl", "impl", "}", "Point"),
        ("go", "package a\nfunc (t T) F() {\n\treturn\n}\n", "return", "func", "}", "F"),
        ("go", "package a\n\ntype T struct {\n\tn int\n}\n", "n int", "type T", "}", "T"),
        ("go", "package a\n\ntype (\n\tA int\n\tB struct{}\n)\n", "struct", "B struct", "{}", "B"),
        ("lua", "M.f = function(a)\n  return a\nend\n", "return", "M.f", "end", "M.f"),
        ("ruby", "class A\n  def b\n    1\n  end\nend", "1", "def b", "end", "b"),
    ],
)
def test_enclosing_definition_and_its_name(
    language_id: str, text: str, at: str, begins: str, ends: str, name: str
) -> None:
    tree = PARSER.parse(text, language_id)
    assert tree is not None
    place = text.index(at)
    span = tree.enclosing_definition(place)
    assert span is not None
    assert text[span.start : span.end].startswith(begins)
    assert text[span.start : span.end].endswith(ends)
    assert tree.definition_name(place) == name
    assert tree.enclosing_definition(Span(place, place + len(at))) == span


def test_outside_of_definitions_there_is_none() -> None:
    tree = PARSER.parse(PYTHON, "python")
    assert tree is not None
    assert tree.enclosing_definition(3) is None
    assert tree.definition_name(3) is None
    assert tree.enclosing_definition(Span(0, len(PYTHON))) is None


@pytest.mark.parametrize(
    ("language_id", "selected", "expected"),
    [
        ("python", "a = ⟦1⟧\nb = 2\n", "a = 1"),
        ("python", "a = 1\nb = ⟦f(\n    x⟧,\n)\nc = 3\n", "b = f(\n    x,\n)"),
        ("python", "if a:\n    b⟦ = 1\n    c = ⟧2\n    d = 3\n", "    b = 1\n    c = 2"),
        ("python", "if ⟦a⟧:\n    b = 1\nc = 2\n", "if a:\n    b = 1"),
        ("python", "⟦a = 1\n\n⟧b = 2\n", "a = 1"),
        ("javascript", "f(); ⟦g();⟧ h();\nx();\n", "f(); g(); h();"),
        ("javascript", "f(function () {\n  a(⟦1⟧);\n  b();\n});\n", "  a(1);"),
        ("c", "int f() {\r\n  a();\r\n  b(⟦1⟧);\r\n}\r\n", "  b(1);"),
    ],
)
def test_enclosing_statements_are_whole_lines(language_id: str, selected: str, expected: str) -> None:
    start, end = selected.index("⟦"), selected.index("⟧") - 1
    text = selected.replace("⟦", "").replace("⟧", "")
    tree = PARSER.parse(text, language_id)
    assert tree is not None
    span = tree.enclosing_statements(Span(start, end))
    assert span is not None
    assert text[span.start : span.end] == expected


@settings(max_examples=150, deadline=None)
@given(SOUP, st.data())
def test_no_text_and_no_place_is_too_odd(text: str, data: st.DataObject) -> None:
    language_id = data.draw(st.sampled_from(sorted(all_languages())))
    tree = PARSER.tree("file:///odd", text, language_id)
    if tree is None:
        return
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert tree.kind_at(start) in ("code", "comment", "string")
    assert tree.errors_in(Span(start, end)) >= 0
    assert tree.opens_block_at(start) in (True, False)
    tree.definition_name(start)
    for span in (tree.enclosing_definition(Span(start, end)), tree.enclosing_statements(Span(start, end))):
        assert span is None or 0 <= span.start <= span.end <= len(text)
