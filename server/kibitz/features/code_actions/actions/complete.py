"""Complete here: the suggestion at the cursor, for editors that show none by themselves.

return |          ->   return first + second
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from kibitz.features.code_actions.action import CodeAction
from kibitz.features.edits.proposal import DocumentChange, Proposal
from kibitz.features.inline_completion.request import InlineRequest
from kibitz.text.edits import TextEdit

if TYPE_CHECKING:
    from kibitz.features.code_actions.action import ActionContext, ActionRequest, Result
    from kibitz.features.code_actions.run import Services

TITLE = "Complete here"


def _title(context: ActionContext) -> str | None:
    return None if context.ghost_text or len(context.span) else TITLE


async def _run(request: ActionRequest, services: Services) -> Result:
    snapshot = request.snapshot
    asked = InlineRequest(
        snapshot=snapshot, offset=request.span.end, trigger="invoked", neighbours=request.neighbours
    )
    async with services.user.progress(TITLE):
        found = await services.complete(asked) if services.complete else None
    if found is None or not found.suggestions:
        services.user.tell("Kibitz has no suggestion here.")
        return "nothing"
    best = found.suggestions[0]
    change = DocumentChange(
        uri=snapshot.uri,
        base_version=snapshot.version,
        base_text=snapshot.text,
        made_from=snapshot.index.line_span(snapshot.index.line_of(best.span.start)),
        edits=(TextEdit(best.span, best.text),),
    )
    return await services.door.submit(Proposal(id=str(uuid.uuid4()), title=TITLE, changes=(change,)))


ACTION = CodeAction(id="complete", kind="refactor.rewrite.kibitz.complete", title=_title, run=_run)
