"""What Python itself says of Python: tree-sitter overlooks wrong indentation and bodies that are missing.

And a `return` or a `break` that is in no function, no loop, because the lines above it have left that.
"""

from __future__ import annotations

import ast
import re
import warnings

from kibitz.syntax.language import OwnError

_UNFINISHED = re.compile("^expected an indented block|was never closed$|^unterminated|^unexpected EOF")


def first_error(text: str) -> OwnError | None:
    """The first error in whole statements, which may be indented; taken as part of a block as deep."""
    indent = text[: len(text) - len(text.lstrip(" \t"))]
    head = "if 1:\n" if indent else ""
    whole = f"{head}{text}\n{indent}pass\n"
    try:
        # Compiling takes no longer than making a tree. In a block what is around is not seen: a `return` may
        # be right there.
        _compile(whole, ast.PyCF_ONLY_AST if indent else ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except SyntaxError as error:
        line = min(max((error.lineno or 1) - 1 - bool(head), 0), text.count("\n"))
        unfinished = _UNFINISHED.search(error.msg) is not None
        return OwnError(line=line, unfinished=unfinished, misplaced=not indent and _can_be_read(whole))
    except (ValueError, RecursionError, MemoryError, SystemError):
        return None  # SystemError: after one failure CPython 3.11 may report another that is none (gh-106905)
    return None


def _compile(text: str, flags: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        compile(text, "", "exec", flags, dont_inherit=True)


def _can_be_read(text: str) -> bool:
    try:
        _compile(text, ast.PyCF_ONLY_AST)
    except (SyntaxError, ValueError, RecursionError, MemoryError, SystemError):
        return False
    return True
