from __future__ import annotations

import pytest

from kibitz.syntax.missing_names import binds, missing_names
from kibitz.syntax.parser import Parser

PARSER = Parser()


def missing(picture: str, language_id: str = "python") -> set[str]:
    before, _, after = picture.partition("║")
    return set(missing_names(PARSER, before, after, language_id))


def test_what_is_used_below_and_nowhere_brought() -> None:
    assert missing("def f(xs):\n    ║\n    return total / n\n") == {"total", "n"}
    assert missing("def f():\n    def g(x):\n        ║\n    return total\n") == {"total"}
    assert missing("class A:\n    def g(x):\n        ║\n    def h(x):\n        return total\n") == set()


def test_what_is_looped_over_is_missed_too() -> None:
    assert missing("def f(xs):\n    ║\n    for x in kept:\n        print(x)\n") == {"kept"}
    assert missing("function f() {\n  ║\n  for (const x of kept) {\n  }\n}\n", "javascript") == {"kept"}


@pytest.mark.parametrize(
    "picture",
    [
        "def f(total):\n    ║\n    return total\n",
        "total = 1\n\ndef f():\n    ║\n    return total\n",
        "def f(xs):\n    ║\n    total = 0\n    return total\n",
        "def f(xs):\n    ║\n    return len(xs)\n",
        "def f(xs):\n    ║\n    return xs.total\n",
        "def f(xs):\n    ║\n    return [x for x in xs]\n",
        "def f(xs):\n    ║\n    return 'total'  # total\n",
        "def f(xs):\n    ║\n\ndef g():\n    return total\n",
    ],
)
def test_what_is_there_already_is_not_missed(picture: str) -> None:
    assert missing(picture) == set()


def test_other_languages_by_their_identifiers() -> None:
    assert missing("function f(xs) {\n  ║\n  return total;\n}\n", "javascript") == {"total"}
    assert missing("func f(xs []int) int {\n\t║\n\treturn total\n}\n", "go") == {"total"}
    assert missing("no grammar ║ here", "plaintext") == set()


@pytest.mark.parametrize(
    "code",
    [
        "total = 0",
        "total: int = 0",
        "total, n = 0, 1",
        "for total in xs:",
        "def total():",
        "let mut total = 0;",
        "total := 0",
        "with f() as total:",
    ],
)
def test_binding(code: str) -> None:
    assert binds(code, "total")


@pytest.mark.parametrize("code", ["f(total)", "total == 1", "x.total = 1", "subtotal = 1", "total >= 2"])
def test_not_binding(code: str) -> None:
    assert not binds(code, "total")
