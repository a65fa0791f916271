"""What is open at a place, and whether the text after it closes that."""

import pytest

from kibitz.syntax.nesting import openings
from kibitz.syntax.parser import Parser

PARSER = Parser()


@pytest.mark.parametrize(
    ("language_id", "picture", "expected"),
    [
        # Innermost first; a `+` where the text after the cursor closes it.
        ("python", "f(a, [║])", "]+ )+"),
        ("python", "f(a, [║", "] )"),
        ("python", "f(g(║)", ") )+"),
        ("python", 'f("(", # (\n║)', ")+"),
        ("python", 'f(f"{a[║]}")', "]+ }+ )+"),
        ("javascript", "class A {\n  f() {\n    ║\n}\n", "} }+"),
        ("javascript", "class A {\n  f() {\n    ║\n  }\n}\n", "}+ }+"),
        ("javascript", "f(function () {\n  ║\n});\n", "}+ )+"),
        ("javascript", "`(${a}` + ('║", ")"),
        ("javascript", "function f() {\n  `(\n  ║", "}"),
        ("c", "int f(int a,\n      int b) {\n  ║\n}\n", "}+"),
        ("ruby", "def f\n  while a do\n    b if c\n    ║\n  end\nend\n", "end+ end+"),
        ("lua", "for i = 1, 2 do\n  if a then\n  ║\nend\n", "end end+"),
        ("shellscript", "case $x in\n  a) echo $(║) ;;\nesac\n", ")+ esac+"),
        ("html", "<ul><br><li>║</li></ul>", "end_tag li+ end_tag ul+"),
        ("tsx", "const a = <A.B><p>║</A.B>;", "jsx_closing_element p jsx_closing_element A.B+"),
        ("klingon", "a { ( ║ ) }", ")+ }+"),
    ],
)
def test_openings(language_id: str, picture: str, expected: str) -> None:
    before, after = picture.split("║")
    tree = PARSER.variant(before + after, language_id, near=0)
    found = openings(tree, tree.encoded.byte(len(before)))
    shown = [opening.bracket.closer + "+" * (opening.closed_at is not None) for opening in found]
    assert " ".join(shown) == expected


def test_a_text_of_nothing_but_brackets_is_answered_in_time() -> None:
    tree = PARSER.variant("(" * 30_000, "python", near=15_000)
    assert len(openings(tree, 15_000)) > 1_000
