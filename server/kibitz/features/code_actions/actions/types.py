"""Add types: annotations for the parameters and the result of a function that has none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kibitz.features.code_actions.action import CodeAction
from kibitz.features.code_actions.menu import named_definition, shortened
from kibitz.features.code_actions.propose import propose_with
from kibitz.features.code_actions.rewrite import rewrite
from kibitz.features.edits.annotate import annotate

if TYPE_CHECKING:
    from kibitz.features.code_actions.action import ActionContext, ActionRequest, Result
    from kibitz.features.code_actions.run import Services

_TITLE: Final = "Add types"
_TYPED: Final = re.compile(r"->|\w\s*:\s*[\w\"'\[]")
INSTRUCTION: Final = (
    "Add type annotations to the parameters and the results of the functions. Change nothing else."
)


def _title(context: ActionContext) -> str | None:
    tree = context.tree
    if tree is None or tree.language.id not in ("python", "typescript", "tsx"):
        return None
    meant = named_definition(context)
    if meant is None or not meant[1].is_function:
        return None
    name, found = meant
    head = context.snapshot.text[found.head.start : found.head.end]
    bare = re.sub(r"\b(?:self|cls)\b", "", head.partition("(")[2])
    is_typed = _TYPED.search(head) or not re.search(r"\w", bare.partition(")")[0])
    return None if is_typed else shortened(f"Add types to `{name}`")


async def _run(request: ActionRequest, services: Services) -> Result:
    snapshot = request.snapshot
    tree = services.parser.tree(snapshot.uri, snapshot.text, snapshot.language_id, near=request.span.start)
    if tree is None or tree.language.id != "python":
        return await rewrite(request, services, title=_TITLE, instruction=INSTRUCTION)
    return await propose_with(
        services,
        title=_TITLE,
        work=lambda progress: annotate(
            snapshot,
            request.span,
            title=_TITLE,
            models=services.models,
            parser=services.parser,
            progress=progress,
        ),
    )


ACTION = CodeAction(id="types", kind="refactor.rewrite.kibitz.types", title=_title, run=_run)
