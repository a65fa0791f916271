"""From what is ordered of files to one proposal: edits, new files, other names and files that go.

All of it or nothing: an order that cannot be carried out to the letter refuses the others too. Reads files,
changes none. Blocking.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from kibitz.documents.disk import exists
from kibitz.documents.uri import path_of
from kibitz.features.edits.fit import keep_same_lines, plain
from kibitz.features.edits.formats.blocks import from_blocks
from kibitz.features.edits.formats.diff import from_diff
from kibitz.features.edits.formats.files import FileOrder
from kibitz.features.edits.names import new_missing_names
from kibitz.features.edits.parse import EMPTY, Refused
from kibitz.features.edits.proposal import (
    DeletedFile,
    DocumentChange,
    NewFile,
    Proposal,
    RenamedFile,
    line_edits,
)
from kibitz.features.edits.propose import Declined
from kibitz.syntax.language import language_for
from kibitz.text.edits import TextEdit
from kibitz.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.edits.proposal import FileOperation
    from kibitz.syntax.parser import Parser


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where files are.

    Attributes:
        uri_for: the URI of a path in the workspace; None for what must not be written.
        document: what the editor has under a URI, else what is on disk.
    """

    uri_for: Callable[[str], str | None]
    document: Callable[[str], Snapshot | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedOut:
    """What becomes of the orders.

    Attributes:
        faults: what is wrong with it, as sentences: files that do not parse, names that nothing defines.
    """

    proposal: Proposal
    faults: tuple[str, ...]


UNCHANGED: Final = Declined("All of this is so already.")
CONTRADICTORY: Final = Declined("The answer of the model says two things of one file.")


def carried_out(
    orders: Sequence[FileOrder], place: Place, *, title: str, parser: Parser, begun: Mapping[str, str]
) -> CarriedOut | Declined:
    """One proposal for all orders.

    Args:
        orders: what to do, in any order.
        place: where the files are.
        title: of the proposal.
        parser: for the check.
        begun: texts of documents in which something was changed already, by URI.
    """
    texts = dict(begun)
    files: list[FileOperation] = []
    used = [("text", uri) for uri in begun]
    for order in orders:
        uri = place.uri_for(order.path)
        new_uri = place.uri_for(order.new_path) if order.operation == "rename" else uri
        if uri is None or new_uri is None:
            wrong = order.path if uri is None else order.new_path
            return Declined(f"{wrong} is no file that Kibitz may write.")
        if order.operation in ("create", "rename") and (exists(new_uri) or place.document(new_uri)):
            return Declined(f"There is a file {order.new_path or order.path} already.")
        now = place.document(uri)
        if now is None and order.operation != "create":
            return Declined(f"There is no text file {order.path}.")
        used += _uses(order, uri if now is None else now.uri, new_uri, begun)
        if now is None:
            files.append(NewFile(uri=uri, text=order.text))
        elif order.operation == "edit":
            text = _edited(order.text, texts.get(now.uri, now.text))
            if isinstance(text, Refused):
                return Declined(f"The answer of the model {text.reason}: {order.path}.")
            texts[now.uri] = text
        elif order.operation == "rename":
            files.append(RenamedFile(uri=now.uri, new_uri=new_uri))
        else:
            files.append(DeletedFile(uri=now.uri, base_text=now.text))
    if len({(use, _real(uri)) for use, uri in used}) < len(used):
        return CONTRADICTORY
    documents = {uri: found for uri in texts if (found := place.document(uri)) is not None}
    changes = [change for uri, now in documents.items() if (change := _change(now, texts[uri]))]
    if not (changes or files):
        return UNCHANGED
    faults = tuple(_faults(changes, files, parser))
    proposal = Proposal(
        id=uuid.uuid4().hex,
        title=title,
        changes=tuple(changes),
        files=tuple(files),
        warnings=(*faults, *_unchecked(orders)),
    )
    return CarriedOut(proposal=proposal, faults=faults)


def ordered_file(instruction: str, path: str) -> FileOrder | None:
    """What an instruction orders of the file at `path` as a whole, and nothing else: that needs no model."""
    if _DELETE.fullmatch(instruction):
        return FileOrder(operation="delete", path=path)
    match = _RENAME.fullmatch(instruction)
    if match is None:
        return None
    old, written = PurePosixPath(path), match["new"].replace("\\", "/")
    new = PurePosixPath(written)
    if written.endswith("/"):
        new /= old.name
    elif "/" not in written:
        new = old.with_name(written)
    if not new.suffix:
        new = new.with_suffix(old.suffix)
    return FileOrder(operation="rename", path=path, new_path=str(new))


_THIS: Final = r"\s*(?:please\s+)?(?:{})\s+(?:this|the)\s+(?:file|module)"
_DELETE: Final = re.compile(rf"{_THIS.format('delete|remove')}\s*[.!]?\s*", re.IGNORECASE)
_RENAME: Final = re.compile(
    rf"{_THIS.format('rename|move')}\s+(?:in)?to\s+[`'\"]?(?P<new>[\w./\\-]*[\w/])[`'\"]?\s*[.!]?\s*",
    re.IGNORECASE,
)


def _edited(written: str, text: str) -> str | Refused:
    shown = plain(text)
    found = from_blocks(written, shown)
    if found is EMPTY:
        found = from_diff(written, shown)
    return found if isinstance(found, Refused) else keep_same_lines(found.text, text, document=text)


def _change(now: Snapshot, text: str) -> DocumentChange | None:
    edits = line_edits(now.text, TextEdit(Span(0, len(now.text)), text))
    if not edits:
        return None
    return DocumentChange(
        uri=now.uri,
        base_version=now.version,
        base_text=now.text,
        made_from=Span(edits[0].span.start, edits[-1].span.end),
        edits=edits,
    )


def _uses(order: FileOrder, uri: str, new_uri: str, begun: Mapping[str, str]) -> list[tuple[str, str]]:
    """What an order disposes of: the text of a file, or its name. Another one may not do so too."""
    match order.operation:
        case "edit":
            return [] if uri in begun else [("text", uri)]
        case "rename":
            return [("name", uri), ("name", new_uri)]
        case _:
            return [("text", uri), ("name", uri)]


def _real(uri: str) -> str:
    """One file has several names: links, and where capital letters do not count."""
    path = path_of(uri)
    return str(path.resolve()) if path else uri


def _faults(changes: Iterable[DocumentChange], files: Iterable[FileOperation], parser: Parser) -> list[str]:
    texts = [(change.uri, change.base_text, change.new_text) for change in changes]
    texts += [(file.uri, "", file.text) for file in files if isinstance(file, NewFile)]
    found: list[str] = []
    for uri, old, new in texts:
        language = language_for("", uri)
        if language is None:
            continue
        name = PurePosixPath(path_of(uri) or uri).name
        if parser.n_errors(new, language.id) > parser.n_errors(old, language.id):
            found.append(f"{name} does not parse any more.")
        elif language.id == "python" and (names := new_missing_names(old, new)):
            found.append(f"Not defined in {name}: {', '.join(names)}.")
    return found


def _unchecked(orders: Iterable[FileOrder]) -> tuple[str, ...]:
    gone = [order.path for order in orders if order.operation in ("rename", "delete")]
    return (f"Not checked whether other files need {', '.join(gone)}.",) if gone else ()
