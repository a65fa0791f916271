"""Adds types to a Python function: asks for the signature alone and takes nothing of it but annotations.

The names, the order and the defaults of the parameters stay as they are, by comparison of syntax trees.
"""

from __future__ import annotations

import ast
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from kibitz.base.errors import BackendFailure
from kibitz.features.edits.ask import converse
from kibitz.features.edits.finish import BROKEN, change_of, proposal_of
from kibitz.features.edits.names import import_for, new_missing_names
from kibitz.features.edits.propose import Declined
from kibitz.syntax.parts import definition_at
from kibitz.text.edits import TextEdit
from kibitz.text.line_index import LineIndex
from kibitz.text.span import Span

if TYPE_CHECKING:
    from kibitz.backends.model import ModelSource
    from kibitz.base.ports import Progress
    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.edits.proposal import Proposal
    from kibitz.syntax.parser import Parser

ANSWER_TOKENS: Final = 300
CODE_CHARS: Final = 6000
NOTHING: Final = Declined("There is no function here to add types to.")
OTHER: Final = Declined("The answer of the model changes more than the types. Nothing was changed.")

_ROLE: Final = (
    "You add type annotations to Python code. You answer with the annotated `def` line alone in one fenced "
    "code block: the same parameters, without the body."
)
_QUESTION: Final = (
    "Write the `def` line of this function again with a type annotation for every parameter but `self` and "
    "`cls`, and for what it returns. Use built-in generics (`list[int]`, `dict[str, int]`, `str | None`). "
    "Keep names, order and default values. Answer with that line alone, in one fenced code block."
)
_HINT: Final = "Answer with the `def` line only: the same name and parameters, with annotations."
_UNDEFINED: Final = (
    "Nothing in the file defines {}. Write the `def` line again with built-in types, or classes of the file."
)
_RECEIVERS: Final = ("self", "cls")
_HEAD: Final = re.compile(r"^[ \t]*(?:async[ \t]+)?def\b", re.MULTILINE)


async def annotate(
    snapshot: Snapshot,
    place: int | Span,
    *,
    title: str,
    models: ModelSource,
    parser: Parser,
    progress: Progress,
) -> Proposal | Declined:
    """Propose the types of the function around a place.

    Raises:
        UserActionNeeded, BackendFailure: there is no model, or it did not answer.
    """
    at = place if isinstance(place, int) else place.start
    tree = parser.tree(snapshot.uri, snapshot.text, snapshot.language_id, near=at)
    found = definition_at(tree, place) if tree else None
    if found is None:
        return NOTHING
    text = snapshot.text
    head = Span(
        found.head.start, found.head.start + len(_first_head(text[found.head.start : found.span.end]))
    )
    old = text[head.start : head.end]
    if not old:
        return NOTHING
    talk = await converse(
        snapshot,
        text[found.head.start : min(found.span.end, found.head.start + CODE_CHARS)],
        role=_ROLE,
        question=_QUESTION,
        max_tokens=ANSWER_TOKENS,
        models=models,
        progress=progress,
    )
    new = annotated(old, await talk.answer())
    if new is None:
        new = annotated(old, await talk.repair(_HINT))
    if new is None or new == old:
        return OTHER
    unknown = _unknown(new, snapshot, head)
    if unknown:
        again = None
        with suppress(BackendFailure):  # what there is can be shown
            again = annotated(old, await talk.repair(_UNDEFINED.format(", ".join(unknown))))
        if again is not None and len(_unknown(again, snapshot, head)) < len(unknown):
            new, unknown = again, _unknown(again, snapshot, head)
    new = without_types(new, frozenset(unknown), old)
    if new == old:
        return OTHER
    change = change_of(snapshot, [TextEdit(head, new)], made_from=found.span, parser=parser)
    if change is None:
        return Declined(BROKEN)
    left_out = f"Left out, because nothing defines them: {', '.join(unknown)}."
    return proposal_of(title, change, warnings=(left_out,) if unknown else ())


def _unknown(new: str, snapshot: Snapshot, head: Span) -> list[str]:
    """Names in the annotations of a new head that nothing defines, in strings too."""
    text = snapshot.text
    named = {name for node in _annotations(new).values() for name in _names_in(node)}
    whole = f"{text[: head.start]}{new}{text[head.end :]}\n_ = ({''.join(f'{name}, ' for name in named)})\n"
    return [name for name in new_missing_names(text, whole) if import_for(name, whole) is None]


