"""Standard output belongs to JSON-RPC: one stray print ends the session."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

STDIO_ENTRY = "lsp/transport.py"
ENTRIES = (STDIO_ENTRY, "backends/local/child.py")  # the other is a process of its own, with its own stdout


def violations(trees: dict[str, ast.Module]) -> list[str]:
    return [
        f"server/kibitz/{path}:{line}: {name} outside cli/ and {' and '.join(ENTRIES)}; log it instead"
        for path, tree in trees.items()
        if not path.startswith("cli/") and path not in ENTRIES
        for line, name in uses(tree)
    ]


def uses(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="print" | "pprint" | "breakpoint" | "input" as name)):
                yield node.lineno, f"{name}()"
            case ast.Attribute(value=ast.Name(id="sys"), attr="stdout" | "__stdout__" as name):
                yield node.lineno, f"sys.{name}"
            case ast.ImportFrom(module="sys", names=names) if any("stdout" in one.name for one in names):
                yield node.lineno, "sys.stdout"
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="os"), attr="write" | "fdopen"),
                args=[ast.Constant(value=1), *_],
            ):
                yield node.lineno, "descriptor 1"
            case _:
                pass


def test_nothing_else_writes_to_stdout(trees: dict[str, ast.Module]) -> None:
    assert not (found := violations(trees)), "\n".join(found)
    assert set(ENTRIES) <= set(trees), "an entry has moved"


@pytest.mark.parametrize(
    "source",
    [
        "print('x')",
        "print('x', file=sys.stderr)",
        "sys.stdout.write('x')",
        "handler = StreamHandler(sys.__stdout__)",
        "from sys import stdout",
        "os.write(1, b'x')",
        "breakpoint()",
    ],
)
def test_the_rule_can_fail(source: str) -> None:
    [problem] = violations({"features/a.py": ast.parse(f"def f():\n    {source}")})
    assert problem.startswith("server/kibitz/features/a.py:2: ")
    assert violations({"cli/a.py": ast.parse(source), STDIO_ENTRY: ast.parse(source)}) == []
