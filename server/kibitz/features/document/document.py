"""Documents a function or class: asks a model for the comment alone and puts it where the language wants it.

The code itself is no part of the answer, so it cannot change, and a long function costs as little as a short
one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kibitz.features.document.comment import rendered, words_of
from kibitz.features.edits.ask import converse
from kibitz.features.edits.finish import BROKEN, change_of, proposal_of
from kibitz.features.edits.parse import Refused
from kibitz.features.edits.propose import Declined
from kibitz.syntax.parts import definition_at
from kibitz.text.edits import TextEdit
from kibitz.text.span import Span

if TYPE_CHECKING:
    from kibitz.backends.model import ModelSource
    from kibitz.base.ports import Progress
    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.edits.proposal import Proposal
    from kibitz.features.project import Project
    from kibitz.syntax.language import DocComment
    from kibitz.syntax.parser import Parser
    from kibitz.syntax.parts import Definition
    from kibitz.syntax.tree import SyntaxTree

ANSWER_TOKENS: Final = 400
CODE_CHARS: Final = 6000  # the start of a long class says what it is
EXAMPLE_CHARS: Final = 500
NOTHING: Final = Declined("There is no function or class here to document.")
NO_STYLE: Final = Declined("Kibitz does not know how this language documents code.")

_ROLE: Final = (
    "You write documentation comments: short, exact, no filler. You answer with the comment alone in one "
    "fenced code block, and do not repeat the code."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where the comment goes.

    Attributes:
        span: what it replaces; empty where there is none yet.
        indent: of its lines.
        before, after: what goes around a new one.
    """

    span: Span
    indent: str
    before: str = ""
    after: str = ""


async def document(
    snapshot: Snapshot,
    place: int | Span,
    *,
    title: str,
    instruction: str | None,
    models: ModelSource,
    project: Project,
    parser: Parser,
    progress: Progress,
) -> Proposal | Declined:
    """Propose the documentation of what is around a place.

    Raises:
        UserActionNeeded, BackendFailure: there is no model, or it did not answer.
    """
    at = place if isinstance(place, int) else place.start
    tree = parser.tree(snapshot.uri, snapshot.text, snapshot.language_id, near=at)
    found = definition_at(tree, place) if tree else None
    if tree is None or found is None:
        return NOTHING
    style = tree.language.doc_comment
    if style is None or (style.inside and found.body is None):
        return NO_STYLE
    code = snapshot.text[found.whole.start : min(found.whole.end, found.whole.start + CODE_CHARS)]
    question = _question(snapshot, found, tree, style) + (f" {instruction.strip()}" if instruction else "")
    talk = await converse(
        snapshot,
        _outdented(code, _indent_at(snapshot, found.whole.start)),
        role=_ROLE,
        question=question,
        max_tokens=ANSWER_TOKENS,
        models=models,
        project=project,
        progress=progress,
    )
    words = words_of(await talk.answer(), style)
    if isinstance(words, Refused):
        words = words_of(await talk.repair(words.hint), style)
    if isinstance(words, Refused):
        return Declined(f"The answer of the model {words.reason}. Nothing was changed.")
    at_place = _place(snapshot, found, style)
    text = rendered(words, style, indent=at_place.indent, opens_below=_opens_below(snapshot.text))
    edit = TextEdit(at_place.span, at_place.before + text + at_place.after)
    change = change_of(snapshot, [edit], made_from=found.whole | at_place.span, parser=parser)
    return Declined(BROKEN) if change is None else proposal_of(title, change)


def _question(snapshot: Snapshot, found: Definition, tree: SyntaxTree, style: DocComment) -> str:
    name = tree.definition_name(found.head)
    asked = f"Write the documentation comment of `{name}`" if name else "Write its documentation comment"
    parts = [f"{asked} ({style.style}): what it does, its parameters, what it returns, what it raises."]
    example = _example(snapshot, found, tree)
    if example:
        parts.append(f"Write it in the style of this one from the same file:\n{example}\n")
    elif style.inside:
        parts.append(
            "Begin with one sentence on the first line. Google style: `Args:`, `Returns:`, `Raises:`."
        )
    parts.append("Answer with the comment alone in one fenced code block.")
    return "\n".join(parts)


def _example(snapshot: Snapshot, found: Definition, tree: SyntaxTree) -> str:
    """The longest short documentation of another definition in the file: it shows most of the style."""
    best = ""
    for match in re.finditer(
        r"^[ \t]*(?:\w+[ \t]+){0,4}?(?:def|class|function|func|fn)\b", snapshot.text, re.M
    ):
        other = definition_at(tree, match.end())
        if other is None or other.documentation is None or other.span == found.span:
            continue
        text = snapshot.text[other.documentation.start : other.documentation.end]
        if len(best) < len(text) <= EXAMPLE_CHARS:
            best = _outdented(text, _indent_at(snapshot, other.documentation.start))
    return best


def _place(snapshot: Snapshot, found: Definition, style: DocComment) -> _Place:
    text = snapshot.text
    if found.documentation is not None:
        return _Place(span=found.documentation, indent=_indent_at(snapshot, found.documentation.start))
    if not style.inside or found.body is None:
        start = found.whole.start
        indent = _indent_at(snapshot, start)
        return _Place(span=Span(start, start), indent=indent, after="\n" + indent)
    start = found.body.start
    on_head_line = "\n" not in text[found.head.end - 1 : start] and _before(snapshot, start).strip()
    if on_head_line:  # `def f(): return 1`
        indent = _indent_at(snapshot, found.span.start) + "    "
        behind = len(text[:start]) - len(text[:start].rstrip(" \t"))
        own_line = "\n" + indent
        return _Place(span=Span(start - behind, start), indent=indent, before=own_line, after=own_line)
    indent = _indent_at(snapshot, start)
    return _Place(span=Span(start, start), indent=indent, after="\n" + indent)


def _opens_below(text: str) -> bool:
    """Whether the docstrings of this file begin on the line below their quotes."""
    below = len(re.findall(r'^[ \t]*"""[ \t]*\r?\n[ \t]*\w', text, re.M))
    return below > len(re.findall(r'^[ \t]+"""[ \t]*\w', text, re.M))


def _before(snapshot: Snapshot, offset: int) -> str:
    return snapshot.text[snapshot.index.line_start(snapshot.index.line_of(offset)) : offset]


def _indent_at(snapshot: Snapshot, offset: int) -> str:
    line = _before(snapshot, offset)
    return line[: len(line) - len(line.lstrip())]


def _outdented(code: str, indent: str) -> str:
    return "\n".join(line.removeprefix(indent) for line in code.split("\n"))
