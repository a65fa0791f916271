"""Lines of a package that need a definition of another file, found by `ast`, apart from what is measured.

A case is a one-line statement with a name (or an attribute) that exactly one other file of the package
defines, and nothing in its own file does; names of the standard library do not count. The same packages and
the same seed give the same cases.
"""

from __future__ import annotations

import ast
import builtins
import random
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LEAST_NAME_CHARS = 4
SKIPPED_FOLDERS = frozenset({"tests", "test", "_vendor", "vendor"})
STATEMENTS = (ast.Expr, ast.Assign, ast.AugAssign, ast.Return, ast.Raise, ast.Assert, ast.AnnAssign)

OF_BUILTINS = frozenset(
    name
    for kind in (str, bytes, list, dict, set, int, float, object, Exception, Path, type(sys), type(len))
    for name in dir(kind)
) | frozenset(dir(builtins))
"""Attributes with these names need no definition of the package."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A file with a line cut off, and what belongs there.

    Attributes:
        path: of the file, relative to the package.
        before: its text up to the cut: at the name, or at the start of the statement.
        expected: the rest of the line.
        after: what follows the line.
        name: the definition that is needed, in `defined_in`, in the class `container` or at the top.
        imported: the file names it in an import statement.
    """

    package: str
    path: str
    line: int
    cut: str
    before: str
    expected: str
    after: str
    name: str
    defined_in: str
    container: str
    imported: bool

    @property
    def id(self) -> str:
        """Tells it from all others."""
        return f"{self.package}:{self.path}:{self.line}:{self.cut}"


@dataclass(frozen=True, slots=True)
class _File:
    path: str
    text: str
    tree: ast.Module


@dataclass(frozen=True, slots=True)
class _Defined:
    path: str
    container: str


def cases_of(package: Path, n: int, seed: int) -> list[Case]:
    """At most `n` cases, every other one cut at the name, the rest at the start of the statement."""
    files = list(_files(package))
    where: defaultdict[str, list[_Defined]] = defaultdict(list)
    for file in files:
        for name, container in _definitions(file.tree.body, ""):
            where[name].append(_Defined(file.path, container))
    modules = {part for file in files for part in Path(file.path).with_suffix("").parts} | {package.name}
    places = [place for file in files for place in _places(file, where, modules)]
    random.Random(seed).shuffle(places)
    return [
        _case(package, *place, cut="name" if number % 2 else "statement")
        for number, place in enumerate(places[:n])
    ]


def _files(package: Path) -> Iterator[_File]:
    for path in sorted(package.rglob("*.py")):
        relative = path.relative_to(package)
        if SKIPPED_FOLDERS.isdisjoint(relative.parts):
            try:
                text = path.read_text("utf-8")
                yield _File(relative.as_posix(), text, ast.parse(text))
            except (UnicodeDecodeError, SyntaxError):
                continue


def _definitions(body: list[ast.stmt], container: str) -> Iterator[tuple[str, str]]:
    for node in body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name, container
            case ast.ClassDef(name=name):
                yield name, container
                yield from _definitions(node.body, name)
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                yield name, container
            case ast.If() | ast.Try():
                yield from _definitions(node.body, container)
                yield from _definitions(node.orelse, container)
            case _:
                pass


_Place = tuple[_File, ast.stmt, int, str, _Defined]


def _places(file: _File, where: dict[str, list[_Defined]], modules: set[str]) -> Iterator[_Place]:
    own, foreign = _own_names(file.tree), _foreign_names(file.tree, modules)
    lines = file.text.split("\n")
    for node in ast.walk(file.tree):
        if not isinstance(node, STATEMENTS) or node.lineno != node.end_lineno:
            continue
        line = lines[node.lineno - 1]
        if not line.isascii() or line[: node.col_offset].strip() or _is_text(node):
            continue
        for column, name in sorted(_names(node, foreign)):
            found = where.get(name, [])
            if (
                len(found) == 1
                and found[0].path != file.path
                and len(name) >= LEAST_NAME_CHARS
                and not name.startswith("__")
                and name not in own
            ):
                yield file, node, column, name, found[0]
                break


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _own_names(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                names.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case _:
                pass
    return names


def _foreign_names(tree: ast.Module, modules: set[str]) -> set[str]:
    """What comes from other packages: what is reached through it needs no definition of this one."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            aliases = [each for each in node.names if each.name.split(".")[-1] not in modules]
            names.update((each.asname or each.name).split(".")[0] for each in aliases)
        elif (
            isinstance(node, ast.ImportFrom)
            and not node.level
            and node.module
            and node.module.split(".")[0] not in modules
        ):
            names.update(each.asname or each.name for each in node.names)
    return names


def _names(statement: ast.stmt, foreign: set[str]) -> Iterator[tuple[int, str]]:
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and node.id not in foreign and node.id not in OF_BUILTINS:
            yield node.col_offset, node.id
        elif isinstance(node, ast.Attribute) and node.attr not in OF_BUILTINS:
            root = _root(node)
            if root is not None and root not in foreign:
                yield (node.end_col_offset or 0) - len(node.attr), node.attr


def _root(node: ast.expr) -> str | None:
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else None


def _case(
    package: Path, file: _File, node: ast.stmt, column: int, name: str, defined: _Defined, *, cut: str
) -> Case:
    lines = file.text.split("\n")
    at = column if cut == "name" else node.col_offset
    line = lines[node.lineno - 1]
    imports = [each for each in ast.walk(file.tree) if isinstance(each, ast.Import | ast.ImportFrom)]
    return Case(
        package=package.name,
        path=file.path,
        line=node.lineno,
        cut=cut,
        before="\n".join((*lines[: node.lineno - 1], line[:at])),
        expected=line[at:],
        after="".join(f"\n{each}" for each in lines[node.lineno :]),
        name=name,
        defined_in=defined.path,
        container=defined.container,
        imported=any(alias.name == name for each in imports for alias in each.names),
    )
