"""From an answer to a change of the document, judged: what `propose.py` does between two questions.

Pure but for the parser's memory of trees; never raises.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from kibitz.features.edits.check import (
    SyntaxProblem,
    defines_twice,
    lost_definition,
    only_drops_comments,
    strays,
    swaps_definition,
    syntax_problem,
)
from kibitz.features.edits.fit import keep_same_lines, plain, reindent
from kibitz.features.edits.formats.blocks import from_blocks, holds_block
from kibitz.features.edits.formats.diff import from_diff, holds_hunk
from kibitz.features.edits.imports import holds_imports_alone, missing_imports, split_imports, used_imports
from kibitz.features.edits.known_imports import forgotten_imports
from kibitz.features.edits.names import import_for, missing_names, new_missing_names
from kibitz.features.edits.own_part import own_part, without_usage
from kibitz.features.edits.parse import EMPTY, Code, Refused, parse_answer
from kibitz.features.edits.proposal import DocumentChange, line_edits
from kibitz.syntax.outline import outline
from kibitz.syntax.parts import outer_name
from kibitz.text.edits import TextEdit, apply_edits
from kibitz.text.line_index import LineIndex
from kibitz.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.edits.formats.choose import Format
    from kibitz.features.edits.region import Region
    from kibitz.syntax.language import Language
    from kibitz.syntax.parser import Parser
    from kibitz.syntax.tree import SyntaxTree


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A change that could be shown.

    Attributes:
        rewritten: the edits of the region alone, without imports at the top of the file.
        problem: a syntax error it would bring in.
        complaint: what the project's checker says of it that it did not say before.
        undefined: names that the new code uses and nothing defines, as far as that can be known.
    """

    change: DocumentChange
    rewritten: tuple[TextEdit, ...]
    problem: SyntaxProblem | None
    undefined: tuple[str, ...] = ()
    complaint: str = field(default="", repr=False)


UNCHANGED: Final = Refused(
    "repeats the code as it is", "Your answer is the code as it was. Carry out the instruction."
)
PARTIAL: Final = Refused(
    "holds only a part of the code",
    "Your answer held only a part of the code. Answer with all of it, from its first line to its last.",
)
AROUND: Final = Refused(
    "repeats the class around the code",
    "Your answer holds the class around the code. Answer with the code you were given alone, changed.",
)
OTHER: Final = Refused(
    "is about other code than was shown",
    "Your answer holds other code of the file. Answer with the code you were given, changed.",
)
TWICE: Final = Refused(
    "defines one name twice",
    "Your code defines one name twice. A new function needs a name of its own. Answer with all of the code.",
)
STRAYING: Final = Refused("changes what it must not", "Change nothing but the code you were given.")

_OPENERS: Final = r"(?:class|struct|impl|interface|trait|enum|object|module|namespace)"
_READ: Final[dict[Format, Callable[[str, str], Code | Refused]]] = {
    "region": parse_answer,
    "blocks": from_blocks,
    "diff": from_diff,
}
_IDENTIFIER = re.compile(r"[^\W\d]\w*")
_WORD = re.compile(r"\w\w")


def draft_of(
    answer: str,
    *,
    snapshot: Snapshot,
    region: Region,
    parser: Parser,
    form: Format = "region",
    above: str = "",
    wants_code: bool = False,
) -> Draft | Refused:
    """Read an answer as the new text of the region; where it is only that of the lines in focus, as these.

    Args:
        answer: with everything masked put back.
        snapshot: the document.
        region: what was shown of it.
        parser: for the check.
        form: in which the model was asked to answer. Whoever answers with all of the code instead is
            understood too.
        above: code that comes before the document, whose names and imports hold in it.
        wants_code: an answer that lacks a comment and is as it was otherwise has changed nothing.
    """
    shown = plain(region.shown)
    used = _form_of(answer, shown) if form == "region" else form
    code = _READ[used](answer, shown)
    if form != "region" and code is EMPTY:
        used, code = "region", parse_answer(answer, shown)
    if isinstance(code, Refused):
        return code
    if used != "region":
        region = replace(region, n_above=0)  # blocks and diffs leave nothing out but what they take out
    whole = Span(0, len(region.shown))
    draft = _placed(code.text, whole, snapshot, region, parser, above)
    if draft is PARTIAL and region.focus != whole and not _says_more(code.text, region):
        draft = _placed(code.text, region.focus, snapshot, region, parser, above)
    if not wants_code or isinstance(draft, Refused):
        return draft
    made_from = draft.change.made_from
    return UNCHANGED if only_drops_comments(parser, snapshot, draft.rewritten, made_from) else draft


def _form_of(answer: str, shown: str) -> Format:
    """What an answer is, whatever was asked for: the marks of blocks and diffs are never code."""
    if holds_block(answer) and not holds_block(shown):
        return "blocks"
    return "diff" if holds_hunk(answer) and not holds_hunk(shown) else "region"


