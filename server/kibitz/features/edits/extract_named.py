"""Extract a function where syntax alone can do it: a model is asked for nothing but a name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kibitz.features.edits.ask import converse
from kibitz.features.edits.extract import extraction
from kibitz.features.edits.finish import BROKEN, change_of, proposal_of
from kibitz.features.edits.fit import plain
from kibitz.features.edits.function_name import NAME_TOKENS, QUESTION, naming_role, read_name
from kibitz.features.edits.instruction import lines_of
from kibitz.features.edits.propose import Declined
from kibitz.text.edits import TextEdit
from kibitz.text.span import Span

if TYPE_CHECKING:
    from kibitz.backends.model import ModelSource
    from kibitz.base.ports import Progress
    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.edits.extract import Extraction
    from kibitz.features.edits.proposal import Proposal
    from kibitz.syntax.parser import Parser

NO_NAME: Final = Declined("The model found no name for the function that could be used. Nothing was changed.")


def extraction_at(snapshot: Snapshot, span: Span, parser: Parser) -> Extraction | None:
    """How the selected statements can be extracted; None when syntax alone cannot."""
    tree = parser.tree(snapshot.uri, snapshot.text, snapshot.language_id, near=span.start)
    if tree is None or tree.language.id != "python":
        return None
    first, last = lines_of(snapshot, span)
    return extraction(plain(snapshot.text), first, last)


async def extract_named(
    snapshot: Snapshot,
    found: Extraction,
    *,
    title: str,
    models: ModelSource,
    parser: Parser,
    progress: Progress,
) -> Proposal | Declined:
    """Propose the extraction under a name that the model thinks of.

    Raises:
        UserActionNeeded, BackendFailure: there is no model, or it did not answer.
    """
    talk = await converse(
        snapshot,
        found.code,
        role=naming_role("python"),
        question=QUESTION,
        max_tokens=NAME_TOKENS,
        models=models,
        progress=progress,
        whole=True,
    )
    taken = set(re.findall(r"\w+", snapshot.text))
    name = read_name(await talk.answer(), taken)
    if name is None:
        return NO_NAME
    index = snapshot.index
    start, end = index.line_start(found.first), index.line_span(found.last).end
    below = index.line_span(found.after).end
    gap = "\n\n" if found.indent else "\n\n\n"
    call, function = found.call(name), found.function(name)
    if below == end:
        edits = [TextEdit(Span(start, end), f"{call}{gap}{function}")]
    else:
        edits = [TextEdit(Span(start, end), call), TextEdit(Span(below, below), gap + function)]
    change = change_of(snapshot, edits, made_from=Span(index.line_start(found.top), below), parser=parser)
    return Declined(BROKEN) if change is None else proposal_of(title, change)
