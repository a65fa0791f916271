from __future__ import annotations

import pytest

from kibitz.features.edits.instruction import find_instruction
from kibitz.features.edits.region import DEFINITION_CHARS, Region, choose_region
from support.edits import PARSER, picture
from support.inline import snapshot_of

CLASS = """\
import os


class Cart:
    size = 1

    @property
    def total(self):
        a = 1
        for x in self:
            a += x
        return a

    def clear(self):
        self.items = []
"""


def region(text: str, language_id: str = "python") -> tuple[Region, str]:
    """The region, and its text in the document."""
    plain, span = picture(text)
    snapshot = snapshot_of(plain, language_id, uri="untitled:x")
    tree = PARSER.tree(snapshot.uri, plain, language_id, near=span.start)
    chosen = choose_region(snapshot, span, tree, find_instruction(snapshot, span))
    return chosen, plain[chosen.span.start : chosen.span.end]


def focus(chosen: Region) -> str:
    return chosen.shown[chosen.focus.start : chosen.focus.end]


TOTAL = CLASS[CLASS.index("    @property") : CLASS.index("\n\n    def clear")]


def test_a_cursor_means_the_function_around_it_with_its_decorators() -> None:
    chosen, text = region(CLASS.replace("a += x", "a ║+= x"))
    assert text == chosen.shown == TOTAL
    assert chosen.is_definition
    assert focus(chosen) == TOTAL


@pytest.mark.parametrize(
    ("language_id", "text", "above"),
    [
        ("go", "type T int\n\n// One.\n//\n// More.\nfunc F() {\n\tg(║)\n}\n", "// One.\n//\n// More.\n"),
        (
            "rust",
            "/// One.\n#[inline]\n// why\n#[test]\nfn f() {\n    g(║);\n}\n",
            "/// One.\n#[inline]\n// why\n#[test]\n",
        ),
        (
            "rust",
            "struct S;\n#[derive(Debug)]\n/// One.\nstruct T {\n    ║n: i32,\n}\n",
            "#[derive(Debug)]\n/// One.\n",
        ),
        (
            "typescript",
            "class C {\n  /** One. */\n  @D()\n  f() {\n    g(║);\n  }\n}\n",
            "  /** One. */\n  @D()\n",
        ),
        ("typescript", "/**\n * One.\n */\nexport const f = () => {\n  g(║);\n};\n", "/**\n * One.\n */\n"),
        ("java", "class C {\n  /** One. */\n  @A\n  int f() { return ║1; }\n}\n", "  /** One. */\n"),
        ("go", "// File.\n\nfunc F() {\n\tg(║)\n}\n", ""),
        ("go", "var n = 1 // of what\nfunc F() {\n\tg(║)\n}\n", ""),
        ("bash", "#!/bin/sh\nf() {\n  g ║\n}\n", ""),
        ("python", "# one\n@d\ndef f():\n    ║pass\n", ""),
        ("go", "// kibitz: do it\nfunc ║F() {\n\tg()\n}\n", ""),
        ("go", "// One.\n// kibitz: do it\nfunc ║F() {\n\tg()\n}\n", "// One.\n"),
    ],
)
def test_the_documentation_above_a_definition_is_shown_with_it(
    language_id: str, text: str, above: str
) -> None:
    chosen, _ = region(text, language_id)
    assert chosen.shown[: chosen.n_above] == above
    assert chosen.is_definition


