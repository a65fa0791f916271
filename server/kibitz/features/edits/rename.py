"""Renames, done by syntax: a model may choose the names, but it replaces none itself.

Pure. Refuses what it cannot see through: a new name that is taken, a field that shares the name in an object
written short (`{x}`), a name that other files may use is the caller's to keep out.
"""

from __future__ import annotations

import keyword
import re
from typing import TYPE_CHECKING, Final

from kibitz.features.edits.finish import change_of, proposal_of
from kibitz.syntax.parts import definition_at, names_in
from kibitz.text.edits import TextEdit
from kibitz.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.edits.proposal import Proposal
    from kibitz.syntax.parser import Parser
    from kibitz.syntax.parts import Definition, Name
    from kibitz.syntax.tree import SyntaxTree

_ORDER: Final = re.compile(
    r"\s*(?:please\s+)?rename\s+(?:(?:the|this)\s+)?(?:\w+\s+){0,2}?[`'\"]?(?P<old>[^\W\d]\w*)[`'\"]?\s+"
    r"(?:to|into|as)\s+[`'\"]?(?P<new>[^\W\d]\w*)[`'\"]?\s*(?:everywhere|throughout)?\s*[.!]?\s*",
    re.IGNORECASE,
)
_IDENTIFIER: Final = re.compile(r"[^\W\d]\w*")
_SHARED: Final = re.compile(r"^[ \t]*(?:global|nonlocal)\b(.*)", re.MULTILINE)


def ordered_rename(instruction: str) -> tuple[str, str] | None:
    """The two names of an instruction that asks for one rename and for nothing else."""
    match = _ORDER.fullmatch(instruction)
    return (match["old"], match["new"]) if match else None


def rename(
    snapshot: Snapshot, place: Span, old: str, new: str, *, title: str, parser: Parser
) -> Proposal | None:
    """One variable, function or class of a document renamed; None when syntax alone cannot be sure."""
    tree = parser.tree(snapshot.uri, snapshot.text, snapshot.language_id, near=place.start)
    if tree is None:
        return None
    scope = rename_scope(snapshot, tree, definition_at(tree, place), old)
    edits = renames(snapshot, tree, scope, {old: new}) if scope else ()
    if not scope or not edits:
        return None
    change = change_of(snapshot, edits, made_from=scope, parser=parser)
    return proposal_of(title, change) if change else None


def local_names(tree: SyntaxTree, found: Definition) -> tuple[str, ...]:
    """Variables that come into being inside a function's body, in order of their first mention."""
    if found.body is None or not found.is_function:
        return ()
    names = names_in(tree, found.body)
    body = tree.data[tree.encoded.byte(found.body.start) : tree.encoded.byte(found.body.end)].decode()
    shared = {name for match in _SHARED.finditer(body) for name in _IDENTIFIER.findall(match[1])}
    outer = {name.text for name in names_in(tree, found.head)}
    members = {name.text for name in names if name.is_member}
    declared = (name.text for name in names if name.declares)
    return tuple(dict.fromkeys(name for name in declared if name not in outer | members | shared))


def renames(
    snapshot: Snapshot, tree: SyntaxTree, scope: Span, names: Mapping[str, str]
) -> tuple[TextEdit, ...]:
    """The edits that give variables inside `scope` new names; those that cannot have theirs are left out."""
    found = [name for name in names_in(tree, scope) if not name.is_member]
    text = snapshot.text[scope.start : scope.end]
    taken = set(_IDENTIFIER.findall(text))
    possible = {
        old: new
        for old, new in names.items()
        if old != new and new not in taken and _IDENTIFIER.fullmatch(new) and not keyword.iskeyword(new)
    }
    counts = list(possible.values())
    possible = {old: new for old, new in possible.items() if counts.count(new) == 1}
    return tuple(TextEdit(name.span, possible[name.text]) for name in found if name.text in possible)


def rename_scope(snapshot: Snapshot, tree: SyntaxTree, found: Definition | None, old: str) -> Span | None:
    """Where a name means the same thing: the function around the place, else the whole document.

    Returns:
        None where that is in doubt: nothing declares it, or it is also the name of a member or a keyword.
    """
    whole = Span(0, len(snapshot.text))
    if len(tree.encoded.part) != len(snapshot.text):
        return None  # only a part of a large document is parsed
    everywhere = _of(names_in(tree, whole), old)
    if found is not None:
        inside = _of(names_in(tree, found.span), old)
        declared = [name for name in inside if name.declares or found.head.contains(name.span)]
        is_itself = any(
            name.declares and found.head.start <= name.span.start and tree.definition_name(found.head) == old
            for name in inside
        )
        if declared and not is_itself:
            in_doubt = any(name.is_member for name in everywhere)
            return None if in_doubt else found.span
    if not any(name.declares for name in everywhere) or any(name.is_member for name in everywhere):
        return None
    return whole


def _of(names: tuple[Name, ...], text: str) -> list[Name]:
    return [name for name in names if name.text == text]
