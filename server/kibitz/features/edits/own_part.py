"""What of an answer is about the code that was shown, where it repeats what the file has around that. Pure.

Small models answer with the class around a method, chats with the whole file. Put in place of one function,
all of it would be there twice.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from kibitz.syntax.outline import line_in, outline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kibitz.syntax.outline import Definition
    from kibitz.syntax.parser import Parser
    from kibitz.syntax.tree import SyntaxTree
    from kibitz.text.span import Span


def own_part(
    code: str, span: Span, tree: SyntaxTree, file: Sequence[Definition], parser: Parser
) -> str | None:
    """The code without definitions that the file has outside of `span`.

    Args:
        code: of an answer, without imports at its start.
        span: the definition that it takes the place of.
        tree: of the file.
        file: its outline.
        parser: for the answer.

    Returns:
        The code as it is when it repeats nothing. New functions beside the definition come with it; None when
        there is something else that is new: nobody knows where that belongs.
    """
    first, last = line_in(tree, span.start), line_in(tree, span.end)
    shown = next((each for each in file if first <= each.line <= last), None)
    answer = parser.variant(code, tree.language.id, near=0)
    here = outline(answer)
    if shown is None:
        return code
    name = shown.name
    lines = code.split("\n")
    style = tree.language.doc_comment
    above = (style is not None and not style.inside) or _begins_with_comment(tree, span)
    own = _with_comment if above else partial(_text, answer=answer)
    if shown.container:
        inside = [each for each in here if each.name == name and each.container]
        if not inside:
            return code
        if len(inside) > 1 or (
            inside[0].container != shown.container and inside[0].container in {each.name for each in file}
        ):
            return None
        members, dropped = _members(here, inside[0], {each.name for each in file})
        if any(each.container != inside[0].container for each in members):
            return None
        kept = "\n\n".join((own if each.name == name else _with_comment)(lines, each) for each in members)
        return None if any(_is_used(each, kept) for each in dropped) else kept
    elsewhere = {each.name for each in file if not (each.container or first <= each.line <= last)} - {name}
    top = [each for each in here if not each.container]
    kept = [each for each in top if each.name not in elsewhere]
    if len(kept) == len(top) or [each.name for each in kept].count(name) != 1:
        return code
    gap = "\n" * (3 if tree.language.by_indentation else 2)
    return gap.join((own if each.name == name else _with_comment)(lines, each) for each in kept)


def without_usage(code: str, tree: SyntaxTree, parser: Parser) -> str:
    """The code without an example of its use behind it, which would run where the file is loaded."""
    match = _USAGE.search(code)
    if match is None:
        return code
    line = code.count("\n", 0, match.start())
    here = outline(parser.variant(code, tree.language.id, near=0))
    behind = any(each.end_line >= line and each.kind != "variable" for each in here)
    return code if behind else code[: match.start()].rstrip()


_USAGE = re.compile(
    r"""
    ^(?:\#|//|/\*)[ \t]*
    (?:example|sample|usage)(?:[ \t]+(?:of[ \t]+)?(?:use|usage|example))?[ \t]*:?[ \t]*(?:\*/)?$
    """,
    re.MULTILINE | re.IGNORECASE | re.VERBOSE,
)


def _members(
    here: Sequence[Definition], own: Definition, known: set[str]
) -> tuple[list[Definition], list[Definition]]:
    """The definition with what is new beside it, and what is new besides.

    A model that makes up the class around a method, by another name even, makes up more of it, and more in
    what the file has elsewhere: that is no part of the edit.
    """
    others = [each for each in here if each.name in known and not _within(own, each)]
    new = [each for each in here if each.name not in known and not _within(each, own)]
    beside = [each for each in new if not any(_within(each, other) for other in others)]
    beside = [each for each in beside if not _within(own, each)]
    return sorted((own, *beside), key=lambda each: each.line), [each for each in new if each not in beside]


def _is_used(found: Definition, code: str) -> bool:
    """Whether code needs a definition: members of something are named behind it."""
    sign = r"(?:\.|->|::)\s*" if found.container else r"\b"
    return re.search(rf"{sign}{re.escape(found.name)}\b", code) is not None


def _within(inner: Definition, outer: Definition) -> bool:
    return outer.line <= inner.line and inner.end_line <= outer.end_line


def _begins_with_comment(tree: SyntaxTree, span: Span) -> bool:
    piece = tree.data[tree.encoded.byte(span.start) : tree.encoded.byte(span.end)]
    return tree.kind_at(span.start + len(piece) - len(piece.lstrip()) + 1) == "comment"


def _text(lines: Sequence[str], found: Definition, answer: SyntaxTree) -> str:
    """With its decorators, which the outline leaves out."""
    start = found.line
    before = sum(len(line) + 1 for line in lines[:start])
    match = re.search(rf"\b{re.escape(found.name)}\b", lines[start])
    whole = answer.enclosing_definition(before + match.start()) if match else None
    if whole is not None:
        start = min(start, line_in(answer, whole.start))
    return "\n".join(lines[start : found.end_line + 1])


def _with_comment(lines: Sequence[str], found: Definition) -> str:
    """What is new has its documentation above it; what was shown has left it in the file, as a rule."""
    start = found.line
    while start and lines[start - 1].lstrip().startswith(("#", "//", "/*", "*", "@")):
        start -= 1
    return "\n".join(lines[start : found.end_line + 1])
