"""Names that an edit uses and nothing defines: imports that a model forgot. Python only, by its own parser.

Pure, never raises. Only what is beyond doubt is imported: a module of the standard library, or a name that
one of its modules is known for. What else is missing is told, not guessed.
"""

from __future__ import annotations

import ast
import builtins
import re
import sys
import warnings
from typing import Final

_WELL_KNOWN: Final = {
    **dict.fromkeys(
        (
            *(
                "Annotated",
                "Any",
                "BinaryIO",
                "ClassVar",
                "Dict",
                "Final",
                "Generic",
                "IO",
                "List",
                "Literal",
            ),
            *("NamedTuple", "NoReturn", "Optional", "Protocol", "Self", "Set", "TextIO", "Tuple", "Type"),
            *("TYPE_CHECKING", "TypeAlias", "TypeVar", "TypedDict", "Union", "cast", "overload"),
        ),
        "typing",
    ),
    **dict.fromkeys(
        (
            *("AsyncGenerator", "AsyncIterator", "Awaitable", "Callable", "Collection", "Coroutine"),
            *("Generator", "Hashable", "Iterable", "Iterator", "Mapping", "MutableMapping", "Sequence"),
        ),
        "collections.abc",
    ),
    **dict.fromkeys(("dataclass", "field", "replace", "asdict"), "dataclasses"),
    **dict.fromkeys(("Counter", "OrderedDict", "defaultdict", "deque", "namedtuple"), "collections"),
    **dict.fromkeys(("lru_cache", "partial", "reduce", "wraps", "cached_property", "cache"), "functools"),
    **dict.fromkeys(("chain", "groupby", "islice", "product", "combinations", "permutations"), "itertools"),
    **dict.fromkeys(("contextmanager", "suppress", "closing", "ExitStack"), "contextlib"),
    **dict.fromkeys(("Enum", "IntEnum", "StrEnum", "auto"), "enum"),
    **dict.fromkeys(("ABC", "abstractmethod"), "abc"),
    **dict.fromkeys(("Mock", "MagicMock", "patch"), "unittest.mock"),
    **dict.fromkeys(("date", "timedelta", "timezone"), "datetime"),
    **dict.fromkeys(("Decimal", "InvalidOperation", "ROUND_HALF_UP"), "decimal"),
    "Fraction": "fractions",
    "Path": "pathlib",
    "TestCase": "unittest",
    "dedent": "textwrap",
    "deepcopy": "copy",
    "sqrt": "math",
}
_MODULES: Final = {name: name for name in (*sys.stdlib_module_names, "pytest") if not name.startswith("_")}
_FROM_THE_MODULE: Final = re.compile(r"\bdatetime\.(?:date|datetime|time|timedelta|timezone)\b")
_IMPLICIT: Final = {*dir(builtins), "__file__", "__name__", "__doc__", "__builtins__", "__annotations__"}


def missing_names(text: str) -> frozenset[str]:
    """Names that are read somewhere in a Python file and come into being nowhere in it.

    Returns:
        Nothing where it cannot be known: the text does not parse, or imports with a star.
    """
    tree = _parsed(text)
    if tree is None:
        return frozenset()
    bound: set[str] = set()
    read: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Load()):
                read.add(name)
            case ast.Name(id=name):
                bound.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                bound.add(name)
            case ast.arg(arg=name):
                bound.add(name)
            case ast.ImportFrom(names=names) if any(alias.name == "*" for alias in names):
                return frozenset()
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                bound.update(alias.asname or alias.name.partition(".")[0] for alias in names)
            case (
                ast.ExceptHandler(name=str(name))
                | ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
            ):
                bound.add(name)
            case ast.MatchMapping(rest=str(name)):
                bound.add(name)
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                bound.update(names)
            case _:
                bound.update(parameter.name for parameter in getattr(node, "type_params", ()))
    return frozenset(read - bound - _IMPLICIT)


def new_missing_names(old: str, new: str) -> tuple[str, ...]:
    """Those that an edit brings in, in alphabetical order."""
    missing = missing_names(new)
    return tuple(sorted(missing - missing_names(old))) if missing else ()


def import_for(name: str, text: str) -> str | None:
    """The line that imports a name which `text` uses; None where there are several ways or none."""
    if name == "datetime" and not _FROM_THE_MODULE.search(text):
        return "from datetime import datetime"
    if name in _MODULES and f"{name}." in text:
        return f"import {name}"
    module = _WELL_KNOWN.get(name)
    return f"from {module} import {name}" if module else None


def _parsed(text: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError, SystemError):
        return None
