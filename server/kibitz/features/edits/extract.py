"""Extracts statements of a Python function into a function of their own. A model only thinks of the name.

What goes in and what comes out follows from the names that are read and bound, by Python's own parser. Where
that is in doubt (a `return` inside, a variable that may be unbound) the answer is None: a model does it all.
"""

from __future__ import annotations

import ast
import textwrap
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_LEAVING: Final = (ast.Return, ast.Yield, ast.YieldFrom, ast.Await, ast.AsyncFor, ast.AsyncWith)
_SCOPING: Final = (
    *(ast.Global, ast.Nonlocal, ast.Delete, ast.NamedExpr, ast.Match, ast.Import, ast.ImportFrom),
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef),
)
_GUARDING: Final = (ast.Try, ast.TryStar, ast.With, ast.AsyncWith)
_OTHER_SCOPES: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What to write; lines count from 0, `first` to `last` are replaced.

    Attributes:
        top: the first line of the function they are in.
        after: the line below which the new function goes.
        indent, body_indent: of the new function and of the call.
        arguments, results: names that go in and come out.
        method_of: the name of the first parameter (`self`) for a method, else empty.
    """

    first: int
    last: int
    top: int
    after: int
    indent: str
    body_indent: str
    arguments: tuple[str, ...]
    results: tuple[str, ...]
    method_of: str
    code: str = field(repr=False)

    def call(self, name: str) -> str:
        """The line that takes the place of the statements."""
        target = f"{', '.join(self.results)} = " if self.results else ""
        receiver = f"{self.method_of}." if self.method_of else ""
        return f"{self.body_indent}{target}{receiver}{name}({', '.join(self.arguments)})"

    def function(self, name: str) -> str:
        """The new function, without the blank lines above it."""
        parameters = (*((self.method_of,) if self.method_of else ()), *self.arguments)
        step = "\t" if self.body_indent.startswith("\t") else "    "
        inner = self.indent + step
        body = textwrap.indent(self.code, inner)
        result = f"\n{inner}return {', '.join(self.results)}" if self.results else ""
        return f"{self.indent}def {name}({', '.join(parameters)}):\n{body}{result}"


def extraction(text: str, first: int, last: int) -> Extraction | None:
    """How the statements on some lines (from 0) of a Python file become a function; None when in doubt.

    Args:
        text: the file, lines ending with a newline character alone.
        first: line of the first statement.
        last: line of the last one.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return None
    path = _path(tree, first + 1, last + 1)
    function = next((node for node in reversed(path) if isinstance(node, _Function)), None)
    if function is None or isinstance(path[-1], ast.ClassDef):
        return None
    chosen = _chosen(path[-1], first + 1, last + 1)
    if not chosen or len(chosen) == len(function.body) or _leaves(chosen):
        return None
    flow = _flow(function, path, chosen)
    if flow is None:
        return None
    arguments, results = flow
    lines = text.split("\n")
    outer = path[path.index(function) - 1]
    is_static = any(
        isinstance(each, ast.Name) and each.id == "staticmethod" for each in function.decorator_list
    )
    is_method = isinstance(outer, ast.ClassDef) and bool(function.args.args) and not is_static
    receiver = function.args.args[0].arg if is_method else ""
    start, end = chosen[0].lineno - 1, (chosen[-1].end_lineno or 0) - 1
    return Extraction(
        first=start,
        last=end,
        top=function.lineno - 1,
        after=(function.end_lineno or 0) - 1,
        indent=_indent(lines[function.lineno - 1]),
        body_indent=_indent(lines[start]),
        arguments=tuple(name for name in arguments if name != receiver),
        results=results,
        method_of=receiver,
        code=textwrap.dedent("\n".join(lines[start : end + 1])),
    )


def _path(tree: ast.AST, first: int, last: int) -> list[ast.AST]:
    """From the module down to the statement whose block holds the lines."""
    path = [tree]
    while True:
        inner = next(
            (
                node
                for node in ast.iter_child_nodes(path[-1])
                if isinstance(node, ast.stmt | ast.ExceptHandler)
                and node.lineno < first
                and (node.end_lineno or 0) >= last
            ),
            None,
        )
        if inner is None:
            return path
        path.append(inner)


