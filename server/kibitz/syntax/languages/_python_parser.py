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
    misplaced = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(f"{head}{text}\n{indent}pass\n")
            misplaced = not indent  # else what is around is not seen here: a `return` is no error
            if misplaced:
                compile(text, "", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    except SyntaxError as error:
        line = min(max((error.lineno or 1) - 1 - bool(head), 0), text.count("\n"))
        unfinished = _UNFINISHED.search(error.msg) is not None
        return OwnError(line=line, unfinished=unfinished, misplaced=misplaced)
    except (ValueError, RecursionError, MemoryError, SystemError):
        return None  # SystemError: after one failure CPython 3.11 may report another that is none (gh-106905)
    return None
