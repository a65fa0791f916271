"""Asks a model for the problems in some lines of a document. Changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kibitz.features.edits.ask import converse
from kibitz.features.review_code.findings import Finding
from kibitz.features.review_code.read import read_findings
from kibitz.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kibitz.backends.model import ModelSource
    from kibitz.base.ports import Progress
    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.project import Project

ANSWER_TOKENS: Final = 350
CODE_LINES: Final = 400

_ROLE: Final = (
    "You review code. You report real mistakes only: wrong results, crashes, resources that are not closed, "
    "security holes. No style, no praise, no guesses."
)
_BUGS: Final = (
    "The lines are numbered. List the mistakes, one a line, as `number: what is wrong and what to do`. "
    "At most five, the worst first. If there is none, answer `none`."
)
_CHANGES: Final = (
    "This is how the code is now; the lines marked with + are new or changed. The lines are numbered. List "
    "the mistakes in the marked lines, one a line, as `number: what is wrong and what to do`. At most five, "
    "the worst first. If there is none, answer `none`."
)


async def find_bugs(
    snapshot: Snapshot, span: Span, *, models: ModelSource, project: Project, progress: Progress
) -> tuple[Finding, ...]:
    """The problems in whole lines of a document.

    Raises:
        UserActionNeeded, BackendFailure: there is no model, or it did not answer.
    """
    first, last = snapshot.index.line_of(span.start), snapshot.index.line_of(span.end)
    return await _asked(snapshot, range(first, last + 1), (), _BUGS, models, project, progress)


async def review_lines(
    snapshot: Snapshot,
    changed: Iterable[int],
    around: Span,
    *,
    models: ModelSource,
    project: Project,
    progress: Progress,
) -> tuple[Finding, ...]:
    """The problems in changed lines (from 0) of a part of a document.

    Raises:
        UserActionNeeded, BackendFailure: there is no model, or it did not answer.
    """
    first, last = snapshot.index.line_of(around.start), snapshot.index.line_of(around.end)
    marked = [line for line in changed if first <= line <= last]
    found = await _asked(snapshot, range(first, last + 1), marked, _CHANGES, models, project, progress)
    near = {near for line in marked for near in (line - 1, line, line + 1)}
    return tuple(each for each in found if snapshot.index.line_of(each.span.start) in near)


async def _asked(
    snapshot: Snapshot,
    lines: range,
    marked: Iterable[int],
    question: str,
    models: ModelSource,
    project: Project,
    progress: Progress,
) -> tuple[Finding, ...]:
    lines = lines[:CODE_LINES]
    marks = set(marked)
    code = "\n".join(
        f"{line + 1:>4}{'+' if line in marks else ' '} {_text(snapshot, line)}" for line in lines
    )
    talk = await converse(
        snapshot,
        code,
        role=_ROLE,
        question=question,
        max_tokens=ANSWER_TOKENS,
        models=models,
        project=project,
        progress=progress,
        job="chat",
    )
    numbers = {line + 1 for line in lines if _text(snapshot, line).strip()}
    found = read_findings(await talk.answer(), numbers)
    return tuple(Finding(span=_line(snapshot, number - 1), message=text) for number, text in found)


def _text(snapshot: Snapshot, line: int) -> str:
    span = snapshot.index.line_span(line)
    return snapshot.text[span.start : span.end]


def _line(snapshot: Snapshot, line: int) -> Span:
    span = snapshot.index.line_span(line)
    text = snapshot.text[span.start : span.end]
    return Span(span.start + len(text) - len(text.lstrip()), span.start + len(text.rstrip()))
