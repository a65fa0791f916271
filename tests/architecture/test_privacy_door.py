"""A user's text becomes `CleanText`, which prompts take, at one place only.

Elsewhere the name serves annotations alone, so it is imported under TYPE_CHECKING: then it cannot be called,
cast to or handed on at run time.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

DOOR = ("base/clean_text.py", "context/privacy.py")


def violations(trees: dict[str, ast.Module]) -> list[str]:
    return [
        f"server/kibitz/{path}:{line}: {problem}; only {' and '.join(DOOR)} make it of a text"
        for path, tree in trees.items()
        if path not in DOOR
        for line, problem in problems(tree)
    ]


def problems(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="CleanText") | ast.Attribute(attr="CleanText")):
                yield node.lineno, "CleanText is called"
            case ast.Call(func=ast.Name(id="cast") | ast.Attribute(attr="cast"), args=[kind, *_]):
                if mentions(kind):
                    yield node.lineno, "something is cast to CleanText"
            case ast.ImportFrom(names=names) if any(
                alias.name == "CleanText" and alias.asname for alias in names
            ):
                yield node.lineno, "CleanText is renamed"
            case _:
                pass
    yield from ((line, "CleanText is imported at run time") for line in run_time_imports(tree.body))


def mentions(node: ast.expr) -> bool:
    names = (
        getattr(part, "id", None) or getattr(part, "attr", None) or getattr(part, "value", None)
        for part in ast.walk(node)
    )
    return any(isinstance(name, str) and "CleanText" in name for name in names)


def run_time_imports(body: list[ast.stmt]) -> Iterator[int]:
    for statement in body:
        match statement:
            case ast.If(test=ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING")):
                yield from run_time_imports(statement.orelse)
            case ast.ImportFrom(names=names):
                if any(alias.name == "CleanText" for alias in names):
                    yield statement.lineno
            case _:
                for name in ("body", "orelse", "finalbody", "handlers"):
                    yield from run_time_imports(getattr(statement, name, None) or [])


def test_only_the_door_makes_clean_text(trees: dict[str, ast.Module]) -> None:
    assert not (found := violations(trees)), "\n".join(found)
    assert set(DOOR) <= set(trees), "the door has moved"


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("x = 1\ny = CleanText(text)", 2),
        ("y = clean_text.CleanText(text)", 1),
        ("def f():\n    return cast(CleanText, text)", 2),
        ("y = typing.cast('CleanText', text)", 1),
        ("y = cast('list[CleanText]', texts)", 1),
        ("from kibitz.base.clean_text import CleanText", 1),
        ("def f():\n    from kibitz.base.clean_text import CleanText", 2),
        ("try:\n    pass\nexcept E:\n    from kibitz.base.clean_text import CleanText", 4),
        ("if TYPE_CHECKING:\n    from kibitz.base.clean_text import CleanText as Text", 2),
    ],
)
def test_the_rule_can_fail(source: str, line: int) -> None:
    [problem] = violations({"prompts/a.py": ast.parse(source)})
    assert problem.startswith(f"server/kibitz/prompts/a.py:{line}: ")


def test_annotations_and_joining_clean_parts_pass() -> None:
    source = (
        "from kibitz.base.clean_text import join_clean\n"
        "if TYPE_CHECKING:\n    from kibitz.base.clean_text import CleanText\n"
        "def f(a: CleanText) -> CleanText:\n    return join_clean('x', a)"
    )
    assert violations({"prompts/a.py": ast.parse(source)}) == []
