from __future__ import annotations

import pytest

from kibitz.features.edits.check import lines_outside, lost_definition, strays, syntax_problem
from kibitz.features.edits.proposal import DocumentChange
from kibitz.text.edits import TextEdit
from kibitz.text.line_index import LineIndex
from kibitz.text.span import Span
from support.edits import PARSER
from support.inline import snapshot_of


def change(*edits: TextEdit) -> DocumentChange:
    return DocumentChange(
        uri="untitled:a", base_version=1, base_text="x" * 20, made_from=Span(0, 20), edits=edits
    )


def test_edits_inside_of_what_is_allowed_do_not_stray() -> None:
    edits = (TextEdit(Span(0, 0), "a"), TextEdit(Span(5, 8), "b"), TextEdit(Span(8, 10), "c"))
    assert not strays(change(*edits), [Span(0, 0), Span(5, 10)])


@pytest.mark.parametrize(
    "edits",
    [
        (TextEdit(Span(4, 6), "a"),),
        (TextEdit(Span(9, 11), "a"),),
        (TextEdit(Span(5, 7), "a"), TextEdit(Span(6, 8), "b")),
        (TextEdit(Span(8, 9), "a"), TextEdit(Span(5, 6), "b")),
    ],
    ids=["before", "behind", "overlapping", "out of order"],
)
def test_others_stray(edits: tuple[TextEdit, ...]) -> None:
    assert strays(change(*edits), [Span(5, 10)])


def problem(before: str, after: str, language_id: str = "python") -> int | None:
    """The line of the problem."""
    snapshot = snapshot_of(before, language_id, uri="untitled:a")
    found = syntax_problem(
        PARSER, snapshot, after, old_region=Span(0, len(before)), new_region=Span(0, len(after))
    )
    return None if found is None else found.line


@pytest.mark.parametrize(
    ("before", "after", "language_id", "line"),
    [
        ("def f():\n    pass", "def f():\n    x = (1", "python", 1),
        ("def f():\n    pass", "def f():\npass", "python", 1),
        ("    x = 1", "    x = 1\n  y = 2", "python", 1),
        ("    x = 1", "    x = 1\ny = 2", "python", 1),
        ("fn f() {}", "fn f() {\n    let x = ;\n}", "rust", 1),
        ("const a = 1;", "const a = {;", "typescript", 0),
    ],
)
def test_a_new_error_is_found(before: str, after: str, language_id: str, line: int) -> None:
    assert problem(before, after, language_id) == line


@pytest.mark.parametrize(
    ("before", "after", "language_id"),
    [
        ("x = (", "x = (1", "python"),
        ("def f(:\n    pass", "def g(:\n    pass", "python"),
        ("x = 1", "this is no code (", "klingon"),
        ("    return 1", "    if x:\n        return 1\n    return await y", "python"),
        ('x = "\\d"', 'y = "\\d"', "python"),
    ],
    ids=["as broken as before", "other error as before", "nobody can parse", "part of a function", "escapes"],
)
def test_what_was_no_better_before_is_no_problem(before: str, after: str, language_id: str) -> None:
    assert problem(before, after, language_id) is None


@pytest.mark.parametrize(
    ("after", "lost"),
    [
        ("export const f = (x) => x + 1;\n", False),
        ('import x from "x";\n\nexport function f() {}\n', False),
        ("  return x;\n", True),
        ("// nothing\n", True),
    ],
)
def test_a_region_without_a_function_has_lost_it(after: str, lost: bool) -> None:
    assert lost_definition(PARSER, after, "typescript", Span(0, len(after))) is lost


def test_the_class_around_is_not_the_method_that_was_lost() -> None:
    text = 'class A:\n    """Text."""\n    return 1\n'
    region = Span(text.index("    "), len(text))
    assert lost_definition(PARSER, text, "python", region)


TEXT = "a\nb\nc\nd\n"


@pytest.mark.parametrize(
    ("edit", "outside"),
    [
        (TextEdit(Span(2, 4), "B\n"), []),
        (TextEdit(Span(2, 6), ""), []),
        (TextEdit(Span(0, 4), "x\n"), [0]),
        (TextEdit(Span(6, 8), "D\n"), [3]),
        (TextEdit(Span(6, 6), "new\n"), []),
        (TextEdit(Span(2, 2), "new\n"), []),
        (TextEdit(Span(0, 0), "new\n"), [0]),
        (TextEdit(Span(8, 8), "new\n"), [4]),
    ],
)
def test_lines_outside_of_the_selection_are_named(edit: TextEdit, outside: list[int]) -> None:
    assert lines_outside(LineIndex.of(TEXT), [edit], Span(2, 5)) == outside
