"""Fixes many problems of one file: a few at a time, each time in the text as the last answer left it.

One proposal comes of it, also where a part could not be fixed: the user is told which. From the end of the
file to its start, so that what is still to come stays where it is. A cancelled task leaves nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kibitz.features.edits.finish import proposal_of
from kibitz.features.edits.named_imports import import_named_by
from kibitz.features.edits.proposal import DocumentChange, line_edits
from kibitz.features.edits.propose import Declined, EditTask, propose
from kibitz.text.edits import TextEdit, shift
from kibitz.text.line_index import LineIndex
from kibitz.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence

    from kibitz.backends.model import ModelSource
    from kibitz.base.ports import Progress
    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.code_actions.action import Diagnostic
    from kibitz.features.edits.proposal import Proposal
    from kibitz.features.project import Project
    from kibitz.settings.model import EditFormat
    from kibitz.syntax.parser import Parser

MOST_AT_ONCE: Final = 8  # a model loses track of more
TOLD_LINES: Final = 12  # of what is not fixed, in a warning

NOTHING_FIXED: Final = Declined("None of the problems could be fixed. Nothing was changed.")


async def fix_problems(
    snapshot: Snapshot,
    problems: Iterable[Diagnostic],
    *,
    title: str,
    form: EditFormat,
    above: str,
    verify: Callable[[DocumentChange], Awaitable[str]] | None,
    caution: str,
    models: ModelSource,
    parser: Parser,
    project: Project,
    progress: Progress,
) -> Proposal | Declined:
    """One proposal for all of them; the arguments are as in `EditTask`.

    Raises:
        UserActionNeeded, BackendFailure: there is no model, or it did not answer.
    """
    now = snapshot
    left = list(problems)
    n_all, not_fixed, warnings = len(left), list[int](), dict[str, None]()
    declined: Declined | None = None
    named = [each for each in left if _import(now, [each], parser, above) is not None]
    if named and (change := _import(now, named, parser, above)) is not None:
        now, left = _after(now, change, [each for each in left if each not in named])
    while left:
        batch = _last(now, left, parser)
        left = [each for each in left if each not in batch]
        lines = [each.line_in(now) + 1 for each in batch]
        done = n_all - len(left) - len(batch)
        task = EditTask(
            snapshot=now,
            span=Span(min(each.span.start for each in batch), max(each.span.end for each in batch)),
            title=title,
            instruction=instruction_for(now, batch),
            form=form,
            verify=verify,
            caution=caution,
            above=above,
        )
        part = _Part(progress, done, n_all)
        part.report("asking")
        proposal = await propose(task, models=models, parser=parser, project=project, progress=part)
        if isinstance(proposal, Declined):
            declined = declined or proposal
            not_fixed += lines
            continue
        warnings |= dict.fromkeys(proposal.warnings)
        now, left = _after(now, proposal.changes[0], left)
    edits = line_edits(snapshot.text, TextEdit(Span(0, len(snapshot.text)), now.text))
    if not edits:
        return declined or NOTHING_FIXED
    change = DocumentChange(
        uri=snapshot.uri,
        base_version=snapshot.version,
        base_text=snapshot.text,
        made_from=Span(edits[0].span.start, edits[-1].span.end),
        edits=edits,
    )
    told = ", ".join(map(str, sorted(not_fixed)[:TOLD_LINES]))
    remaining = (f"Not fixed: the problems of line {told}.",) if not_fixed else ()
    return proposal_of(title, change, warnings=(*remaining, *warnings))


def instruction_for(snapshot: Snapshot, problems: Sequence[Diagnostic], *more: str) -> str:
    """What a model is told: the messages, who says them, and the lines they are about."""
    listed = "\nAlso fix: ".join((*(_described(snapshot, each) for each in problems), *more))
    return f"Fix this problem, and change nothing else: {listed}"


def _described(snapshot: Snapshot, problem: Diagnostic) -> str:
    line = snapshot.index.line_span(problem.line_in(snapshot))
    code = snapshot.text[line.start : line.end].strip()
    message = f"{problem.source}: {problem.message}" if problem.source else problem.message
    return f"{message} (at `{code}`)" if code else message


def _import(
    snapshot: Snapshot, problems: Sequence[Diagnostic], parser: Parser, above: str
) -> DocumentChange | None:
    """The imports that all of them ask for: these need no model."""
    span = problems[0].span
    return import_named_by([each.message for each in problems], snapshot, span, parser, above=above)


def _last(snapshot: Snapshot, problems: Sequence[Diagnostic], parser: Parser) -> list[Diagnostic]:
    """The last problem, with those that are in the same function; alone, with those of its line."""
    ordered = sorted(problems, key=lambda each: each.span)
    last = ordered[-1].span
    tree = parser.tree(snapshot.uri, snapshot.text, snapshot.language_id, near=last.start)
    index = snapshot.index
    around = (tree.enclosing_definition(last) if tree else None) or index.line_span(index.line_of(last.start))
    lines = Span(
        index.line_start(index.line_of(around.start)), index.line_span(index.line_of(around.end)).end
    )
    return [each for each in ordered if lines.contains(each.span)][-MOST_AT_ONCE:] or [ordered[-1]]


def _after(
    snapshot: Snapshot, change: DocumentChange, left: Iterable[Diagnostic]
) -> tuple[Snapshot, list[Diagnostic]]:
    """The document with a change, and where the problems are now that it did not touch."""
    text = change.new_text
    moved: list[Diagnostic] = []
    for each in left:
        span: Span | None = each.span
        for edit in reversed(change.edits):
            span = None if span is None else shift(span, edit)
        if span is not None:
            moved.append(replace(each, span=span))
    return replace(snapshot, text=text, index=LineIndex.of(text)), moved


class _Part:
    """Progress of one batch as a part of the whole."""

    def __init__(self, progress: Progress, n_done: int, n_all: int) -> None:
        self._progress = progress
        self._n_done = n_done
        self._n_all = n_all

    def report(self, message: str, percentage: int | None = None) -> None:  # noqa: ARG002  of this batch
        """Say which problem of how many it is."""
        said = f"problem {self._n_done + 1} of {self._n_all}: {message}"
        self._progress.report(said, 100 * self._n_done // self._n_all)
