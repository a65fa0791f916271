"""Fix: what another tool complains about, at the cursor or in all of the selection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kibitz.features.code_actions.action import CodeAction
from kibitz.features.code_actions.fixes import fix, verification
from kibitz.features.code_actions.menu import shortened
from kibitz.features.code_actions.rewrite import rewrite
from kibitz.features.fix_problems.fix import MOST_AT_ONCE, instruction_for

if TYPE_CHECKING:
    from kibitz.features.code_actions.action import ActionContext, ActionRequest, Result
    from kibitz.features.code_actions.run import Services

_TITLE: Final = "Fix"


def _title(context: ActionContext) -> str | None:
    match context.diagnostics:
        case ():
            return None
        case (only,):
            return shortened(f"Fix: {only.message}")
        case several:
            return f"Fix these {len(several)} problems"


async def _run(request: ActionRequest, services: Services) -> Result:
    if not request.diagnostics and not request.instruction:
        services.user.tell("There is no problem here that Kibitz was told of.")
        return "nothing"
    if not request.instruction:
        return await fix(request.diagnostics, request, services, title=_TITLE)
    problems = request.diagnostics[:MOST_AT_ONCE]
    asked = instruction_for(request.snapshot, problems, request.instruction)
    verify, caution = verification(request.snapshot, services, must_mend=bool(problems))
    span = request.span
    for problem in problems:
        span |= problem.span
    return await rewrite(
        request, services, title=_TITLE, instruction=asked, span=span, verify=verify, caution=caution
    )


ACTION = CodeAction(id="fix", kind="quickfix.kibitz.fix", title=_title, run=_run)
