"""An instruction that is about files: what it takes in each of them, as one proposal.

Asked of strong models only: it takes one to quote lines of several files, and small ones keep to no such
form. What names the file and nothing else ("rename this file to x.py") needs no model.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from kibitz.context.privacy import PRIVATE, is_private
from kibitz.features.edits.ask import converse
from kibitz.features.edits.attempts import CUT_OFF
from kibitz.features.edits.file_orders import CarriedOut, Place, carried_out, ordered_file
from kibitz.features.edits.fit import plain
from kibitz.features.edits.formats.choose import STRONG_BILLIONS, is_strong
from kibitz.features.edits.formats.files import FileOrder, orders_in
from kibitz.features.edits.parse import Refused
from kibitz.features.edits.pointed import pointed_at
from kibitz.features.edits.propose import QUOTED_CHARS, QUOTING_TOKENS, Declined
from kibitz.features.project import NO_PROJECT
from kibitz.prompts.several_files import role_for
from kibitz.syntax.language import language_for
from kibitz.text.edits import TextEdit, apply_edits

if TYPE_CHECKING:
    from collections.abc import Collection

    from kibitz.backends.model import ModelSource
    from kibitz.base.ports import Progress
    from kibitz.features.edits.ask import Conversation
    from kibitz.features.edits.proposal import Proposal
    from kibitz.features.edits.propose import EditTask
    from kibitz.features.project import Project
    from kibitz.syntax.parser import Parser


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesTask:
    """What is to be done.

    Attributes:
        path: of the document, in the workspace.
        operations: what the editor can do to files: `create`, `rename`, `delete`.
    """

    task: EditTask
    path: str
    place: Place
    operations: Collection[str]


_VERB: Final = r"(?:move|extract|split|put|pull|create|make|add|write|rename|delete|remove|merge|update|turn)"
_ORDER: Final = re.compile(rf"\b{_VERB}\b", re.IGNORECASE)
_FILE: Final = re.compile(r"\b(?:files?|modules?|folder|directory|package)\b", re.IGNORECASE)
_PATH: Final = re.compile(r"[\w./-]*\w\.\w{1,5}\b")
_OWN_FILE: Final = re.compile(
    r"\b(?:move|extract|split|put|pull)\b.*\b(?:in|to|into)\s+(?:an?\s+|its\s+|their\s+)?"
    r"(?:own|new|another|other|separate|different|several|two|more)\s+(?:files?|modules?)\b",
    re.IGNORECASE,
)
TOO_SMALL: Final = Declined(
    "A change of several files is asked of large models only "
    f"({STRONG_BILLIONS} billion parameters and more), and this one is smaller. Nothing was changed."
)


async def concerns_files(files: FilesTask, models: ModelSource) -> bool:
    """Whether the instruction is about files as a whole, or several of them, and can be carried out as such.

    Raises:
        UserActionNeeded, BackendFailure: there is no model.
    """
    instruction = files.task.instruction
    if ordered_file(instruction, files.path) is not None:
        return True
    paths = (match[0] for match in _PATH.finditer(instruction))
    names_files = _FILE.search(instruction) or any(language_for("", path) for path in paths)
    if not (names_files and _ORDER.search(instruction)):
        return False
    if is_strong(await models.model_for("edit")):
        return len(files.task.snapshot.text) <= QUOTED_CHARS
    return _OWN_FILE.search(instruction) is not None


async def propose_files(
    files: FilesTask,
    *,
    models: ModelSource,
    parser: Parser,
    progress: Progress,
    project: Project = NO_PROJECT,
) -> Proposal | Declined:
    """What an instruction that concerns files takes in all of them.

    Raises:
        UserActionNeeded, BackendFailure: there is no model, or it did not answer.
    """
    task = files.task
    if is_private(task.snapshot.uri):
        return Declined(PRIVATE)
    ordered = ordered_file(task.instruction, files.path)
    if ordered is not None:
        done = await _done(files, (ordered,), parser)
        return done if isinstance(done, Declined) else done.proposal
    if not is_strong(await models.model_for("edit")):
        return TOO_SMALL
    code = await asyncio.to_thread(_shown, files)
    talk = await converse(
        task.snapshot,
        code,
        role=role_for(files.operations),
        question=_question(files, parser),
        max_tokens=QUOTING_TOKENS,
        models=models,
        progress=progress,
        project=project,
        whole=True,
    )
    outcome = await _read(files, await talk.answer(), talk, parser)
    if hint := _hint(outcome):
        again = await _read(files, await talk.repair(f"{hint} Answer anew, with everything."), talk, parser)
        outcome = again if _is_better(again, outcome) else outcome
    if isinstance(outcome, Refused):
        return Declined(f"The answer of the model {outcome.reason}. Nothing was changed.")
    return outcome if isinstance(outcome, Declined) else outcome.proposal


def _shown(files: FilesTask) -> str:
    """The document, without the comments that ask, and the files that the instruction names."""
    snapshot = files.task.snapshot
    texts = {files.path: _asked_out(files)}
    for match in _PATH.finditer(files.task.instruction):
        for name in (match[0], str(PurePosixPath(files.path).parent / match[0])):
            uri = files.place.uri_for(name)
            found = files.place.document(uri) if uri else None
            if found is not None and found.uri != snapshot.uri:
                size = sum(map(len, texts.values())) + len(found.text)
                texts |= {name: found.text} if size <= QUOTED_CHARS else {}
                break
    return "\n\n".join(f"=== {name} ===\n{plain(text)}" for name, text in texts.items())


def _asked_out(files: FilesTask) -> str:
    written = files.task.written
    comments = written.comments if written else ()
    return apply_edits(files.task.snapshot.text, [TextEdit(comment, "") for comment in comments])


def _question(files: FilesTask, parser: Parser) -> str:
    snapshot, span = files.task.snapshot, files.task.span
    tree = parser.tree(snapshot.uri, snapshot.text, snapshot.language_id, near=span.start)
    pointed = pointed_at(snapshot, span, tree)
    parts = [f"I am in {files.path}."]
    if pointed is not None and files.task.written is None:
        first, last = snapshot.index.line_of(pointed.span.start), snapshot.index.line_of(pointed.span.end)
        parts.append(f"I point at {pointed.name}, lines {first + 1} to {last + 1} of it.")
    parts.append(f"\nInstruction: {files.task.instruction}\n")
    parts.append("Keep everything else as it is. Paths begin at the folder of the project, as above.")
    return " ".join(parts)


async def _read(
    files: FilesTask, answer: str, talk: Conversation, parser: Parser
) -> CarriedOut | Refused | Declined:
    if talk.was_cut:
        return CUT_OFF
    orders = orders_in(answer)
    if isinstance(orders, Refused):
        return orders
    return await _done(files, orders, parser) if orders else NO_ORDERS


async def _done(files: FilesTask, orders: tuple[FileOrder, ...], parser: Parser) -> CarriedOut | Declined:
    """Carried out, with the comments that ask taken out too, unless their file goes."""
    snapshot = files.task.snapshot
    stays = FileOrder(operation="delete", path=files.path) not in orders
    begun = {snapshot.uri: _asked_out(files)} if files.task.written and stays else {}
    return await asyncio.to_thread(
        carried_out, orders, files.place, title=files.task.title, parser=parser, begun=begun
    )


def _hint(outcome: CarriedOut | Refused | Declined) -> str:
    match outcome:
        case Refused():
            return outcome.hint
        case Declined():
            return outcome.reason
        case _:
            return " ".join(outcome.faults)


def _is_better(new: CarriedOut | Refused | Declined, old: CarriedOut | Refused | Declined) -> bool:
    if not isinstance(new, CarriedOut):
        return False
    return not isinstance(old, CarriedOut) or len(new.faults) < len(old.faults)


NO_ORDERS: Final = Refused(
    "names no file",
    "Your answer named no file. Begin each part of it with a line such as `*** Edit File: path`.",
)
