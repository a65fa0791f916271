"""From a code block of an answer to a proposal: in place of the definitions of its names, or at the cursor.

Nothing is guessed: where a block belongs nowhere for sure, that is said.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from kibitz.features.edits.draft import UNCHANGED, draft_of
from kibitz.features.edits.fit import keep_same_lines, plain, reindent
from kibitz.features.edits.parse import Refused, parse_answer
from kibitz.features.edits.proposal import DocumentChange, NewFile, Proposal, line_edits
from kibitz.features.edits.propose import Declined
from kibitz.features.edits.region import region_of
from kibitz.syntax.language import language_for
from kibitz.syntax.outline import outline
from kibitz.syntax.parts import definition_at
from kibitz.text.edits import TextEdit
from kibitz.text.line_index import LineIndex
from kibitz.text.span import Span

if TYPE_CHECKING:
    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.chat.blocks import Block
    from kibitz.features.edits.region import Region
    from kibitz.syntax.language import Language
    from kibitz.syntax.parser import Parser

NOWHERE: Final = Declined(
    "It is not clear where this code belongs in the file. Insert it at the cursor instead."
)
WHOLE_FILES: Final = frozenset({"css", "html", "json", "markdown", "toml", "yaml"})
NOTHING_NEW: Final = Declined("The file has this code already.")


def new_file(block: Block, uri: str, name: str) -> Proposal:
    """A file that is not there yet."""
    return Proposal(id=uuid.uuid4().hex, title=f"Create {name}", files=(NewFile(uri=uri, text=block.code),))


def into_file(block: Block, snapshot: Snapshot, name: str, parser: Parser) -> Proposal | Declined:
    """Each definition of the block in place of the one of its name, or behind the last line when it is new.

    Data and prose (JSON, YAML, Markdown), which have no definitions, are taken as the whole file.
    """
    language = language_for(snapshot.language_id, snapshot.uri)
    if isinstance(parse_answer(f"{_FENCE}\n{block.code}\n{_FENCE}", plain(snapshot.text)), Refused):
        return Declined("The code leaves parts out. Ask for all of it.")
    if language is not None and language.id in WHOLE_FILES:
        return _proposal(snapshot, block.code, f"Apply to {name}")
    pieces = _definitions(block.code, language.id if language else "", parser)
    if not pieces:
        return NOWHERE
    now, warnings = snapshot, list[str]()
    for piece_name, piece in pieces:
        found = _place_of(piece_name, now, parser)
        if found is None:
            now = _changed(now, _appended(now.text, piece))
            continue
        draft = draft_of(f"{_FENCE}\n{piece}\n{_FENCE}", snapshot=now, region=found, parser=parser)
        if draft is UNCHANGED:
            continue
        if isinstance(draft, Refused):
            return Declined(f"The code for {piece_name} {draft.reason}. Nothing was changed.")
        if draft.problem is not None:
            warnings.append(f"The result does not parse: see line {draft.problem.line + 1} after the edit.")
        now = _changed(now, draft.change.new_text)
    if lost := _names(snapshot.text, language, parser) - _names(now.text, language, parser):
        warnings.append(f"This takes out what the code does not hold: {', '.join(sorted(lost))}.")
    proposal = _proposal(snapshot, now.text, f"Apply to {name}")
    return proposal if isinstance(proposal, Declined) else replace(proposal, warnings=tuple(warnings))


def at_cursor(block: Block, snapshot: Snapshot, span: Span, name: str) -> Proposal | Declined:
    """In place of the selected lines; for a cursor below its line, or on it where that is blank."""
    index, text = snapshot.index, snapshot.text
    first, last = index.line_of(span.start), index.line_of(span.end)
    lines = Span(index.line_start(first), index.line_span(last, with_ending=True).end)
    old = text[lines.start : lines.end]
    code = plain(block.code).strip("\n")
    place = old if old.strip() else _indent_above(text[: lines.start])
    fitted = keep_same_lines(reindent(code, place, document=text), old, document=text)
    ending = next((end for end in ("\r\n", "\n", "\r") if end in text), "\n")
    has_ending = old.endswith(("\n", "\r"))
    last_ending = ending if has_ending or (text and not old) else ""  # as the file ends now
    if not span and old.strip():
        new = old + ("" if has_ending else ending) + fitted + last_ending
    else:
        new = fitted + last_ending
    return _proposal(snapshot, text[: lines.start] + new + text[lines.end :], f"Insert into {name}", lines)


_FENCE: Final = "`" * 7
_NAME: Final = re.compile(r"\w+")
FIRST_WORDS: Final = 4  # `export` and the like stand in front of a definition


def _names(text: str, language: Language | None, parser: Parser) -> set[str]:
    """Of functions and types, with those they are in: a class that is written anew may lack methods."""
    tree = parser.parse(text, language.id) if language else None
    found = outline(tree) if tree else ()
    kept = (each for each in found if each.kind != "variable")
    return {f"{each.container}.{each.name}".lstrip(".") for each in kept}


def _definitions(code: str, language_id: str, parser: Parser) -> list[tuple[str, str]]:
    """Name and text of what is defined at the margin, with imports and the like before the first one."""
    code = plain(code).strip("\n")
    tree = parser.variant(code, language_id, near=0)
    index = LineIndex.of(code)
    found: list[tuple[str, Span]] = []
    for line in range(index.line_count):
        span = index.line_span(line)
        if span.start < (found[-1][1].end if found else 0) or code[span.start : span.start + 1].isspace():
            continue
        for match in islice(_NAME.finditer(code, span.start, span.end), FIRST_WORDS):
            definition = tree.enclosing_definition(match.start())
            name = tree.definition_name(match.start())
            if definition is not None and name and index.line_of(definition.start) <= line:
                found.append((name, Span(span.start, definition.end)))
                break
    if not found:
        return []
    ends = [start.start for _, start in found[1:]] + [len(code)]
    starts = [0, *(span.start for _, span in found[1:])]
    return [
        (name, code[start:end].strip("\n")) for (name, _), start, end in zip(found, starts, ends, strict=True)
    ]


def _place_of(name: str, snapshot: Snapshot, parser: Parser) -> Region | None:
    """The definition of that name in a document, as what an answer may replace."""
    for match in re.finditer(rf"\b{re.escape(name)}\b", snapshot.text):
        tree = parser.tree(snapshot.uri, snapshot.text, snapshot.language_id, near=match.start())
        if tree is None:
            return None
        found = definition_at(tree, match.start())
        if found is not None and tree.definition_name(match.start()) == name:
            return region_of(snapshot, found)
    return None


def _appended(text: str, piece: str) -> str:
    ending = "\r\n" if "\r\n" in text else "\n"
    body = text.rstrip("\r\n")
    gap = ending * 3 if body else ""
    return body + gap + piece.replace("\n", ending) + ending


def _changed(snapshot: Snapshot, text: str) -> Snapshot:
    index = LineIndex.of(text)
    return replace(snapshot, text=text, index=index)


def _proposal(
    snapshot: Snapshot, new_text: str, title: str, lines: Span | None = None
) -> Proposal | Declined:
    whole = Span(0, len(snapshot.text))
    edits = line_edits(snapshot.text, TextEdit(whole, new_text))
    if not edits:
        return NOTHING_NEW
    touched = Span(edits[0].span.start, edits[-1].span.end)
    change = DocumentChange(
        uri=snapshot.uri,
        base_version=snapshot.version,
        base_text=snapshot.text,
        made_from=touched if lines is None else lines,
        edits=edits,
    )
    return Proposal(id=uuid.uuid4().hex, title=title, changes=(change,))


def _indent_above(text: str) -> str:
    line = next((line for line in reversed(text.split("\n")) if line.strip()), "")
    indent = line[: len(line) - len(line.lstrip())]
    opens = line.rstrip().endswith((":", "{", "(", "["))
    return indent + ("\t" if "\t" in indent else "    ") if opens else indent
