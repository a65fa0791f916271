"""Clearer names for the local variables of a function: a model thinks of them, `rename.py` puts them in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kibitz.features.edits.ask import converse
from kibitz.features.edits.finish import BROKEN, change_of, proposal_of
from kibitz.features.edits.propose import Declined
from kibitz.features.edits.rename import local_names, renames
from kibitz.syntax.parts import definition_at

if TYPE_CHECKING:
    from kibitz.backends.model import ModelSource
    from kibitz.base.ports import Progress
    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.edits.proposal import Proposal
    from kibitz.syntax.parser import Parser
    from kibitz.text.span import Span

ANSWER_TOKENS: Final = 200
SHORT_CHARS: Final = 2
NOTHING: Final = Declined("There are no local variables here.")
NONE_BETTER: Final = Declined("The model has no clearer names that could be used. Nothing was changed.")

_ROLE: Final = (
    "You give variables names that say what they hold. You answer with one line for each: old -> new."
)
_HINT: Final = (
    "None of these is a new name that is free. Say in one sentence what each variable holds. Then write one "
    "line `old -> new` for each, with a new name made of one or two words."
)
_LINE: Final = re.compile(
    r"^[\s*-]*[`'\"]?(?P<old>[^\W\d]\w*)[`'\"]?\s*(?:->|=>|→|:|=)\s*[`'\"]?(?P<new>[^\W\d]\w*)[`'\"]?",
    re.MULTILINE,
)


async def clearer_names(
    snapshot: Snapshot,
    place: Span,
    *,
    title: str,
    models: ModelSource,
    parser: Parser,
    progress: Progress,
) -> Proposal | Declined:
    """Propose names for the variables of the function around a place.

    Raises:
        UserActionNeeded, BackendFailure: there is no model, or it did not answer.
    """
    tree = parser.tree(snapshot.uri, snapshot.text, snapshot.language_id, near=place.start)
    found = definition_at(tree, place) if tree else None
    names = local_names(tree, found) if tree and found else ()
    if tree is None or found is None or not names:
        return NOTHING
    talk = await converse(
        snapshot,
        snapshot.text[found.span.start : found.span.end],
        role=_ROLE,
        question=_question(names),
        max_tokens=ANSWER_TOKENS,
        models=models,
        progress=progress,
    )
    edits = renames(snapshot, tree, found.span, read_names(await talk.answer(), names))
    if not edits:
        again = await talk.repair(_HINT)
        edits = renames(snapshot, tree, found.span, read_names(again, names))
    if not edits:
        return NONE_BETTER
    change = change_of(snapshot, edits, made_from=found.span, parser=parser)
    return Declined(BROKEN) if change is None else proposal_of(title, change)


def _question(names: tuple[str, ...]) -> str:
    """Short names are asked for one by one: left to choose, the 1.5B model renames the first of them only."""
    short = [name for name in names if len(name) <= SHORT_CHARS]
    if short:
        asked = f"These variables need names that say what they hold: {', '.join(short)}. For each of them"
    else:
        asked = f"The local variables are: {', '.join(names)}. For each whose name says too little"
    return f"{asked}, write one line `old -> new`, in the spelling the code uses for names."


def read_names(answer: str, known: tuple[str, ...]) -> dict[str, str]:
    """Old name -> new name, for the variables there are; the first line about one counts."""
    found: dict[str, str] = {}
    for match in _LINE.finditer(answer):
        if match["old"] in known:
            found.setdefault(match["old"], match["new"])
    return found