def test_a_long_documentation_is_left_where_it_is() -> None:
    long = "// word\n" * (DEFINITION_CHARS // 8)
    chosen, _ = region(f"{long}func F() {{\n\tg(║)\n}}\n", "go")
    assert chosen.shown == "func F() {\n\tg()\n}"


@pytest.mark.parametrize(
    ("language_id", "text", "shown"),
    [
        (
            "python",
            "x = 1\n\n# ║TODO: check\n@d\ndef f():\n    pass\n\n\ny = 2\n",
            "# TODO: check\n@d\ndef f():\n    pass",
        ),
        (
            "python",
            "class A:\n    # ║one\n    def f(self):\n        pass\n\n    x = 2\n",
            "    # one\n    def f(self):\n        pass",
        ),
        (
            "java",
            "class A {\n    /**\n     * ║one\n     */\n    int f() { return 1; }\n\n    int n;\n}\n",
            "    /**\n     * one\n     */\n    int f() { return 1; }",
        ),
        ("rust", "/// ║one\n#[inline]\nfn f() {}\n\nfn g() {}\n", "/// one\n#[inline]\nfn f() {}"),
        ("python", "# ║one\n\ndef f():\n    pass\n", "# one"),
        ("python", "# ║one\nimport os\n", "# one"),
        ("python", "# ⟦one⟧\ndef f():\n    pass\n", "# one"),
    ],
    ids=["decorated", "method", "block", "attribute", "blank line between", "no definition", "selected"],
)
def test_a_cursor_in_a_comment_means_the_definition_right_below(
    language_id: str, text: str, shown: str
) -> None:
    chosen, _ = region(text, language_id)
    assert chosen.shown == shown
    assert chosen.is_definition == (shown.count("\n") > 0)


def test_a_selection_in_a_function_is_widened_to_it_and_remembered() -> None:
    chosen, text = region(CLASS.replace("for x in self:", "for ⟦x in⟧ self:"))
    assert text == TOTAL
    assert focus(chosen) == "        for x in self:\n            a += x"


def test_a_selection_of_two_functions_means_their_class() -> None:
    chosen, text = region(CLASS.replace("a = 1", "⟦a = 1").replace("[]\n", "[]⟧\n"))
    assert text.startswith("class Cart:") and text.endswith("self.items = []")
    assert focus(chosen).startswith("    @property")


def test_a_long_function_is_changed_by_statements() -> None:
    body = "".join(f"    x{number} = {number}\n" for number in range(DEFINITION_CHARS // 10))
    chosen, text = region(f"def f():\n{body}".replace("x7 = 7\n    x8", "x7⟦ = 7\n    x⟧8"))
    assert text == chosen.shown == "    x7 = 7\n    x8 = 8"
    assert not chosen.is_definition


def test_code_outside_of_functions_is_changed_by_statements() -> None:
    chosen, text = region("x = 1\ny = [\n    ⟦2,⟧\n]\nz = 3\n")
    assert text == "y = [\n    2,\n]"
    assert not chosen.is_definition


def test_the_line_below_a_full_line_selection_is_not_meant() -> None:
    assert region("⟦x = 1\n⟧y = 2\n")[1] == "x = 1"


def test_blank_lines_at_the_ends_of_a_selection_are_not_meant() -> None:
    assert region("a = 1\n⟦\n\nx = 1\n\n⟧\ny = 2\n")[1] == "x = 1"


def test_without_a_grammar_lines_are_meant() -> None:
    assert region("one\ntwo⟦ x\nthr⟧ee\nfour\n", "klingon")[1] == "two x\nthree"


def test_a_comment_above_a_function_belongs_to_the_region_but_is_not_shown() -> None:
    chosen, text = region("x = 1\n\n# kibitz: rename║\ndef f():\n    pass\n")
    assert text == "# kibitz: rename\ndef f():\n    pass"
    assert chosen.shown == "def f():\n    pass"
    assert chosen.is_definition
    assert chosen.focus.start == 0


def test_a_comment_in_a_function_is_taken_out_of_what_is_shown() -> None:
    chosen, text = region("def f():\n    a = 1\n    # kibitz: inline║\n    return a\n")
    assert text == "def f():\n    a = 1\n    # kibitz: inline\n    return a"
    assert chosen.shown == "def f():\n    a = 1\n    return a"
    assert focus(chosen) == "    return a"


def test_a_comment_at_the_end_of_a_function_speaks_of_the_function() -> None:
    chosen, text = region("⟦def f():\n    return 1\n    # kibitz: return two⟧\n")
    assert text.endswith("# kibitz: return two")
    assert chosen.shown.rstrip("\n") == "def f():\n    return 1"


def test_an_empty_line_is_a_place_for_new_code() -> None:
    chosen, text = region("def f():\n    x = 1\n║\n    return x\n")
    assert text == chosen.shown == ""
    assert chosen.place == "    "


def test_an_empty_line_below_an_opening_is_one_level_deeper() -> None:
    assert region("\tif (x) {\n║\n\t}\n", "klingon")[0].place == "\t\t"


def test_an_empty_line_between_others_is_as_deep_as_what_follows() -> None:
    assert region("def f():\n    x = 1\n\n║\n    y = 2\n")[0].place == "    "
    assert region("def f():\n    x = 1\n\n║\n\ny = 2\n")[0].place == ""
    assert region("def f():\n    x = 1\n\n║\n")[0].place == ""


def test_an_empty_document_is_a_place_too() -> None:
    chosen, _ = region("║")
    assert (chosen.span.start, chosen.span.end, chosen.shown) == (0, 0, "")


def test_a_section_of_markdown_is_not_rewritten_for_one_paragraph() -> None:
    assert region("# Title\n\nfirst\n\nsec║ond\n\nthird\n", "markdown")[1] == "second"
