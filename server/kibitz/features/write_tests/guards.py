"""Which assertions of tests cannot hold, since the code raises an error for their input. Pure; runs nothing.

Small models expect a value where the function begins with `if part == 0: raise ...`. For Python functions
that begin with such conditions, and inputs that are written out, that can be read off the code. What cannot
is left alone.
"""

from __future__ import annotations

import ast
import itertools
import operator
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence


def without_impossible(tests: str, source: str) -> str:
    """The tests without assertions about calls that raise; tests that are left without any go, too."""
    try:
        test_tree, guarded = ast.parse(tests), _guarded_functions(ast.parse(source))
    except (SyntaxError, ValueError):
        return tests
    if "patch" in tests:  # what the code sees may be something else
        return tests
    own = {node.name for node in ast.walk(test_tree) if isinstance(node, _FUNCTIONS)}
    guarded = {name: each for name, each in guarded.items() if name not in own}
    lines = tests.encode().split(b"\n")
    gone: list[ast.stmt] = []
    for test in ast.walk(test_tree):
        if not isinstance(test, _FUNCTIONS):
            continue
        wrong = [each for each in test.body if _is_impossible(each, guarded) and _is_alone(each, lines)]
        left = [each for each in test.body if each not in wrong]
        gone += wrong if any(map(_checks, left)) else [test] if wrong else []
    shorter = _without(tests, gone)
    return tests if _is_broken(shorter) else shorter


def _is_broken(text: str) -> bool:
    """A class may have had nothing but such tests."""
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return True
    return False


def _is_alone(statement: ast.stmt, lines: Sequence[bytes]) -> bool:
    """Whether nothing else is on its lines."""
    end = statement.end_lineno or statement.lineno
    before = lines[statement.lineno - 1][: statement.col_offset]
    behind = lines[end - 1][statement.end_col_offset :].strip()
    return not before.strip() and (not behind or behind.startswith(b"#"))


def _checks(statement: ast.stmt) -> bool:
    """Whether a statement of a test may make it fail."""
    is_call = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)
    return is_call or any(isinstance(node, ast.Assert | ast.With) for node in ast.walk(statement))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Guarded:
    """A function that begins with conditions under which it raises."""

    arguments: ast.arguments
    conditions: tuple[ast.expr, ...]
    constants: Mapping[str, object]


_FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef)


class _UnknownError(Exception):
    """What cannot be said without running the code."""


def _guarded_functions(tree: ast.Module) -> dict[str, _Guarded]:
    """By name; those at the top of the file, where nothing else can stand behind the name."""
    constants = _constants(tree)
    if any(
        isinstance(node, ast.Name | ast.alias | ast.FunctionDef) and _is_len(node) for node in ast.walk(tree)
    ):
        return {}
    found: dict[str, _Guarded] = {}
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef) or node.decorator_list:
            continue
        body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
        conditions = tuple(
            condition for each in itertools.takewhile(_condition, body) if (condition := _condition(each))
        )
        if conditions and not (node.args.vararg or node.args.kwarg):
            found[node.name] = _Guarded(arguments=node.args, conditions=conditions, constants=constants)
    return found


def _is_len(node: ast.Name | ast.alias | ast.FunctionDef) -> bool:
    """Whether the file gives `len` another meaning."""
    match node:
        case ast.Name(id="len", ctx=ast.Store()) | ast.FunctionDef(name="len"):
            return True
        case ast.alias():
            return "len" in (node.name, node.asname)
        case _:
            return False


def _condition(statement: ast.stmt) -> ast.expr | None:
    """Under which a statement raises, and does nothing else."""
    match statement:
        case ast.If(test=test, body=[ast.Raise()], orelse=[]):
            return test
        case _:
            return None


def _constants(tree: ast.Module) -> dict[str, object]:
    """Names of the file that are given a literal once and nothing else, and that nothing can change."""
    found: dict[str, object] = {}
    n_given: dict[str, int] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.Attribute(value=ast.Name(id=name)):
                n_given[name] = n_given.get(name, 0) + 1
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()):
                n_given[name] = n_given.get(name, 0) + 1
            case ast.AugAssign(target=ast.Name(id=name)):
                n_given[name] = n_given.get(name, 0) + 1
            case _:
                pass
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if n_given[name] == 1:
                try:
                    found[name] = ast.literal_eval(value)
                except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
                    continue
            case _:
                pass
    return found


def _is_impossible(statement: ast.stmt, guarded: Mapping[str, _Guarded]) -> bool:
    """An assertion at the top of a test, so none that expects the error."""
    match statement:
        case ast.Assert(test=test):
            asserted = [test]
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr=name), args=asserted)) if _UNITTEST.match(name):
            pass
        case _:
            return False
    return any(
        _raises(call, guarded[call.func.id])
        for each in asserted
        for call in _calls(each)
        if isinstance(call.func, ast.Name) and call.func.id in guarded
    )


