"""Actions that differ in nothing but what they ask a model to do with the code one points at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.features.code_actions.action import CodeAction
from kibitz.features.code_actions.menu import shortened
from kibitz.features.edits.edit import edit
from kibitz.features.edits.pointed import pointed_at
from kibitz.features.edits.propose import EditTask

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from kibitz.features.code_actions.action import ActionContext, ActionRequest, Result
    from kibitz.features.code_actions.run import Services
    from kibitz.features.edits.pointed import Pointed
    from kibitz.features.edits.proposal import DocumentChange
    from kibitz.text.span import Span


def rewriting(
    *,
    id: str,
    verb: str,
    instruction: str,
    kind: str = "",
    offered: Callable[[ActionContext, Pointed], bool] = lambda _context, _pointed: True,
) -> CodeAction:
    """An action that rewrites what the user points at.

    Args:
        id: as its file.
        verb: begins the title: `Simplify`.
        instruction: for the model; one that the user gave is added to it.
        kind: when it is no `refactor.rewrite`.
        offered: whether it makes sense there.
    """

    def title(context: ActionContext) -> str | None:
        target = pointed_at(context.snapshot, context.span, context.tree)
        if target is None or not offered(context, target):
            return None
        return shortened(f"{verb} {target.name}")

    async def run(request: ActionRequest, services: Services) -> Result:
        more = f" {request.instruction.strip()}" if request.instruction else ""
        return await rewrite(request, services, title=verb, instruction=instruction + more, wants_code=True)

    return CodeAction(id=id, kind=kind or f"refactor.rewrite.kibitz.{id}", title=title, run=run)


async def rewrite(
    request: ActionRequest,
    services: Services,
    *,
    title: str,
    instruction: str,
    span: Span | None = None,
    verify: Callable[[DocumentChange], Awaitable[str]] | None = None,
    caution: str = "",
    wants_code: bool = False,
) -> Result:
    """Propose the edit and have it reviewed.

    Args:
        request: what was chosen.
        services: to work with.
        title: of the proposal.
        instruction: for the model.
        span: instead of the selection.
        verify: as in `EditTask`.
        caution, wants_code: as in `EditTask`.
    """
    task = EditTask(
        snapshot=request.snapshot,
        span=request.span if span is None else span,
        title=title,
        instruction=instruction,
        form=services.settings().edits.format,
        verify=verify,
        caution=caution,
        above=request.neighbours.above,
        wants_code=wants_code,
    )
    outcome = await edit(
        task,
        models=services.models,
        parser=services.parser,
        user=services.user,
        door=services.door,
        project=services.project,
    )
    return outcome or "nothing"
