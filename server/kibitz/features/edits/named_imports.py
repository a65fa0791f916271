"""The import that a diagnostic asks for by its name: `"json" is not defined`. Needs no model.

Pure. Only where all of it is certain: the name is used and comes from nowhere, the diagnostic speaks of it,
and one library is known for it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kibitz.features.edits.finish import change_of
from kibitz.features.edits.imports import missing_imports
from kibitz.features.edits.known_imports import forgotten_imports
from kibitz.features.edits.names import import_for, missing_names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.edits.proposal import DocumentChange
    from kibitz.syntax.parser import Parser
    from kibitz.text.span import Span


def import_named_by(
    messages: Iterable[str], snapshot: Snapshot, span: Span, parser: Parser, *, above: str = ""
) -> DocumentChange | None:
    """The imports that all of the diagnostics ask for; None where one of them asks for something else.

    Args:
        messages: of the diagnostics.
        snapshot: the document.
        span: what they are about.
        parser: for the place and the check.
        above: code that comes before the document, whose imports hold in it.
    """
    tree = parser.tree(snapshot.uri, snapshot.text, snapshot.language_id, near=span.start)
    if tree is None:
        return None
    known = _missing(tree.language.id, above + snapshot.text)
    found: list[str] = []
    for message in messages:
        lines = {known[word] for word in _WORD.findall(message) if word in known}
        if len(lines) != 1:
            return None
        found += lines
    on_top = missing_imports(snapshot, found, span, tree, above=above)
    return None if on_top is None else change_of(snapshot, [on_top], made_from=span, parser=parser)


def _missing(language_id: str, text: str) -> dict[str, str]:
    """By name, the lines that import what a text uses and does not have."""
    if language_id == "python":
        lines = {name: import_for(name, text) for name in missing_names(text)}
        return {name: line for name, line in lines.items() if line}
    lines = forgotten_imports(language_id, "", text)
    return {_LAST_NAME.findall(line)[-1]: line for line in lines}


_WORD = re.compile(r"[^\W\d]\w*")
_LAST_NAME = re.compile(r"\w+")
