"""Asks a model for tests and makes them a new file, or the end of an existing one.

What the model forgets is put right where that is certain: the import of what is tested, of the framework and
of the standard library. A test whose name the file has already is left out.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, LiteralString

from kibitz.context.privacy import PRIVATE, is_private
from kibitz.documents.uri import uri_of
from kibitz.features.edits.ask import converse
from kibitz.features.edits.finish import in_lines_of, proposal_of
from kibitz.features.edits.formats.choose import is_strong
from kibitz.features.edits.imports import import_lines, missing_imports, split_imports
from kibitz.features.edits.known_imports import forgotten_imports
from kibitz.features.edits.names import import_for, missing_names, new_missing_names
from kibitz.features.edits.parse import ENDLESS, ENDLESS_LINES, Refused, goes_round, parse_answer
from kibitz.features.edits.pointed import pointed_at
from kibitz.features.edits.proposal import DocumentChange, NewFile
from kibitz.features.edits.propose import Declined
from kibitz.features.verify.run_tests import run_tests
from kibitz.features.write_tests.endless import beginnings, goes_on, holds_test
from kibitz.features.write_tests.guards import without_impossible
from kibitz.features.write_tests.place import importing, place_for
from kibitz.features.write_tests.try_out import NOT_RUN, try_out
from kibitz.syntax.parts import outermost_definition
from kibitz.text.edits import TextEdit, apply_edits
from kibitz.text.span import Span

if TYPE_CHECKING:
    from kibitz.backends.model import ModelSource
    from kibitz.base.ports import Progress
    from kibitz.documents.files import Files
    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.edits.proposal import Proposal
    from kibitz.features.project import Project
    from kibitz.features.verify.run_tests import TestRun
    from kibitz.features.write_tests.place import TestPlace
    from kibitz.syntax.parser import Parser

CODE_CHARS: Final = 8000
NOTHING: Final = Declined("There is no code here to test.")
NO_FILE: Final = Declined("Save the file first: where its tests belong depends on where it is.")
NO_HABIT: Final = Declined("Kibitz does not know where tests of this language are kept.")
BROKEN: Final = Declined("The tests of the model do not parse. Nothing was changed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Extent:
    """How much a model is asked for, by its strength."""

    role: LiteralString
    asked: LiteralString
    answer_tokens: int
    most_conditions: int
    example_chars: int
    most_alike: int  # cases of one kind in a row


_THREE: Final = _Extent(  # the small models measured here (0.5 and 1.5 billion) were asked for these
    role="few, short and right",
    asked="Three test functions, one assertion in each.",  # told of "tests", they write one with all of them
    answer_tokens=900,
    most_conditions=3,
    example_chars=700,
    most_alike=8,  # with 18, each a little longer than the one before, the 1.5B model filled 900 tokens
)
_FULL: Final = _Extent(
    role="complete, short and right",
    asked=(
        "A full set: every branch, the limits of what it takes (nothing, one, many), every error. "
        "One behaviour a test, which its name says; a table where cases differ in their values alone."
    ),
    answer_tokens=3000,
    most_conditions=12,
    example_chars=3000,
    most_alike=ENDLESS_LINES,
)
_ROLE: Final = (
    "You write tests: {}. Each checks one behaviour, with expected values that you have "
    "worked out by following the code. You answer with one fenced code block and nothing else."
)


async def write_tests(
    snapshot: Snapshot,
    span: Span,
    *,
    title: str,
    instruction: str | None,
    command: str,
    models: ModelSource,
    project: Project,
    parser: Parser,
    files: Files,
    progress: Progress,
) -> Proposal | Declined:
    """Propose tests for what the user points at; `command` runs them before, if there is one.

    Raises:
        UserActionNeeded, BackendFailure: there is no model, or it did not answer.
    """
    tree = parser.tree(snapshot.uri, snapshot.text, snapshot.language_id, near=span.start)
    target = pointed_at(snapshot, span, tree)
    source = snapshot.path
    if tree is None or target is None:
        return NOTHING
    if source is None:
        return NO_FILE
    place = await asyncio.to_thread(place_for, source, tree.language.id)
    if place is None:
        return NO_HABIT
    uri = snapshot.uri if place.path == source else uri_of(place.path)
    if is_private(uri):
        return Declined(PRIVATE)
    outer = outermost_definition(tree, _inside(snapshot, target.span))
    name = tree.definition_name(target.span) or (outer[0] if outer else "")
    importable, around = outer or (name, target.span)
    what = f"`{name}`" if name else "this code"
    if outer and name != importable:
        what = f"`{importable}`" if name.startswith("_") else f"`{name}` of `{importable}`"
    place = importing(place, importable, snapshot.text)
    existing = files.get(uri)
    shown = _shown(snapshot, around)
    extent = _FULL if is_strong(await models.model_for("edit")) else _THREE
    talk = await converse(
        snapshot,
        shown,
        role=_ROLE.format(extent.role),
        question=_question(place, what, importable, shown, existing, instruction, extent),
        max_tokens=extent.answer_tokens,
        models=models,
        project=project,
        progress=progress,
        is_lost=lambda answer: goes_on(answer, extent.most_alike) or goes_round(answer, ""),
    )

    def read(answer: str) -> DocumentChange | NewFile | Refused:
        all_of_it = _made(answer, snapshot, uri, place, importable, existing, tree.language.id, parser)
        if all_of_it not in (ENDLESS, _UNPARSED) and not goes_on(answer, extent.most_alike):
            return all_of_it
        tried = (
            _made(shorter, snapshot, uri, place, importable, existing, tree.language.id, parser)
            for shorter in beginnings(answer)
        )
        lost = ENDLESS if goes_on(answer, extent.most_alike) else all_of_it
        return next((some for some in tried if not isinstance(some, Refused)), lost)

    made = read(await talk.answer())
    if isinstance(made, Refused):
        made = read(await talk.repair(made.hint))
    if isinstance(made, Refused):
        return Declined(f"The answer of the model {made.reason}. Nothing was changed.")
    said = NOT_RUN
    if command:

        async def run(tests: DocumentChange | NewFile) -> TestRun | None:
            progress.report("Running the tests")
            text = tests.text if isinstance(tests, NewFile) else tests.new_text
            return await run_tests(command, place.path, {source: snapshot.text, place.path: text})

        async def mend(wrong: str) -> DocumentChange | NewFile | None:
            mended = read(await talk.repair(wrong))
            return None if isinstance(mended, Refused) else mended

        made, said = await try_out(made, run, mend)
    if isinstance(made, NewFile):
        return proposal_of(title, files=(made,), warnings=(said,))
    return proposal_of(title, made, warnings=(said,))


def _inside(snapshot: Snapshot, span: Span) -> Span:
    """A span without the white space at its ends."""
    text = snapshot.text[span.start : span.end]
    start = span.start + len(text) - len(text.lstrip())
    return Span(start, max(start, span.start + len(text.rstrip())))


def _shown(snapshot: Snapshot, span: Span) -> str:
    """The code to test, behind what the file imports."""
    code = snapshot.text[span.start : span.end][:CODE_CHARS]
    imports = "\n".join(import_lines(snapshot.text)[:20])
    return f"{imports}\n\n{code}" if imports else code


def _question(
    place: TestPlace,
    what: str,
    name: str,
    code: str,
    existing: Snapshot | None,
    instruction: str | None,
    extent: _Extent,
) -> str:
    """Of errors only where the code raises some, with what brings them about: models make up others."""
    errors = ", the errors it raises" if _RAISES.search(code) else ""
    parts = [f"Write tests for {what} with {place.framework}: the usual case, edge cases{errors}."]
    conditions = [f"`{match[1].strip()}`" for match in _CONDITION.finditer(code)][: extent.most_conditions]
    if conditions:
        parts.append(f"The error needs an input for which this is true: {', or '.join(conditions)}.")
    if place.import_line and name:
        parts.append(
            f"The tests are in another file, which begins with `{place.import_line.format(name=name)}`."
        )
    example = (existing.text if existing else place.example)[: extent.example_chars]
    if example and place.import_line:
        parts.append(f"Write them in the style of this file of tests:\n{example}\n")
    if instruction:
        parts.append(instruction.strip())
    parts.append(f"{extent.asked} Answer with the tests alone in one fenced code block.")
    return "\n".join(parts)


def _made(
    answer: str,
    tested: Snapshot,
    uri: str,
    place: TestPlace,
    name: str,
    existing: Snapshot | None,
    language_id: str,
    parser: Parser,
) -> DocumentChange | NewFile | Refused:
    code = parse_answer(answer, "")
    if isinstance(code, Refused):
        return code
    possible = without_impossible(code.text, tested.text) if language_id == "python" else code.text
    if possible != code.text and not holds_test(possible):
        return _IMPOSSIBLE
    text = _with_imports(possible, place, name, language_id) if place.import_line else possible
    if place.head and existing is None:
        forgotten = "".join(f"{line}\n" for line in forgotten_imports(language_id, "", text))
        body = text.replace(place.head, "", 1).lstrip("\n")
        text = "\n\n".join(part for part in (place.head, forgotten.rstrip("\n"), body) if part)
    if existing is None:
        text += "\n"
        return _UNPARSED if parser.n_errors(text, language_id) else NewFile(uri=uri, text=text)
    return _added(existing, text, language_id, parser)


_RAISES: Final = re.compile(
    r"\b(?:raise|throw|throws|panic|error|Error|Err|errors|assert|unwrap|expect|fail|reject)\b|Error\("
)
_CONDITION: Final = re.compile(r"\bif\b([^\n]*?)[:{ \t]*\n\s*(?:raise|throw|panic|return Err)\b")
_UNPARSED: Final = Refused(
    "does not parse", "Your code does not parse. Answer with the complete corrected tests."
)
_IMPOSSIBLE: Final = Refused(
    "expects values where the code raises an error",
    "Your tests expect values where the code raises an error. Write them anew.",
)
_NOTHING_NEW: Final = Refused("holds no new test", "The file has these tests already. Write other ones.")
_TOP_LEVEL: Final = re.compile(r"^(?:async[ \t]+def|def|class|func|function|fn)[ \t]+(\w+)", re.MULTILINE)


def _with_imports(text: str, place: TestPlace, name: str, language_id: str) -> str:
    """The tests with the imports they lack in front."""
    lines: list[str] = []
    if "{{" not in place.import_line:
        text = _without_braces(text, name)
    if name and not _imports(text, name):
        lines.append(place.import_line.format(name=name))
    if language_id == "python":
        found = missing_names("\n".join((*lines, text)))
        lines = [line for each in sorted(found) if (line := import_for(each, text))] + lines
    return "\n".join((*lines, "", "", text) if lines and not import_lines(text) else (*lines, text))


def _without_braces(text: str, name: str) -> str:
    """The tests with a name that they import alone from a file imported as its default."""
    braced = (
        rf"^((?:import|const)\s+)\{{\s*({re.escape(name)})\s*\}}(?=\s+from\s*['\"]\.|\s*=\s*require\(['\"]\.)"
    )
    return re.sub(braced, r"\1\2", text, flags=re.MULTILINE)


def _imports(text: str, name: str) -> bool:
    return any(
        re.search(rf"\b{re.escape(name)}\b", line)
        for line in text.split("\n")
        if "import" in line or "require" in line
    )


def _added(existing: Snapshot, text: str, language_id: str, parser: Parser) -> DocumentChange | Refused:
    """The new tests at the end of a file that has some."""
    split = split_imports(text, "")
    text = "\n".join((*split.imports, split.code))  # on one line each
    body = text.split("\n")
    while body and (
        not body[0].strip() or re.match(r"(?:import|from|const .*require|package|use)\b", body[0])
    ):
        body.pop(0)
    new = "\n".join(_without_known(body, existing.text)).strip("\n")
    if not new.strip():
        return _NOTHING_NEW
    end = len(existing.text)
    before = existing.text.rstrip("\r\n \t")
    edits = [TextEdit(Span(len(before), end), in_lines_of(existing, f"\n\n\n{new}\n"))]
    imports = [line for line in import_lines(text) if language_id != "rust"]
    if language_id == "python":
        whole = apply_edits(existing.text, edits)
        wanted = new_missing_names(existing.text, whole)
        by_name = [
            line
            for name in wanted
            for line in imports
            if re.search(rf"\b{name}\b", line.partition("import")[2])
        ]
        imports = [
            *by_name,
            *(
                line
                for name in wanted
                if (line := import_for(name, whole)) and not any(name in each for each in by_name)
            ),
        ]
    on_top = missing_imports(existing, imports, Span(end, end), None)
    edits = [*((on_top,) if on_top else ()), *edits]
    change = DocumentChange(
        uri=existing.uri,
        base_version=existing.version,
        base_text=existing.text,
        made_from=Span(len(before), end),
        edits=tuple(edits),
    )
    n_errors = parser.n_errors(existing.text, language_id)
    broken = parser.n_errors(change.new_text, language_id) > n_errors
    return _UNPARSED if broken else change


def _without_known(lines: list[str], existing: str) -> list[str]:
    """The lines but for the definitions that the file has already."""
    known = set(_TOP_LEVEL.findall(existing))
    kept: list[str] = []
    dropping = False
    for line in lines:
        match = _TOP_LEVEL.match(line)
        if match:
            dropping = match[1] in known
        elif line[:1].strip() and line[:1] not in ")]}@#":
            dropping = False
        if not dropping:
            kept.append(line)
    return kept