_UNITTEST: Final = re.compile(r"assert(?!Raises|Warns|Logs)")


def _calls(node: ast.expr) -> Iterator[ast.Call]:
    """Those that are made for certain, not in a lambda or behind an `and`."""
    if isinstance(node, ast.Call):
        yield node
    if isinstance(node, ast.Compare):
        yield from _calls(node.left)
        if len(node.comparators) == 1:
            yield from _calls(node.comparators[0])
    if isinstance(node, ast.UnaryOp):
        yield from _calls(node.operand)


def _raises(call: ast.Call, function: _Guarded) -> bool:
    try:
        names = _bound(call, function)
    except _UnknownError:
        return False
    for condition in function.conditions:
        try:
            if _value(condition, names):
                return True
        except _UnknownError:
            continue  # whatever it is: the next one raises as well
    return False


def _bound(call: ast.Call, function: _Guarded) -> dict[str, object]:
    """The parameters by name, behind the constants of the file."""
    takes = [each.arg for each in (*function.arguments.posonlyargs, *function.arguments.args)]
    only_named = [each.arg for each in function.arguments.kwonlyargs]
    given = dict(zip(takes, call.args, strict=False))
    given |= {each.arg: each.value for each in call.keywords if each.arg}
    defaults: Sequence[ast.expr | None] = function.arguments.defaults
    named = zip(only_named, function.arguments.kw_defaults, strict=True)
    known = {
        name: value
        for name, value in (*zip(takes[len(takes) - len(defaults) :], defaults, strict=True), *named)
        if value is not None
    }
    if len(call.args) > len(takes) or any(each.arg is None for each in call.keywords):
        raise _UnknownError
    if set(given) - {*takes, *only_named} or {*takes, *only_named} - set(given) - set(known):
        raise _UnknownError
    values = {name: _literal(value) for name, value in (known | given).items()}
    return {**function.constants, **values}


def _literal(node: ast.expr) -> object:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        raise _UnknownError from None


def _value(node: ast.expr, names: Mapping[str, object]) -> Any:
    """Of an expression made of comparisons, sums and `len`."""
    try:
        return _evaluated(node, names)
    except (ArithmeticError, LookupError, TypeError, ValueError, RecursionError):
        raise _UnknownError from None


def _evaluated(node: ast.expr, names: Mapping[str, object]) -> Any:
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=name) if name in names:
            return names[name]
        case ast.Tuple(elts=elements):
            return tuple(_evaluated(each, names) for each in elements)
        case ast.List(elts=elements):
            return [_evaluated(each, names) for each in elements]
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return not _evaluated(operand, names)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_evaluated(operand, names)
        case ast.BoolOp(op=op, values=values):
            return _joined(isinstance(op, ast.And), values, names)
        case ast.Compare():
            return _compared(node, names)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _SUMS:
            return _SUMS[type(op)](_evaluated(left, names), _evaluated(right, names))
        case ast.Subscript(value=value, slice=ast.Constant() | ast.UnaryOp() | ast.Name() as at):
            return _evaluated(value, names)[_evaluated(at, names)]
        case ast.Call(func=ast.Name(id="len"), args=[argument], keywords=[]):
            return len(_evaluated(argument, names))
        case _:
            raise _UnknownError


def _joined(is_and: bool, values: Sequence[ast.expr], names: Mapping[str, object]) -> Any:
    value: Any = is_and
    for each in values:
        value = _evaluated(each, names)
        if bool(value) is not is_and:
            break
    return value


def _compared(node: ast.Compare, names: Mapping[str, object]) -> bool:
    left = _evaluated(node.left, names)
    for op, comparator in zip(node.ops, node.comparators, strict=True):
        if type(op) not in _COMPARISONS:
            raise _UnknownError
        right = _evaluated(comparator, names)
        if not _COMPARISONS[type(op)](left, right):
            return False
        left = right
    return True


_SUMS: Final[dict[type[ast.operator], Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mod: lambda a, b: a % b if isinstance(a, int | float) else _unknown(),
}


def _unknown() -> NoReturn:
    raise _UnknownError


_COMPARISONS: Final[dict[type[ast.cmpop], Callable[[Any, Any], bool]]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
    ast.Is: lambda a, b: a is None and b is None if None in (a, b) else _unknown(),
    ast.IsNot: lambda a, b: not (a is None and b is None) if None in (a, b) else _unknown(),
}


def _without(text: str, gone: Sequence[ast.stmt]) -> str:
    """The text without whole lines of statements, and without the blank lines that were above a test."""
    lines = text.split("\n")
    for node in sorted(gone, key=lambda each: each.lineno, reverse=True):
        decorators = node.decorator_list if isinstance(node, _FUNCTIONS) else []
        start = min([node.lineno, *(each.lineno for each in decorators)]) - 1
        end = node.end_lineno or node.lineno
        while isinstance(node, _FUNCTIONS) and start and not lines[start - 1].strip():
            start -= 1
        del lines[start:end]
    return "\n".join(lines)
