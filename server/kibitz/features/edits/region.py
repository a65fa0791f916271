"""Which part of a document an edit may change, and what of it the model is shown.

Pure. What the user points at is widened to whole statements, and further to the function or class around it
when that is short: small models rewrite a whole function far better than lines out of one (with the embedded
1.5B model, 11 of 11 edits inside a function came out right, against 7 when it saw only the lines).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from kibitz.features.edits.instruction import lines_of
from kibitz.syntax.outline import line_in, outline
from kibitz.syntax.parts import definition_at
from kibitz.text.span import Span

if TYPE_CHECKING:
    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.edits.instruction import Instruction
    from kibitz.syntax.parts import Definition
    from kibitz.syntax.tree import SyntaxTree

DEFINITION_CHARS: Final = 4000
"""A longer function is not rewritten as a whole: 1,300 tokens take the embedded model two minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """What may be changed.

    Attributes:
        span: whole lines of the document, without the last line ending.
        shown: `span` without the instruction comments; empty when code is to be written there.
        pointed: the whole statements the user selected or wrote a comment at, in the document; all of the
            code for a cursor, which may stand anywhere in what the user means.
        focus: the same in offsets of `shown`.
        is_definition: `shown` is one function, class or the like, and must still be one afterwards.
        n_above: how many characters of `shown` stand above the definition itself: its documentation, the
            attributes of Rust. An answer that leaves them out leaves them as they are.
        place: says by its first line how deep the code belongs.
    """

    span: Span
    shown: str = field(repr=False)
    pointed: Span
    focus: Span
    is_definition: bool
    n_above: int = 0
    place: str = field(repr=False)


def choose_region(
    snapshot: Snapshot,
    selection: Span,
    tree: SyntaxTree | None,
    instruction: Instruction | None = None,
    *,
    definition_chars: int = DEFINITION_CHARS,
) -> Region:
    """The region for a selection, or for a cursor when the selection is empty.

    Args:
        snapshot: the document.
        selection: what the user points at.
        tree: of the document, where there is one.
        instruction: the comments that ask for the edit.
        definition_chars: of the longest definition that is taken as a whole.
    """
    comments = instruction.comments if instruction else ()
    first, last = lines_of(snapshot, selection)
    pointed = _code_in(snapshot, first, last, comments)
    if pointed is None and comments:
        first = last = lines_of(snapshot, comments[-1])[1] + 1
        pointed = _code_in(snapshot, first, last, ()) if first < snapshot.index.line_count else None
    if pointed is None:
        return _empty_region(snapshot, selection, comments)
    below = _below_comment(snapshot, pointed, tree) if tree and not selection and not comments else None
    if below is not None and len(below) <= definition_chars:
        return _region(snapshot, below, below, (), definition=below)
    focus = (tree.enclosing_statements(pointed) if tree else None) or pointed
    focus = _whole_lines(snapshot, focus)
    found = definition_at(tree, pointed) if tree and _has_functions(tree) else None
    if found is None:
        return _region(snapshot, focus, focus, comments)
    definition, whole = (_whole_lines(snapshot, span) for span in (found.span, found.whole))
    if len(definition) > definition_chars or not definition.contains(focus):
        return _region(snapshot, focus, focus, comments)
    code = whole if len(whole) <= definition_chars else definition
    means_all = not selection and not comments
    return _region(snapshot, code, code if means_all else focus, comments, definition=definition)


def region_of(snapshot: Snapshot, found: Definition) -> Region:
    """All of a definition."""
    definition, whole = (_whole_lines(snapshot, span) for span in (found.span, found.whole))
    return _region(snapshot, whole, whole, (), definition=definition)


def _below_comment(snapshot: Snapshot, pointed: Span, tree: SyntaxTree) -> Span | None:
    """The lines of the comment the cursor is in and of the function or class below, which it is about."""
    index = snapshot.index

    def begins(line: int) -> int:
        text = _text(snapshot, line)
        return index.line_start(line) + len(text) - len(text.lstrip())

    def is_comment(line: int) -> bool:
        return bool(_text(snapshot, line).strip()) and tree.kind_at(begins(line) + 1) == "comment"

    first = last = index.line_of(pointed.start)
    if not is_comment(first):
        return None
    while first and is_comment(first - 1):
        first -= 1
    while last + 1 < index.line_count and (is_comment(last) or _text(snapshot, last).lstrip()[:2] == "#["):
        last += 1  # attributes of Rust are statements of their own
    start = begins(last)
    below = tree.enclosing_statements(Span(start, start + 1))
    if below is None or not _text(snapshot, last).strip():
        return None
    lines = range(line_in(tree, start), line_in(tree, below.end) + 1)
    is_whole = any(
        each.line in lines and each.end_line == lines[-1] and each.kind != "variable"
        for each in outline(tree)
    )
    return Span(index.line_start(first), below.end) if is_whole else None


