"""Dismiss: take away what Kibitz itself reported at the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.features.code_actions.action import CodeAction
from kibitz.features.review_code.findings import SOURCE

if TYPE_CHECKING:
    from kibitz.features.code_actions.action import ActionContext, ActionRequest, Result
    from kibitz.features.code_actions.run import Services


def _title(context: ActionContext) -> str | None:
    ours = [problem for problem in context.diagnostics if problem.source == SOURCE]
    return "Dismiss what Kibitz found here" if ours else None


async def _run(request: ActionRequest, services: Services) -> Result:
    services.findings.dismiss(request.snapshot, request.span)
    return "shown"


ACTION = CodeAction(id="dismiss", kind="quickfix.kibitz.dismiss", title=_title, run=_run)
