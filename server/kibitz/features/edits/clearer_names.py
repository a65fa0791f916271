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
    from typing import LiteralString

    from kibitz.backends.model import ModelSource
    from kibitz.base.ports import Progress
    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.edits.proposal import Proposal
    from kibitz.syntax.parser import Parser
    from kibitz.text.span import Span

ANSWER_TOKENS: Final = 200
NAME_TOKENS: Final = 24
MOST_ASKED: Final = 4  # one by one
SHORT_CHARS: Final = 2
NOTHING: Final = Declined("There are no local variables here.")
NONE_BETTER: Final = Declined("The model has no clearer names that could be used. Nothing was changed.")

_ROLE: Final = (
    "You give variables names that say what they hold. You answer with one line for each: old -> new."
)
_ROLE_OF_ONE: Final = (
    "You name variables. You answer with one name, in the spelling of the code, and nothing else."
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
    code = snapshot.text[found.span.start : found.span.end]

    async def ask(role: LiteralString, question: str, max_tokens: int) -> str:
        talk = await converse(
            snapshot,
            code,
            role=role,
            question=question,
            max_tokens=max_tokens,
            models=models,
            progress=progress,
            whole=True,
        )
        return await talk.answer()

    new_names = read_names(await ask(_ROLE, _question(names), ANSWER_TOKENS), names)
    edits = renames(snapshot, tree, found.span, new_names)
    if not edits:  # asked for all at once, small models repeat the names there are
        one_by_one: dict[str, str] = {}
        for name in [name for name in names if len(name) <= SHORT_CHARS][:MOST_ASKED]:
            answer = await ask(
                _ROLE_OF_ONE, f"What is a clearer name for the variable `{name}`?", NAME_TOKENS
            )
            if new := read_name(answer, name):
                one_by_one[name] = new
        edits = renames(snapshot, tree, found.span, one_by_one)
    if not edits:
        return NONE_BETTER
    change = change_of(snapshot, edits, made_from=found.span, parser=parser)
    return Declined(BROKEN) if change is None else proposal_of(title, change)


def read_name(answer: str, old: str) -> str | None:
    """The first one in backticks, else the only word there is."""
    alone = _ALONE.fullmatch(answer)
    words = [*_QUOTED.findall(answer), *([alone[1]] if alone else ())]
    return next((word for word in words if word != old), None)


_QUOTED: Final = re.compile(r"`([^\W\d]\w*)`")
_ALONE: Final = re.compile(r"\s*([^\W\d]\w*)[\s.]*")


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
