"""Explain what another tool complains about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.features.code_actions.action import CodeAction
from kibitz.features.code_actions.menu import shortened
from kibitz.features.explain.explain import explain

if TYPE_CHECKING:
    from kibitz.features.code_actions.action import ActionContext, ActionRequest, Result
    from kibitz.features.code_actions.run import Services


def _title(context: ActionContext) -> str | None:
    if len(context.diagnostics) != 1:
        return None
    return shortened(f"Explain: {context.diagnostics[0].message}")


async def _run(request: ActionRequest, services: Services) -> Result:
    messages = [problem.message for problem in request.diagnostics] or [request.instruction or ""]
    shown = await explain(
        request.snapshot,
        request.span,
        models=services.models,
        parser=services.parser,
        user=services.user,
        editor=services.editor,
        problem="; ".join(messages),
    )
    return "shown" if shown else "nothing"


ACTION = CodeAction(id="explain_problem", kind="quickfix.kibitz.explainProblem", title=_title, run=_run)
