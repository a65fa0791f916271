"""Fix: what another tool complains about, at the cursor or in all of the selection."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from kibitz.features.code_actions.action import CodeAction
from kibitz.features.code_actions.checks import check_for
from kibitz.features.code_actions.menu import shortened
from kibitz.features.code_actions.rewrite import rewrite
from kibitz.features.edits.finish import proposal_of
from kibitz.features.edits.named_imports import import_named_by
from kibitz.features.verify.checker import judge

if TYPE_CHECKING:
    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.code_actions.action import ActionContext, ActionRequest, Diagnostic, Result
    from kibitz.features.code_actions.run import Services
    from kibitz.features.edits.proposal import DocumentChange

_TITLE: Final = "Fix"
MOST_PROBLEMS: Final = 8  # in one request; a model loses track of more

NOT_ASKED: Final = "Not checked whether the problem is gone: no checker is set for this language (`checks`)."


def _title(context: ActionContext) -> str | None:
    match context.diagnostics:
        case ():
            return None
        case (only,):
            return shortened(f"Fix: {only.message}")
        case several:
            return f"Fix these {len(several)} problems"


async def _run(request: ActionRequest, services: Services) -> Result:
    problems = request.diagnostics[:MOST_PROBLEMS]
    if not problems and not request.instruction:
        services.user.tell("There is no problem here that Kibitz was told of.")
        return "nothing"
    span = request.span
    for problem in problems:
        span |= problem.span
    if problems and not request.instruction:
        imported = import_named_by(
            [problem.message for problem in problems],
            request.snapshot,
            span,
            services.parser,
            above=request.neighbours.above,
        )
        if imported is not None:
            return await services.door.submit(proposal_of(_TITLE, imported))
    listed = [_described(request.snapshot, problem) for problem in problems]
    if request.instruction:
        listed.append(request.instruction)
    command = check_for(request.snapshot, services).command.strip() if request.snapshot.path else ""
    return await rewrite(
        request,
        services,
        title=_TITLE,
        instruction="Fix this problem, and change nothing else: " + "\nAlso fix: ".join(listed),
        span=span,
        verify=partial(_complaint, command, request.snapshot, len(problems)) if command else None,
        caution="" if command else NOT_ASKED,
    )


async def _complaint(command: str, snapshot: Snapshot, n_problems: int, change: DocumentChange) -> str:
    """What the checker says of the edit; it must be content with at least one thing more than before."""
    verdict = await judge(command, snapshot.path, change) if snapshot.path else None
    if verdict is None:
        return "it could not be run."
    if verdict.new:
        return f"line {verdict.new[0].line}: {verdict.new[0].message}"
    return "" if verdict.n_mended or not n_problems else "the same as before."


def _described(snapshot: Snapshot, problem: Diagnostic) -> str:
    """The message, who says it, and the line it is about."""
    line = snapshot.index.line_span(snapshot.index.line_of(problem.span.start))
    code = snapshot.text[line.start : line.end].strip()
    source = f"{problem.source}: " if problem.source else ""
    return f"{source}{problem.message} (at `{code}`)" if code else f"{source}{problem.message}"


ACTION = CodeAction(id="fix", kind="quickfix.kibitz.fix", title=_title, run=_run)
