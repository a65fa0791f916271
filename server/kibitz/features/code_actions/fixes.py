"""What the actions that fix problems have in common: a model is told of them, a checker judges the edit."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from kibitz.features.code_actions.checks import check_for
from kibitz.features.code_actions.propose import propose_with
from kibitz.features.fix_problems.fix import fix_problems
from kibitz.features.verify.checker import judge

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.code_actions.action import ActionRequest, Diagnostic, Result
    from kibitz.features.code_actions.run import Services
    from kibitz.features.edits.proposal import DocumentChange

NOT_ASKED: Final = "Not checked whether the problem is gone: no checker is set for this language (`checks`)."


async def fix(
    problems: Sequence[Diagnostic], request: ActionRequest, services: Services, *, title: str
) -> Result:
    """Propose to fix all of them, a few at a time where they are many."""
    verify, caution = verification(request.snapshot, services)
    return await propose_with(
        services,
        title=title,
        work=lambda progress: fix_problems(
            request.snapshot,
            problems,
            title=title,
            form=services.settings().edits.format,
            above=request.neighbours.above,
            verify=verify,
            caution=caution,
            models=services.models,
            parser=services.parser,
            project=services.project,
            progress=progress,
        ),
    )


def verification(
    snapshot: Snapshot, services: Services, *, must_mend: bool = True
) -> tuple[Callable[[DocumentChange], Awaitable[str]] | None, str]:
    """Who judges an edit of the document, and what the user is told where nobody does."""
    command = check_for(snapshot, services).command.strip() if snapshot.path else ""
    return (partial(_complaint, command, snapshot, must_mend), "") if command else (None, NOT_ASKED)


async def _complaint(command: str, snapshot: Snapshot, must_mend: bool, change: DocumentChange) -> str:
    """What the checker says of the edit; it must be content with at least one thing more than before."""
    verdict = await judge(command, snapshot.path, change) if snapshot.path else None
    if verdict is None:
        return "it could not be run."
    if verdict.new:
        return f"line {verdict.new[0].line}: {verdict.new[0].message}"
    return "" if verdict.n_mended or not must_mend else "the same as before."
