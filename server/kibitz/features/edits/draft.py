"""From an answer to a change of the document, judged: what `propose.py` does between two questions.

Pure but for the parser's memory of trees; never raises.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kibitz.features.edits.check import SyntaxProblem, lost_definition, strays, syntax_problem
from kibitz.features.edits.fit import keep_same_lines, reindent
from kibitz.features.edits.imports import missing_imports, split_imports
from kibitz.features.edits.parse import Refused, parse_answer
from kibitz.features.edits.proposal import DocumentChange, line_edits
from kibitz.text.edits import TextEdit
from kibitz.text.span import Span

if TYPE_CHECKING:
    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.edits.region import Region
    from kibitz.syntax.parser import Parser
    from kibitz.syntax.tree import SyntaxTree


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A change that could be shown.

    Attributes:
        rewritten: the edits of the region alone, without imports at the top of the file.
        problem: a syntax error it would bring in.
    """

    change: DocumentChange
    rewritten: tuple[TextEdit, ...]
    problem: SyntaxProblem | None


UNCHANGED: Final = Refused(
    "repeats the code as it is", "Your answer is the code as it was. Carry out the instruction."
)
PARTIAL: Final = Refused(
    "holds only a part of the code",
    "Your answer held only a part of the code. Answer with all of it, from its first line to its last.",
)
STRAYING: Final = Refused("changes what it must not", "Change nothing but the code you were given.")


def draft_of(answer: str, *, snapshot: Snapshot, region: Region, parser: Parser) -> Draft | Refused:
    """Read an answer as the new text of the region; where it is only that of the lines in focus, as these.

    Args:
        answer: with everything masked put back.
    """
    shown = _plain(region.shown)
    code = parse_answer(answer, shown)
    if isinstance(code, Refused):
        return code
    tree = parser.tree(snapshot.uri, snapshot.text, snapshot.language_id, near=region.span.start)
    whole = Span(0, len(region.shown))
    draft = _placed(code.text, whole, snapshot, region, parser, tree)
    if draft is PARTIAL and region.focus != whole:
        return _placed(code.text, region.focus, snapshot, region, parser, tree)
    return draft


def _placed(
    code: str, part: Span, snapshot: Snapshot, region: Region, parser: Parser, tree: SyntaxTree | None
) -> Draft | Refused:
    """The draft in which `code` stands in place of a part of what was shown."""
    text = snapshot.text
    head, old, tail = (
        _plain(piece)
        for piece in (
            region.shown[: part.start],
            region.shown[part.start : part.end],
            region.shown[part.end :],
        )
    )
    split = split_imports(code, old)
    new = head + reindent(split.code, old or region.place, document=text) + tail
    on_top = missing_imports(snapshot, split.imports, region.span, tree)
    if on_top is None and _same(new, head + old + tail):
        return UNCHANGED
    last_line = snapshot.index.line_span(snapshot.index.line_of(region.span.end), with_ending=True)
    lines = Span(region.span.start, last_line.end)
    replaced = text[region.span.start : region.span.end]
    new_lines = keep_same_lines(new, replaced, document=text) + text[region.span.end : lines.end]
    rewritten = line_edits(text, TextEdit(lines, new_lines))
    change = DocumentChange(
        uri=snapshot.uri,
        base_version=snapshot.version,
        base_text=text,
        made_from=lines,
        edits=rewritten if on_top is None else (on_top, *rewritten),
    )
    if strays(change, (lines, *((on_top.span,) if on_top else ()))):
        return STRAYING
    start = lines.start + (on_top.growth if on_top else 0)
    now = Span(start, start + len(new_lines))
    if (
        region.is_definition
        and part == Span(0, len(region.shown))
        and lost_definition(parser, snapshot, change.new_text, now)
    ):
        return PARTIAL
    problem = syntax_problem(parser, snapshot, change.new_text, old_region=lines, new_region=now)
    return Draft(change=change, rewritten=rewritten, problem=problem)


def _same(new: str, old: str) -> bool:
    return [line.rstrip() for line in new.split("\n")] == [line.rstrip() for line in old.split("\n")]


def _plain(piece: str) -> str:
    return piece.replace("\r\n", "\n").replace("\r", "\n")
