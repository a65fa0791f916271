"""Who may import whom. Imports inside functions and under TYPE_CHECKING count like any other."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROWS = (
    ("base",),
    ("observability", "text"),
    ("settings", "storage", "models"),
    ("documents",),
    ("syntax",),
    ("context", "prompts", "backends"),
    ("features",),
    ("lsp",),
)
TOP = ("app", "cli", "__main__")  # these may import each other
ROW_OF = {part: row for row, parts in enumerate((*ROWS, TOP)) for part in parts}

OWNERS = {
    "pygls": "lsp",
    "lsprotocol": "lsp",
    "openai": "backends",
    "httpx2": "backends",
    "httpx": "backends",
    "requests": "backends",
    "aiohttp": "backends",
    "urllib3": "backends",
    "websockets": "backends",
    "socket": "backends",
    "socketserver": "backends",
    "ssl": "backends",
    "http": "backends",
    "urllib.request": "backends",
    "urllib.error": "backends",
    "ftplib": "backends",
    "smtplib": "backends",
    "xmlrpc": "backends",
    "xllamacpp": "backends",
    "tree_sitter": "syntax",
    "sqlite3": "storage",
    "platformdirs": "storage",
}
"""What only one part may import: a door is a door when it is the only one. `asyncio` is everybody's."""

DYNAMIC = ("import_module", "__import__", "find_plugins", "find_spec")


class Import(NamedTuple):
    line: int
    name: str


def part_of(path: str) -> str:
    return path.split("/")[0].removesuffix(".py")


def imports(path: str, tree: ast.Module) -> Iterator[Import]:
    """Dotted names a file imports, `from` ones down to the name taken."""
    package = ["kibitz", *path.split("/")[:-1]]
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (Import(node.lineno, alias.name) for alias in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                base = package[: len(package) - level + 1] if level else []
                source = ".".join((*base, module)) if module else ".".join(base)
                yield from (Import(node.lineno, f"{source}.{alias.name}") for alias in names)
            case ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called), args=[first, *_]):
                if called in DYNAMIC and isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield Import(node.lineno, first.value)
            case _:
                pass


def violations(trees: dict[str, ast.Module]) -> list[str]:
    return [
        f"server/kibitz/{path}:{found.line}: {problem}"
        for path, tree in trees.items()
        for found in imports(path, tree)
        if (problem := inner_problem(path, found.name) or outer_problem(path, found.name))
    ]


def inner_problem(path: str, name: str) -> str | None:
    here = part_of(path)
    parts = name.split(".")
    if parts[0] != "kibitz" or path == "__init__.py":
        return None
    there = parts[1] if len(parts) > 1 else ""
    if there in ("", "__version__", here) or (here in TOP and there in TOP):
        return None
    if here not in ROW_OF or there not in ROW_OF:
        return f"{here} or {there} has no row in tests/architecture/test_layers.py; give it one"
    if ROW_OF[there] == ROW_OF[here]:
        return f"{here} must not import {name}: siblings on one row do not know each other"
    if ROW_OF[there] > ROW_OF[here]:
        return f"{here} must not import {name}: dependencies run the other way"
    return None


def outer_problem(path: str, name: str) -> str | None:
    here = part_of(path)
    for module, owner in OWNERS.items():
        grammar = module == "tree_sitter" and name.startswith("tree_sitter_")
        if here != owner and (grammar or f"{name}.".startswith(f"{module}.")):
            return f"{here} must not import {name}: only {owner} does"
    return None


def test_dependencies_run_one_way(trees: dict[str, ast.Module]) -> None:
    assert not (found := violations(trees)), "\n".join(found)


def test_every_file_is_looked_at(trees: dict[str, ast.Module]) -> None:
    seen = {found.name for path, tree in trees.items() for found in imports(path, tree)}
    assert {part_of(path) for path in trees} >= {part for row in ROWS for part in row}
    assert {"pygls.lsp.server.LanguageServer", "kibitz.text.span.Span", "platformdirs"} <= seen


@pytest.mark.parametrize(
    ("path", "source", "line"),
    [
        ("text/a.py", "import kibitz.settings.model", 1),
        ("text/a.py", "def f():\n    from kibitz import lsp", 2),
        ("prompts/a.py", "if TYPE_CHECKING:\n    from kibitz.backends.model import Model", 2),
        ("features/inline/a.py", "from ...lsp import convert", 1),
        ("base/a.py", "import_module('kibitz.text.span')", 1),
        ("base/a.py", "from kibitz.unheard.of import x", 1),
        ("newcomer.py", "from kibitz.base import errors", 1),
        ("lsp/a.py", "from kibitz import app", 1),
        ("features/a.py", "from lsprotocol import types as lsp", 1),
        ("features/a.py", "import openai.types", 1),
        ("lsp/a.py", "def f():\n    import httpx2", 2),
        ("models/a.py", "from urllib import request", 1),
        ("models/a.py", "from urllib.request import urlopen", 1),
        ("context/a.py", "from http.client import HTTPConnection", 1),
        ("context/a.py", "import tree_sitter_python", 1),
        ("context/a.py", "importlib.import_module('tree_sitter')", 1),
    ],
)
def test_the_rules_can_fail(path: str, source: str, line: int) -> None:
    [problem] = violations({path: ast.parse(source)})
    assert problem.startswith(f"server/kibitz/{path}:{line}: ")


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("text/a.py", "from kibitz.text.span import Span\nfrom kibitz.base.errors import KibitzError"),
        ("text/a.py", "from .span import Span\nfrom . import span"),
        ("cli/a.py", "from kibitz import app, __version__\nfrom kibitz.lsp import server"),
        ("documents/a.py", "import asyncio\nfrom urllib.parse import unquote\nimport urllib.parse"),
        ("backends/a.py", "import httpx2, openai, socket"),
        ("syntax/languages/a.py", "import tree_sitter_python\nfrom tree_sitter import Language"),
    ],
)
def test_what_is_allowed_passes(path: str, source: str) -> None:
    assert violations({path: ast.parse(source)}) == []