def _chosen(parent: ast.AST, first: int, last: int) -> list[ast.stmt]:
    """The statements of one block that the lines hold, all of them whole."""
    for _, block in ast.iter_fields(parent):
        if not isinstance(block, list):
            continue
        statements = [node for node in block if isinstance(node, ast.stmt)]  # pyright: ignore[reportUnknownVariableType]
        inside = [node for node in statements if node.lineno <= last and (node.end_lineno or 0) >= first]
        if inside:
            whole = all(node.lineno >= first and (node.end_lineno or 0) <= last for node in inside)
            return inside if whole else []
    return []


def _leaves(chosen: Sequence[ast.stmt]) -> bool:
    """Whether control or a name leaves in a way that a call cannot."""
    nodes = [node for statement in chosen for node in ast.walk(statement)]
    if any(isinstance(node, (*_LEAVING, *_SCOPING)) for node in nodes):
        return True
    if any(isinstance(node, ast.Name) and node.id in ("super", "locals", "__class__") for node in nodes):
        return True
    return any(_jumps(statement) for statement in chosen)


def _jumps(node: ast.AST) -> bool:
    """A `break` or `continue` of a loop that is outside."""
    if isinstance(node, ast.Break | ast.Continue):
        return True
    if isinstance(node, (ast.For, ast.AsyncFor, ast.While, *_OTHER_SCOPES)):
        return any(_jumps(each) for each in getattr(node, "orelse", ()))
    return any(_jumps(each) for each in ast.iter_child_nodes(node))


