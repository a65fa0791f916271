from __future__ import annotations

from kibitz.features.chat.blocks import blocks_in
from kibitz.features.chat.place_block import NOTHING_NEW, NOWHERE, at_cursor, into_file
from kibitz.features.edits.propose import Declined
from support.edits import PARSER, Desk, picture
from support.inline import snapshot_of

FILE = "import os\n\n\ndef f(a):\n    return a\n\n\nclass C:\n    def g(self):\n        return 1\n"


def block(code: str, language: str = "python"):
    [found] = blocks_in(f"```{language}\n{code}\n```\n")
    return found


def applied(code: str, text: str = FILE, uri: str = "file:///w/a.py", language_id: str = "python") -> str:
    snapshot = Desk(text, uri=uri, language_id=language_id).snapshot
    proposal = into_file(block(code), snapshot, "a.py", PARSER)
    assert not isinstance(proposal, Declined), proposal
    [change] = proposal.changes
    return change.new_text


def test_a_definition_takes_the_place_of_the_one_of_its_name() -> None:
    assert applied("def f(a, b):\n    return a + b") == FILE.replace(
        "def f(a):\n    return a\n", "def f(a, b):\n    return a + b\n"
    )


def test_a_method_is_indented_as_the_one_it_replaces() -> None:
    assert applied("def g(self):\n    return 2") == FILE.replace("return 1", "return 2")


def test_a_type_of_go_takes_the_place_of_the_one_of_its_name() -> None:
    text = "package w\n\ntype P struct {\n\tX int\n}\n\nfunc (p P) Sum() int { return p.X }\n"
    new = "type P struct {\n\tX, Y int\n}"
    assert applied(new, text, "file:///w/a.go", "go") == text.replace("X int\n", "X, Y int\n")


def test_what_stands_above_a_definition_stays_or_is_replaced_with_it() -> None:
    text = "struct T;\n\n/// One.\n#[inline]\nfn f() -> i32 { 1 }\n"
    alone, both = "fn f() -> i32 { 2 }", "/// Two.\n#[inline]\nfn f() -> i32 { 2 }"
    assert applied(alone, text, "file:///w/a.rs", "rust") == text.replace("1 }", "2 }")
    assert applied(both, text, "file:///w/a.rs", "rust") == text.replace("1 }", "2 }").replace("One", "Two")


def test_what_is_new_goes_behind_the_last_line() -> None:
    assert applied("def f(a):\n    return 2\n\n\ndef h():\n    pass") == (
        FILE.replace("return a", "return 2") + "\n\ndef h():\n    pass\n"
    )


def test_line_endings_stay() -> None:
    text = FILE.replace("\n", "\r\n")
    assert applied("def f(a):\n    return 2", text) == text.replace("return a", "return 2")


def test_data_is_the_whole_file() -> None:
    assert applied('{"a": 2}', '{"a": 1}\n', "file:///w/a.json", "json") == '{"a": 2}\n'


def test_what_belongs_nowhere_is_not_guessed() -> None:
    snapshot = snapshot_of(FILE, uri="file:///w/a.py")
    assert into_file(block("print(f(1))"), snapshot, "a.py", PARSER) == NOWHERE
    assert into_file(block("def f(a):\n    return a"), snapshot, "a.py", PARSER) == NOTHING_NEW
    elided = into_file(
        block("def f(a):\n    # ... existing code ...\n    return 3"), snapshot, "a.py", PARSER
    )
    assert isinstance(elided, Declined) and "leaves parts out" in elided.reason


def inserted(text: str, code: str) -> str:
    plain, span = picture(text)
    proposal = at_cursor(block(code), snapshot_of(plain, uri="file:///w/a.py"), span, "a.py")
    assert not isinstance(proposal, Declined), proposal
    [change] = proposal.changes
    return change.new_text


def test_at_a_cursor_it_goes_below_the_line() -> None:
    assert inserted("def f():\n    a║\n    b\n", "x = 1\ny = 2") == (
        "def f():\n    a\n    x = 1\n    y = 2\n    b\n"
    )
    assert inserted("a║", "x = 1") == "a\nx = 1"
    assert inserted("a\n║", "x = 1") == "a\nx = 1\n"
    assert inserted("║", "x = 1") == "x = 1"


def test_on_a_blank_line_it_takes_its_place() -> None:
    assert inserted("def f():\n║\nb\n", "x = 1") == "def f():\n    x = 1\nb\n"


def test_a_selection_is_replaced() -> None:
    assert inserted("def f():\r\n    ⟦a\r\n    b⟧\r\n", "x = 1") == "def f():\r\n    x = 1\r\n"


def test_what_is_exported_is_a_definition_too() -> None:
    old = (
        "export type A = number;\n\nexport async function f(a: A) {\n  return a;\n}\n\nexport const b = 1;\n"
    )
    code = "import { A } from './a';\n\nexport async function f(a: A) {\n  return a + 1;\n}"
    into = snapshot_of(old, "typescript", uri="file:///w/a.ts")
    proposal = into_file(block(code, "ts"), into, "a.ts", PARSER)
    assert not isinstance(proposal, Declined), proposal
    new = proposal.changes[0].new_text
    assert "return a + 1;" in new and new.count("function f") == 1
    assert new.endswith("\n\nexport const b = 1;\n") and "export type A = number;" in new


def test_a_class_written_anew_without_a_method_says_what_it_takes_out() -> None:
    text = FILE + "\n    def h(self):\n        return 2\n"
    snapshot = Desk(text, uri="file:///w/a.py").snapshot
    proposal = into_file(block("class C:\n    def g(self):\n        return 3"), snapshot, "a.py", PARSER)
    assert not isinstance(proposal, Declined)
    assert proposal.warnings == ("This takes out what the code does not hold: C.h.",)
