"""A long file says why it is long."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
MOST_LINES = 500
FOLDERS = ("server", "tests", "bench")


def violations(sources: dict[str, str]) -> list[str]:
    return [
        f"{name}:1: {n_lines} lines; over {MOST_LINES}, the docstring gives the reason after 'Length:'"
        for name, source in sources.items()
        if (n_lines := len(source.split("\n"))) > MOST_LINES
        and "Length:" not in (ast.get_docstring(ast.parse(source)) or "")
    ]


def test_long_files_give_a_reason() -> None:
    files = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
    found = violations({path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in files})
    assert not found, "\n".join(found)


def test_the_rule_can_fail() -> None:
    filling = "x = 1\n" * MOST_LINES
    assert len(violations({"a.py": filling, "b.py": f'"""B."""\n{filling}'})) == 2
    assert violations({"a.py": f'"""A.\n\nLength: a table.\n"""\n{filling}'}) == []
