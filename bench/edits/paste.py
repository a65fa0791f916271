"""What a careful person does with the answer of a model: finds the code and puts it where it belongs.

Definitions take the place of those of the same name, at their depth; new ones follow; imports go to the top;
an answer that is a whole file replaces the file. What fits nowhere takes the place of the selected lines.
"""

from __future__ import annotations

import ast
import re
import textwrap

_FENCE = re.compile(r"^```[^\n]*\n(.*?)^```", re.DOTALL | re.MULTILINE)


def pasted(answer: str, text: str, first: int, last: int) -> str:
    """The file with the answer in it; lines from 1."""
    ending = "\r\n" if "\r\n" in text else "\n"
    blocks = _FENCE.findall(answer) or [answer]
    code = textwrap.dedent(max(blocks, key=len)).strip("\n")
    plain = text.replace("\r\n", "\n")
    new = _placed(code, plain, first, last)
    return new.replace("\n", ending)


def code_of(answer: str) -> str:
    """The longest fenced block, else everything."""
    return max(_FENCE.findall(answer) or [answer], key=len)


def _placed(code: str, text: str, first: int, last: int) -> str:
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return _lines_replaced(text, first, last, code)
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    given = [node for node in tree.body if isinstance(node, kinds)]
    known = {node.name for node in ast.parse(text).body if isinstance(node, kinds)}
    if known and known <= {node.name for node in given}:
        return code + "\n"
    if _is_docstring(tree.body):
        return _documented(text, first, ast.get_docstring(tree) or "")
    if not given:
        return _lines_replaced(text, first, last, code)
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    if len(given) == 1 and len(tree.body) == 1 and _is_docstring(given[0].body):
        return _documented(text, first, ast.get_docstring(given[0]) or "")
    extra: list[str] = []
    for node in given:
        piece = _source(code, node)
        old = next(
            (n for n in ast.walk(ast.parse(text)) if isinstance(n, kinds) and n.name == node.name), None
        )
        if old is None:
            extra.append(piece)
            continue
        start = min([old.lineno, *(d.lineno for d in old.decorator_list)])
        text = _lines_replaced(text, start, old.end_lineno or start, piece, depth=old.col_offset)
    text = text.rstrip("\n") + "\n" + "".join(f"\n\n{piece}\n" for piece in extra)
    missing = [ast.unparse(node) for node in imports if ast.unparse(node) not in text]
    return "".join(f"{line}\n" for line in missing) + text


def _is_docstring(body: list[ast.stmt]) -> bool:
    return (
        len(body) == 1
        and isinstance(body[0], ast.Expr)
        and isinstance(body[0].value, ast.Constant)
        and isinstance(body[0].value.value, str)
    )


def _documented(text: str, line: int, words: str) -> str:
    """The text with a docstring in the definition around a line: nobody pastes it over the code."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    around = [
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, kinds) and node.lineno <= line <= (node.end_lineno or 0)
    ]
    if not around:
        return text
    start = around[-1].body[0]
    indent = " " * start.col_offset
    comment = "\n".join(indent + each if each else each for each in f'"""{words}\n"""'.split("\n"))
    lines = text.split("\n")
    lines.insert(start.lineno - 1, comment)
    return "\n".join(lines)


def _source(code: str, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> str:
    start = min([node.lineno, *(d.lineno for d in node.decorator_list)])
    return textwrap.dedent("\n".join(code.split("\n")[start - 1 : node.end_lineno]))


def _lines_replaced(text: str, first: int, last: int, code: str, depth: int | None = None) -> str:
    lines = text.split("\n")
    line = lines[first - 1]
    depth = len(line) - len(line.lstrip()) if depth is None else depth
    indent = line[:depth]
    lines[first - 1 : last] = [indent + each if each else each for each in code.split("\n")]
    return "\n".join(lines)
