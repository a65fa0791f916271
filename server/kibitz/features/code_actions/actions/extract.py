"""Extract: the selected statements become a function of their own, which is called in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kibitz.features.code_actions.action import CodeAction
from kibitz.features.code_actions.propose import propose_with
from kibitz.features.code_actions.rewrite import rewrite
from kibitz.features.edits.extract_named import extract_named, extraction_at
from kibitz.features.edits.pointed import pointed_at

if TYPE_CHECKING:
    from kibitz.features.code_actions.action import ActionContext, ActionRequest, Result
    from kibitz.features.code_actions.run import Services

_TITLE: Final = "Extract a function"
INSTRUCTION: Final = (
    "Move these lines into a new function with a name that says what it does. Give it what the lines need as "
    "parameters, let it return what the rest of the code needs, and call it in their place. The program must "
    "do the same as before. Answer with the new function and the changed code."
)


def _title(context: ActionContext) -> str | None:
    """A selection that is only a part of a function."""
    target = pointed_at(context.snapshot, context.span, context.tree)
    is_part = bool(context.span) and target is not None and target.around is not None
    return "Extract a function from the selection" if is_part else None


async def _run(request: ActionRequest, services: Services) -> Result:
    found = extraction_at(request.snapshot, request.span, services.parser)
    if found is None or request.instruction:
        more = f" {request.instruction}" if request.instruction else ""
        return await rewrite(request, services, title=_TITLE, instruction=INSTRUCTION + more, wants_code=True)
    return await propose_with(
        services,
        title=_TITLE,
        work=lambda progress: extract_named(
            request.snapshot,
            found,
            title=_TITLE,
            models=services.models,
            parser=services.parser,
            progress=progress,
        ),
    )


ACTION = CodeAction(id="extract", kind="refactor.extract.kibitz.extract", title=_title, run=_run)