def _has_functions(tree: SyntaxTree) -> bool:
    """Not so prose and data: what Markdown calls a section is all that follows a heading."""
    return bool(tree.language.block_openers)


def _code_in(snapshot: Snapshot, first: int, last: int, comments: tuple[Span, ...]) -> Span | None:
    """From the first to the last character of code on some lines; None when there is none.

    An instruction behind code belongs to the code's line and is not looked at here; one on a line of its
    own is no code.
    """
    whole = (lines_of(snapshot, span) for span in comments if _is_whole_line(snapshot, span))
    alone = {line for start, end in whole for line in range(start, end + 1)}
    spans = [
        snapshot.index.line_span(line)
        for line in range(first, min(last, snapshot.index.line_count - 1) + 1)
        if line not in alone
    ]
    told = [span for span in spans if snapshot.text[span.start : span.end].strip()]
    if not told:
        return None
    head, tail = (snapshot.text[span.start : span.end] for span in (told[0], told[-1]))
    return Span(
        told[0].start + len(head) - len(head.lstrip()), told[-1].end - (len(tail) - len(tail.rstrip()))
    )


def _region(
    snapshot: Snapshot,
    code: Span,
    focus: Span,
    comments: tuple[Span, ...],
    *,
    definition: Span | None = None,
) -> Region:
    """The region of some code, together with the comments above it or in it.

    Args:
        definition: what of the code is one, where it is.
    """
    span = Span(min([code.start, *(comment.start for comment in comments)]), code.end)
    inside = tuple(comment for comment in comments if comment.start < span.end)
    pieces, done = list[str](), span.start
    for comment in inside:
        pieces.append(snapshot.text[done : comment.start])
        done = comment.end
    shown = "".join((*pieces, snapshot.text[done : span.end]))

    def in_shown(offset: int) -> int:
        removed = sum(
            min(comment.end, offset) - comment.start for comment in inside if comment.start < offset
        )
        return min(max(offset - span.start - removed, 0), len(shown))

    return Region(
        span=span,
        shown=shown,
        pointed=focus,
        focus=Span(in_shown(focus.start), in_shown(focus.end)),
        is_definition=definition is not None,
        n_above=in_shown(definition.start) if definition else 0,
        place=shown,
    )


def _empty_region(snapshot: Snapshot, selection: Span, comments: tuple[Span, ...]) -> Region:
    """Where there is no code yet: the blank line the cursor is on, or the comment that asks for some."""
    spans = (selection, *(Span(comment.start, comment.end - 1) for comment in comments))
    span = _whole_lines(snapshot, Span(min(s.start for s in spans), max(s.end for s in spans)))
    text = snapshot.text[span.start : span.end]
    place = text or _indent_around(snapshot, span.start)
    return Region(span=span, shown="", pointed=span, focus=Span(0, 0), is_definition=False, place=place)


def _indent_around(snapshot: Snapshot, offset: int) -> str:
    """How deep code on an empty line belongs: as the line right above it, else as what follows."""
    index = snapshot.index
    number = index.line_of(offset)
    texts = (_text(snapshot, line) for line in range(number + 1, index.line_count))
    above = _text(snapshot, number - 1) if number else ""
    line = above if above.strip() else next((text for text in texts if text.strip()), "")
    indent = line[: len(line) - len(line.lstrip())]
    opens = line is above and line.rstrip().endswith((":", "{", "(", "["))
    return indent + ("\t" if "\t" in indent else "    ") if opens else indent


def _text(snapshot: Snapshot, line: int) -> str:
    span = snapshot.index.line_span(line)
    return snapshot.text[span.start : span.end]


def _whole_lines(snapshot: Snapshot, span: Span) -> Span:
    index = snapshot.index
    return Span(index.line_start(index.line_of(span.start)), index.line_span(index.line_of(span.end)).end)


def _is_whole_line(snapshot: Snapshot, comment: Span) -> bool:
    return snapshot.index.line_start(snapshot.index.line_of(comment.start)) == comment.start
