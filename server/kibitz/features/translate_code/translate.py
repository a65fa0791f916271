"""Asks a model for code in another language and makes it a new file beside the source.

The source stays as it is. That the new file parses is checked; that it does the same is for the user to see.
"""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Final, cast

from kibitz.documents.disk import exists
from kibitz.documents.uri import uri_of
from kibitz.features.edits.ask import converse
from kibitz.features.edits.finish import proposal_of
from kibitz.features.edits.imports import import_lines
from kibitz.features.edits.parse import Refused, parse_answer
from kibitz.features.edits.proposal import NewFile
from kibitz.features.edits.propose import Declined
from kibitz.syntax.language import language_for

if TYPE_CHECKING:
    from pathlib import Path

    from kibitz.backends.model import ModelSource
    from kibitz.base.ports import Progress
    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.edits.proposal import Proposal
    from kibitz.syntax.language import Language
    from kibitz.syntax.parser import Parser
    from kibitz.text.span import Span

CHARS_PER_TOKEN: Final = 3
SPARE_TOKENS: Final = 300
IMPORT_LINES: Final = 20
ALIASES: Final = {"c++": "cpp", "c#": "csharp", "golang": "go", "js": "javascript", "ts": "typescript"}
NO_FILE: Final = Declined("Save the file first: the translation goes beside it.")
NOT_RUN: Final = "The translation parses; nobody has checked that it does the same."
BROKEN: Final = "The translation does not parse."

_ROLE: Final = (
    "You translate programs from one programming language to another: the same behaviour, names in the style "
    "of the new language, its standard library before others. You answer with one fenced code block and "
    "nothing else."
)
_REPAIR: Final = "Your code does not parse. Answer with the complete corrected code in one fenced block."
_PUBLIC: Final = re.compile(r"^public\s+(?:\w+\s+)*?(?:class|interface|record|enum)\s+(\w+)", re.MULTILINE)


def named_language(words: str) -> Language | None:
    """The programming language that an instruction names, the last one where it names several."""
    for word in reversed(cast("list[str]", re.findall(r"[\w+#]+", words.lower()))):
        if (language := language_for(ALIASES.get(word, word))) is not None:
            return language
    return None


async def translate_code(
    snapshot: Snapshot,
    span: Span,
    *,
    target: Language,
    instruction: str | None,
    title: str,
    models: ModelSource,
    parser: Parser,
    progress: Progress,
) -> Proposal | Declined:
    """Propose a file in another language.

    Raises:
        UserActionNeeded, BackendFailure: there is no model, or it did not answer.
    """
    source = snapshot.path
    if source is None:
        return NO_FILE
    expected = _path(source, target, "")
    if await asyncio.to_thread(exists, uri_of(expected)):
        return Declined(f"There is a file {expected.name} already.")
    code = _shown(snapshot, span)
    more = f" {instruction.strip()}" if instruction else ""
    talk = await converse(
        snapshot,
        code,
        role=_ROLE,
        question=f"Translate all of this to {target.id}.{more} Answer with the whole new file.",
        max_tokens=len(code) // CHARS_PER_TOKEN * 3 // 2 + SPARE_TOKENS,
        models=models,
        progress=progress,
    )
    found = parse_answer(await talk.answer(), "")
    if isinstance(found, Refused) or parser.n_errors(found.text, target.language_ids[0]):
        again = parse_answer(await talk.repair(_REPAIR if not isinstance(found, Refused) else found.hint), "")
        found = found if isinstance(again, Refused) else again
    if isinstance(found, Refused):
        return Declined(f"The answer of the model {found.reason}. Nothing was changed.")
    path = _path(source, target, found.text)
    warning = BROKEN if parser.n_errors(found.text, target.language_ids[0]) else NOT_RUN
    return proposal_of(title, files=(NewFile(uri=uri_of(path), text=f"{found.text}\n"),), warnings=(warning,))


def _shown(snapshot: Snapshot, span: Span) -> str:
    """The code, behind what its file imports."""
    code = snapshot.text[span.start : span.end].strip("\n")
    imports = [line for line in import_lines(snapshot.text)[:IMPORT_LINES] if line not in code]
    return "\n".join((*imports, "", code)) if imports else code


def _path(source: Path, target: Language, code: str) -> Path:
    """Beside the source; a public class of Java is in the file of its name."""
    public = _PUBLIC.search(code) if target.id == "java" else None
    return source.with_name((public[1] if public else source.stem) + target.extensions[0])