def annotated(old: str, answer: str) -> str | None:
    """The head in an answer; None unless it is the old one but for annotations."""
    for match in _HEAD.finditer(answer):
        new = _first_head(answer[match.start() :].lstrip())
        if new and _bare(new) == _bare(old) and _bare(new) is not None:
            return _quoted_whole(new)
    return None


def without_types(head: str, unknown: frozenset[str], old: str) -> str:
    """A head without annotations of `self` and those that name something unknown; those it had stay."""
    before = _annotations(old)
    for name, node, place in _places(head):
        if not (name in _RECEIVERS or unknown & _names_in(node)):
            continue
        kept = ast.unparse(before[name]) if name in before else ""
        left = head[: place.start] if kept else re.sub(r"\s*(?:->|:)\s*\Z", "", head[: place.start])
        head = left + kept + head[place.end :]
    return head


def _quoted_whole(head: str) -> str:
    """A union of a type in quotes fails where the file is loaded, `"A" | None`: all of it goes in quotes."""
    for _, node, place in _places(head):
        unquoted = _Unquoted()
        text = ast.unparse(unquoted.visit(node))
        if unquoted.found and '"' not in text:
            head = f'{head[: place.start]}"{text}"{head[place.end :]}'
    return head


class _Unquoted(ast.NodeTransformer):
    """Takes the quotes from the sides of unions."""

    found = False

    def visit_BinOp(self, node: ast.BinOp) -> ast.BinOp:
        self.generic_visit(node)
        node.left, node.right = self._plain(node.left), self._plain(node.right)
        return node

    def _plain(self, side: ast.expr) -> ast.expr:
        if not (isinstance(side, ast.Constant) and isinstance(side.value, str)):
            return side
        self.found = True
        return _parsed(side.value) or side


def _places(head: str) -> list[tuple[str, ast.expr, Span]]:
    """The annotations with where they stand, the last first, so that the others stay where they are."""
    starts = LineIndex.of(head).line_start

    def at(line: int, column: int) -> int:
        start = starts(line - 1)
        return start + len(head[start:].encode()[:column].decode())

    found = [
        (
            name,
            node,
            Span(at(node.lineno, node.col_offset), at(node.end_lineno or 1, node.end_col_offset or 0)),
        )
        for name, node in _annotations(head).items()
    ]
    return sorted(found, key=lambda each: -each[2].start)


def _annotations(head: str) -> dict[str, ast.expr]:
    """By the names of the parameters; that of the result under `return`."""
    function = ast.parse(f"{head} pass").body[0]
    if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
        return {}
    arguments = (node for node in ast.walk(function.args) if isinstance(node, ast.arg))
    found = {node.arg: node.annotation for node in arguments if node.annotation}
    return found | ({"return": function.returns} if function.returns else {})


def _names_in(node: ast.expr) -> set[str]:
    """Those of an annotation, of one in quotes too."""
    found = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
    quoted = (part.value for part in ast.walk(node) if isinstance(part, ast.Constant))
    for text in quoted:
        if isinstance(text, str) and (inside := _parsed(text)) is not None:
            found |= {part.id for part in ast.walk(inside) if isinstance(part, ast.Name)}
    return found


def _parsed(text: str) -> ast.expr | None:
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError):
        return None


def _first_head(code: str) -> str:
    """From `def` to the colon before the body; empty when there is none."""
    depth = 0
    quote = ""
    for number, sign in enumerate(code):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        elif sign in "([{":
            depth += 1
        elif sign in ")]}":
            depth -= 1
        elif sign == ":" and depth == 0:
            return code[: number + 1]
    return ""


def _bare(head: str) -> str | None:
    """A head without annotations, in one spelling."""
    try:
        tree = ast.parse(f"{head} pass")
    except (SyntaxError, ValueError):
        return None
    [function] = tree.body if len(tree.body) == 1 else [None]
    if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
        return None
    function.returns = None
    for node in ast.walk(function.args):
        if isinstance(node, ast.arg):
            node.annotation = None
    return ast.dump(tree)
