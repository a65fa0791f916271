"""Whether an edit may be shown: inside what may be changed, nothing lost, and no new syntax error.

Never raises, does no I/O; what it finds is a value. Touches nothing but the parser's memory of trees.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from kibitz.syntax.outline import line_in, outline
from kibitz.syntax.parts import comments_in
from kibitz.text.edits import apply_edits
from kibitz.text.line_index import LineIndex
from kibitz.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.edits.proposal import DocumentChange
    from kibitz.syntax.outline import Definition
    from kibitz.syntax.parser import Parser
    from kibitz.syntax.tree import SyntaxTree
    from kibitz.text.edits import TextEdit


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """The first line that does not parse any more, from 0, and its text, both of the new document."""

    line: int
    text: str = field(repr=False)


def strays(change: DocumentChange, allowed: Iterable[Span]) -> bool:
    """Whether an edit lies outside of every allowed span, or overlaps another one."""
    places = tuple(allowed)
    done = 0
    for edit in change.edits:
        if edit.span.start < done or not any(place.contains(edit.span) for place in places):
            return True
        done = edit.span.end
    return False


def syntax_problem(
    parser: Parser, snapshot: Snapshot, new_text: str, *, old_region: Span, new_region: Span
) -> SyntaxProblem | None:
    """The place of a syntax error that the document has with the edit and had not before.

    Args:
        parser: knows the document's tree already, as a rule.
        snapshot: the document before.
        new_text: the document with the edit.
        old_region: whole lines that were changed, in the document before.
        new_region: the same part of `new_text`.

    Returns:
        None too for a language nobody can parse here: the edit is not held back for that.
    """
    old = parser.tree(snapshot.uri, snapshot.text, snapshot.language_id, near=old_region.start)
    if old is None:
        return None
    index = LineIndex.of(new_text)
    new = parser.variant(new_text, old.language.id, near=new_region.start)
    if new.n_errors > old.n_errors:
        first, last = index.line_of(new_region.start), index.line_of(new_region.end)
        lines = (*range(first, last + 1), *range(last + 1, index.line_count))
        line = next((line for line in lines if new.errors_in(index.line_span(line))), first)
        return _problem(index, line)
    own_parser = old.language.own_parser  # tree-sitter overlooks wrong indentation
    if own_parser is not None and own_parser(_part(snapshot.text, old_region)) is None:
        wrong = own_parser(_part(new_text, new_region))
        return None if wrong is None else _problem(index, index.line_of(new_region.start) + wrong.line)
    return None


def lost_definition(parser: Parser, new_text: str, language_id: str, new_region: Span) -> bool:
    """Whether no function or class is in the region of `new_text` any more: an answer of its body alone."""
    tree = parser.variant(new_text, language_id, near=new_region.start)
    words = _WORD.finditer(new_text, new_region.start, new_region.end)
    definitions = (tree.enclosing_definition(word.start()) for word in words)
    return not any(definition and new_region.contains(definition) for definition in definitions)


def swaps_definition(
    parser: Parser, old: Sequence[Definition], new_text: str, tree: SyntaxTree, region: Span, new_region: Span
) -> bool:
    """Whether the definition of a region is gone, and another one of the outline before there twice."""
    first, last = line_in(tree, region.start), line_in(tree, region.end)
    own = next((_key(each) for each in old if first <= each.line <= last), None)
    if own is None:
        return False
    new = outline(parser.variant(new_text, tree.language.id, near=new_region.start))
    before, after = (Counter(map(_key, found)) for found in (old, new))
    return after[own] < before[own] and any(n > before[key] > 0 for key, n in after.items())


def _key(found: Definition) -> tuple[str, str]:
    return found.container, found.name


def defines_twice(
    parser: Parser, old: Sequence[Definition], new_text: str, language_id: str, *, near: Span
) -> bool:
    """Whether a function has a name twice in `new_text` that it had once at most in the outline before.

    Only in languages where that is no way to say anything: others have overloads, or tell them apart
    by what decorates them.
    """
    pattern = _FUNCTION.get(language_id)
    if pattern is None:
        return False
    new = outline(parser.variant(new_text, language_id, near=near.start))
    before, after = (
        Counter(each.name for each in found if not each.container and pattern.match(each.head))
        for found in (old, new)
    )
    return any(n > 1 and before[name] < 2 for name, n in after.items())


_IN_SCRIPT: Final = re.compile(
    r"(?:export (?:default )?)?(?:async )?function \w(?!.*;$)", re.DOTALL
)  # no overload
_FUNCTION: Final = {
    **dict.fromkeys(("javascript", "tsx", "typescript"), _IN_SCRIPT),
    "go": re.compile(r"func \w"),
    "rust": re.compile(r"(?:pub )?fn "),
}


def only_drops_comments(parser: Parser, snapshot: Snapshot, edits: Sequence[TextEdit], region: Span) -> bool:
    """Whether edits inside of a region take comments out of it and do nothing else."""
    old = parser.tree(snapshot.uri, snapshot.text, snapshot.language_id, near=region.start)
    if old is None:
        return False
    new_text = apply_edits(snapshot.text, edits)
    new = parser.variant(new_text, old.language.id, near=region.start)
    grown = Span(region.start, region.end + sum(edit.growth for edit in edits))
    before, comments_before = _apart(old, snapshot.text, region)
    after, comments_after = _apart(new, new_text, grown)
    return before == after and not Counter(comments_after) - Counter(comments_before)


def _apart(tree: SyntaxTree, text: str, region: Span) -> tuple[list[str], list[str]]:
    """The lines of code without the comments, and without blank ones; the comments."""
    code, comments, done = "", list[str](), region.start
    for span in comments_in(tree, region):
        code += text[done : span.start]
        comments.append(text[span.start : span.end])
        done = max(span.end, done)
    code += text[done : region.end]
    return [line.rstrip() for line in code.split("\n") if line.strip()], comments


def lines_outside(index: LineIndex, edits: Iterable[TextEdit], focus: Span) -> Sequence[int]:
    """Lines before the edits, from 0, where something is changed outside of the lines of `focus`."""
    first, last = index.line_of(focus.start), index.line_of(focus.end)
    lines = {
        line
        for edit in edits
        for line in range(index.line_of(edit.span.start), index.line_of(edit.span.end) + (not edit.span))
        if not first <= line <= last + (not edit.span)
    }
    return sorted(lines)


_WORD = re.compile(r"\w+")


def _problem(index: LineIndex, line: int) -> SyntaxProblem:
    return SyntaxProblem(line, _part(index.text, index.line_span(line)))


def _part(text: str, span: Span) -> str:
    return text[span.start : span.end]