def _placed(
    code: str, part: Span, snapshot: Snapshot, region: Region, parser: Parser, above: str
) -> Draft | Refused:
    """The draft in which `code` stands in place of a part of what was shown."""
    tree = parser.tree(snapshot.uri, snapshot.text, snapshot.language_id, near=region.span.start)
    file = outline(tree) if tree else ()
    split = split_imports(code, region.shown)
    if tree is not None and region.is_definition:
        split = replace(split, code=without_usage(split.code, tree, parser))
    must_define = region.is_definition and part.contains(Span(region.n_above, len(region.shown)))
    repeats = False
    if tree is not None and must_define:
        own = own_part(split.code, region.span, tree, file, parser)
        if own is None:
            return AROUND
        repeats = own != split.code
        split = replace(split, code=own)
        part = Span(max(part.start, _left_out(own, region, tree.language)), part.end)
    if tree is not None and _holds_what_is_around(split.code, region, tree):
        return AROUND
    new = _with_part(region, part, split.code, document=snapshot.text)
    replacement = _in_document(snapshot, region, new)
    told = split.imports
    if tree is not None and region.shown and (repeats or not _same(new, plain(region.shown))):
        told = used_imports(told, replacement.new_text, tree.language.id)
    imports = (*told, *_forgotten(snapshot, replacement, told, tree, above))
    on_top = missing_imports(snapshot, imports, region.span, tree, above=above)
    if on_top is None and _same(new, plain(region.shown)):
        return UNCHANGED
    lines = replacement.span
    rewritten = line_edits(snapshot.text, replacement)
    top = () if on_top is None else (on_top,)
    if not (top or rewritten):
        return UNCHANGED
    change = DocumentChange(
        uri=snapshot.uri,
        base_version=snapshot.version,
        base_text=snapshot.text,
        made_from=lines,
        edits=tuple(sorted((*top, *rewritten), key=lambda edit: edit.span)),
    )
    if strays(change, (lines, *(edit.span for edit in top))):
        return STRAYING
    start = lines.start + sum(edit.growth for edit in top if edit.span.start <= lines.start)
    now = Span(start, start + len(replacement.new_text))
    if tree and must_define and lost_definition(parser, change.new_text, tree.language.id, now):
        return PARTIAL
    if tree and must_define and swaps_definition(parser, file, change.new_text, tree, region.span, now):
        return OTHER
    if tree and defines_twice(parser, file, change.new_text, tree.language.id, near=now):
        return TWICE
    problem = syntax_problem(parser, snapshot, change.new_text, old_region=lines, new_region=now)
    python = tree is not None and tree.language.id == "python" and problem is None
    undefined = new_missing_names(above + snapshot.text, above + change.new_text) if python else ()
    return Draft(change=change, rewritten=rewritten, problem=problem, undefined=undefined)


def _left_out(code: str, region: Region, language: Language) -> int:
    """How much of what is above the definition an answer leaves out: it begins with what is further down."""
    first, done = code.split("\n", 1)[0].strip(), 0
    above = region.shown[: region.n_above]
    for line in LineIndex.of(above).lines():
        if line.strip() == first or (first.startswith(_DECORATES) and line.lstrip().startswith(first[:2])):
            return done
        done += len(line)
    comments = (language.line_comment, *(language.block_comment or ())[:1])
    return 0 if first.startswith(tuple(filter(None, comments))) else region.n_above


_DECORATES: Final = ("#[", "@")


def _holds_what_is_around(code: str, region: Region, tree: SyntaxTree) -> bool:
    """Whether an answer begins anew the class that the region is in: placed there, it would be in itself."""
    name = outer_name(tree, region.span)
    if name is None:
        return False
    again = re.compile(rf"^[ \t]*(?:\w+[ \t]+)*?{_OPENERS}[ \t]+{re.escape(name)}\b", re.MULTILINE)
    return bool(again.search(code)) and not again.search(region.shown)


def _forgotten(
    snapshot: Snapshot, replacement: TextEdit, imports: Sequence[str], tree: SyntaxTree | None, above: str
) -> list[str]:
    """Imports that the new code needs and neither the answer nor the document has, nor what is above it."""
    if tree is None:
        return []
    if tree.language.id != "python":
        after = apply_edits(snapshot.text, (replacement,))
        return forgotten_imports(tree.language.id, snapshot.text, after, imports)
    new = "\n".join((*imports, above + apply_edits(snapshot.text, (replacement,))))
    used = set(_IDENTIFIER.findall(replacement.new_text))
    lines = (import_for(name, new) for name in sorted(missing_names(new) & used))
    return [line for line in lines if line]


def _says_more(code: str, region: Region) -> bool:
    """Whether an answer is not about the focus alone: it has lines from outside of it, or imports alone."""
    focus = plain(region.shown[region.focus.start : region.focus.end]).split("\n")
    if holds_imports_alone(code.split("\n")) and not holds_imports_alone(focus):
        return True
    inside = {line.strip() for line in focus}
    outside = {line.strip() for line in plain(region.shown).split("\n")} - inside
    return any(line.strip() in outside and _WORD.search(line) for line in code.split("\n"))


def _with_part(region: Region, part: Span, code: str, *, document: str) -> str:
    """What was shown, with `code` at a part of it, indented as that was."""
    old = plain(region.shown[part.start : part.end])
    fitted = reindent(code, old or region.place, document=document)
    return plain(region.shown[: part.start]) + fitted + plain(region.shown[part.end :])


def _in_document(snapshot: Snapshot, region: Region, new: str) -> TextEdit:
    """The replacement of the region's lines, with the last line ending."""
    text, span = snapshot.text, region.span
    last = snapshot.index.line_span(snapshot.index.line_of(span.end), with_ending=True)
    lines = Span(span.start, last.end)
    new_lines = keep_same_lines(new, text[span.start : span.end], document=text) + text[span.end : last.end]
    return TextEdit(lines, new_lines)


def _same(new: str, old: str) -> bool:
    return [line.rstrip() for line in new.split("\n")] == [line.rstrip() for line in old.split("\n")]
