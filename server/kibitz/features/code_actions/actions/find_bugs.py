"""Find bugs: what a model thinks is wrong in a function or selection, as diagnostics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kibitz.features.code_actions.action import CodeAction
from kibitz.features.code_actions.menu import shortened
from kibitz.features.edits.pointed import pointed_at
from kibitz.features.review_code.review import find_bugs

if TYPE_CHECKING:
    from kibitz.features.code_actions.action import ActionContext, ActionRequest, Result
    from kibitz.features.code_actions.run import Services

_TITLE: Final = "Find bugs"
NONE_FOUND: Final = "The model found no bugs there. That is no proof that there are none."


def _title(context: ActionContext) -> str | None:
    target = pointed_at(context.snapshot, context.span, context.tree)
    return None if target is None or target.name == "this line" else shortened(f"{_TITLE} in {target.name}")


async def _run(request: ActionRequest, services: Services) -> Result:
    snapshot = request.snapshot
    tree = services.parser.tree(snapshot.uri, snapshot.text, snapshot.language_id, near=request.span.start)
    target = pointed_at(snapshot, request.span, tree)
    if target is None:
        services.user.tell("There is no code here.")
        return "nothing"
    async with services.user.progress(_TITLE) as progress:
        found = await find_bugs(
            snapshot, target.span, models=services.models, project=services.project, progress=progress
        )
    services.findings.put(snapshot, found, within=target.span)
    if not found:
        services.user.tell(NONE_FOUND)
    return "shown"


ACTION = CodeAction(id="find_bugs", kind="kibitz.findBugs", title=_title, run=_run)