def _flow(
    function: _Function, path: Sequence[ast.AST], chosen: Sequence[ast.stmt]
) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The names that go in and those that come out; None when one of them may be unbound."""
    start = chosen[0].lineno
    parameters = (node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg))
    stored = (n.id for n in ast.walk(function) if isinstance(n, ast.Name) and _binds(n) and n.lineno < start)
    others = (name for node in ast.walk(function) for name in _other_names(node, start))
    before = {*parameters, *stored, *others}
    rest = _rest(path[path.index(function) :], chosen)
    results = [name for name in _mentioned(chosen, bind=True) if _fate(rest, name) == "read"]
    sure = {name for name in results if _fate(chosen, name, whole=True) == "bound"}
    if any(name not in before and name not in sure for name in results):
        return None
    if len(chosen) > 1 and results and any(isinstance(each, _GUARDING) for each in path):
        return None  # what was bound before an error counts there, but does not come out of a function
    read = [name for name in _mentioned(chosen, bind=None) if _fate(chosen, name) == "read"]
    needed = (*read, *(name for name in results if name not in sure))
    return tuple(dict.fromkeys(name for name in needed if name in before)), tuple(results)


def _other_names(node: ast.AST, start: int) -> list[str]:
    """What is bound above a line by something else than an assignment."""
    match node:
        case ast.ExceptHandler(name=str(name)) if node.lineno < start:
            return [name]
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name] if node.lineno < start else []
        case ast.Import(names=names) | ast.ImportFrom(names=names) if node.lineno < start:
            return [alias.asname or alias.name.partition(".")[0] for alias in names]
        case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) if node.lineno < start:
            return [name]
        case _:
            return []


def _rest(path: Sequence[ast.AST], chosen: Sequence[ast.stmt]) -> list[ast.AST]:
    """What may run after the statements: behind them, once more their loops; handlers may at any time."""
    found: list[ast.AST] = []
    last: ast.AST = chosen[-1]
    for parent in reversed(path):
        for block in _blocks(parent):
            if last in block:
                found += block[block.index(last) + 1 :]
        if isinstance(parent, ast.For | ast.AsyncFor | ast.While):
            found.append(parent)
        if isinstance(parent, ast.Try | ast.TryStar) and last in parent.body:
            found[:0] = [*parent.handlers, *parent.finalbody]
        if isinstance(parent, _Function):
            break
        last = parent
    return found


def _blocks(node: ast.AST) -> list[list[ast.AST]]:
    values = (value for _, value in ast.iter_fields(node))
    return [list(value) for value in values if isinstance(value, list)]  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]


_Fate = Literal["read", "bound", "neither"]


def _fate(statements: Sequence[ast.AST], name: str, *, whole: bool = False) -> _Fate:
    """What happens to a variable first when statements run one after the other; `read` when in doubt.

    Args:
        statements: of one block.
        name: of the variable.
        whole: whether it is bound at the end is asked, reads do not count.
    """
    for node in statements:
        fate = _fate_in(node, name, whole=whole)
        if fate != "neither":
            return fate
    return "neither"


def _fate_in(node: ast.AST, name: str, *, whole: bool) -> _Fate:
    match node:
        case ast.Assign(value=value, targets=targets):
            return _assigned(value, targets, name, whole=whole)
        case ast.AnnAssign(value=ast.expr() as value, target=target):
            return _assigned(value, [target], name, whole=whole)
        case ast.For(target=target, iter=iterated, body=body, orelse=orelse):
            if not whole and _reads(iterated, name):
                return "read"
            inside = "neither" if _stores(target, name) else _fate(body, name, whole=whole)
            return "read" if "read" in (inside, _fate(orelse, name, whole=whole)) else "neither"
        case ast.If(test=test, body=body, orelse=orelse):
            if not whole and _reads(test, name):
                return "read"
            fates = {_fate(body, name, whole=whole), _fate(orelse, name, whole=whole)}
            return "read" if "read" in fates else "bound" if fates == {"bound"} else "neither"
        case ast.With(items=items, body=body):
            if not whole and any(_reads(item, name) for item in items):
                return "read"
            return "bound" if any(_stores(item, name) for item in items) else _fate(body, name, whole=whole)
        case ast.Try():
            return _fate_in_try(node, name, whole=whole)
        case _:
            return "read" if not whole and (_reads(node, name) or _stores(node, name)) else "neither"


def _fate_in_try(node: ast.Try, name: str, *, whole: bool) -> _Fate:
    """A handler may run before anything is bound; one that ends with `raise` needs to bind nothing."""
    if any(each.name == name or (each.type and _reads(each.type, name)) for each in node.handlers):
        return "neither" if whole else "read"
    through = _fate([*node.body, *node.orelse], name, whole=whole)
    caught = [(_fate(each.body, name, whole=whole), each.body[-1]) for each in node.handlers]
    behind = _fate(node.finalbody, name, whole=whole)
    if "read" in (through, behind, *(fate for fate, _ in caught)):
        return "read"
    always = all(fate == "bound" or isinstance(last, ast.Raise) for fate, last in caught)
    return "bound" if behind == "bound" or (through == "bound" and always) else "neither"


def _assigned(value: ast.expr, targets: Sequence[ast.expr], name: str, *, whole: bool) -> _Fate:
    if not whole and (_reads(value, name) or any(_reads(target, name) for target in targets)):
        return "read"
    return "bound" if any(_stores(target, name) for target in targets) else "neither"


def _reads(node: ast.AST, name: str) -> bool:
    return any(isinstance(n, ast.Name) and n.id == name and not _binds(n) for n in ast.walk(node))


def _stores(node: ast.AST, name: str) -> bool:
    return any(isinstance(n, ast.Name) and n.id == name and _binds(n) for n in ast.walk(node))


def _binds(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


def _mentioned(chosen: Sequence[ast.stmt], *, bind: bool | None) -> list[str]:
    """Variables in the order of their first mention: those bound, or (None) all."""
    nodes = [node for each in chosen for node in ast.walk(each) if isinstance(node, ast.Name)]
    nodes.sort(key=lambda node: (node.lineno, node.col_offset))
    return list(dict.fromkeys(node.id for node in nodes if bind is None or _binds(node) is bind))


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
