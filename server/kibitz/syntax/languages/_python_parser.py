"""What Python itself says of Python: tree-sitter overlooks wrong indentation and bodies that are missing."""

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
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(f"{head}{text}\n{indent}pass\n")
    except SyntaxError as error:
        line = min(max((error.lineno or 1) - 1 - bool(head), 0), text.count("\n"))
        return OwnError(line=line, unfinished=_UNFINISHED.search(error.msg) is not None)
    except (ValueError, RecursionError, MemoryError, SystemError):
        return None  # SystemError: after one failure CPython 3.11 may report another that is none (gh-106905)
    return None
