"""Translates comments: a model gets their words as a numbered list, and each goes back to its line.

Code, and the signs of the comments, are no part of the answer, so they cannot change.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kibitz.features.edits.ask import converse
from kibitz.features.edits.finish import BROKEN, change_of, proposal_of
from kibitz.features.edits.propose import Declined
from kibitz.syntax.parts import comments_in, definition_at
from kibitz.text.edits import TextEdit
from kibitz.text.span import Span

if TYPE_CHECKING:
    from kibitz.backends.model import ModelSource
    from kibitz.base.ports import Progress
    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.edits.proposal import Proposal
    from kibitz.syntax.parser import Parser
    from kibitz.syntax.tree import SyntaxTree

MOST_LINES: Final = 60
TOKENS_PER_LINE: Final = 40
NO_COMMENTS: Final = Declined("There are no comments here to translate.")
NO_ANSWER: Final = Declined("The answer of the model holds no translation. Nothing was changed.")

_ROLE: Final = (
    "You translate comments of programs. You keep names, code and punctuation as they are. You answer with "
    "the same numbered list, translated, and nothing else."
)
_SIGNS: Final = re.compile(r"[\s/#*!;%<-]*(?:\"\"\"|''')?\s*")
_END: Final = re.compile(r"\s*(?:\*+/|-->|\"\"\"|''')?\s*\Z")
_NUMBERED: Final = re.compile(r"^\s*(\d+)[.:)]\s?(.*\S)\s*$", re.MULTILINE)


async def translate_comments(
    snapshot: Snapshot,
    span: Span,
    *,
    language: str,
    title: str,
    models: ModelSource,
    parser: Parser,
    progress: Progress,
) -> Proposal | Declined:
    """Propose the comments of a selection, or of the function at the cursor, in another language.

    Raises:
        UserActionNeeded, BackendFailure: there is no model, or it did not answer.
    """
    tree = parser.tree(snapshot.uri, snapshot.text, snapshot.language_id, near=span.start)
    words = words_of_comments(snapshot, span, tree)[:MOST_LINES] if tree else ()
    if not words:
        return NO_COMMENTS
    text = snapshot.text
    listed = "\n".join(f"{n}. {text[place.start : place.end]}" for n, place in enumerate(words, 1))
    talk = await converse(
        snapshot,
        listed,
        role=_ROLE,
        question=f"Translate each line of this list to {language}. Answer with the numbered list.",
        max_tokens=TOKENS_PER_LINE * len(words) + 50,
        models=models,
        progress=progress,
    )
    found = {int(match[1]): match[2] for match in _NUMBERED.finditer(await talk.answer())}
    edits = [
        TextEdit(place, _harmless(found[n]))
        for n, place in enumerate(words, 1)
        if n in found and found[n] != text[place.start : place.end]
    ]
    if not edits:
        return NO_ANSWER
    made_from = Span(edits[0].span.start, edits[-1].span.end)
    change = change_of(snapshot, edits, made_from=made_from, parser=parser)
    missing = len(words) - len(found.keys() & set(range(1, len(words) + 1)))
    warnings = (f"{missing} lines were not translated.",) if missing else ()
    return Declined(BROKEN) if change is None else proposal_of(title, change, warnings=warnings)


def words_of_comments(snapshot: Snapshot, span: Span, tree: SyntaxTree) -> tuple[Span, ...]:
    """The words of every line of the comments and the documentation in a place, without their signs."""
    found = definition_at(tree, span)
    place = span if span else (found.span if found else Span(0, len(snapshot.text)))
    if found is not None and found.documentation is not None and not span:
        place = place | found.documentation
    parts = list(comments_in(tree, place))
    if found is not None and found.documentation is not None and found.documentation not in parts:
        parts.append(found.documentation)
    words: list[Span] = []
    for part in sorted(set(parts)):
        offset = part.start
        for line in snapshot.text[part.start : part.end].splitlines(keepends=True):
            start = len(_match(_SIGNS, line))
            end = len(line) - len(line[start:]) + len(_END.sub("", line[start:]))
            if re.search(r"[^\W\d_]{2}", line[start:end]):
                words.append(Span(offset + start, offset + end))
            offset += len(line)
    return tuple(place for n, place in enumerate(words) if not n or place.start >= words[n - 1].end)


def _match(pattern: re.Pattern[str], line: str) -> str:
    match = pattern.match(line)
    return match[0] if match else ""


def _harmless(text: str) -> str:
    """Words that end no comment."""
    return text.replace("*/", "* /").replace("-->", "-- >").replace('"""', "'''")
