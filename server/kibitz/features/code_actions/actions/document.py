"""Document: a docstring or documentation comment, in the style of the language and of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.features.code_actions.action import CodeAction
from kibitz.features.code_actions.menu import named_definition, shortened
from kibitz.features.code_actions.propose import propose_with
from kibitz.features.document.document import document

if TYPE_CHECKING:
    from kibitz.features.code_actions.action import ActionContext, ActionRequest, Result
    from kibitz.features.code_actions.run import Services

_TITLE = "Document"


def _title(context: ActionContext) -> str | None:
    tree = context.tree
    if tree is None or tree.language.doc_comment is None:
        return None
    meant = named_definition(context)
    if meant is None or (tree.language.doc_comment.inside and meant[1].body is None):
        return None
    name, found = meant
    return shortened(f"{'Rewrite the documentation of' if found.documentation else _TITLE} `{name}`")


async def _run(request: ActionRequest, services: Services) -> Result:
    return await propose_with(
        services,
        title=_TITLE,
        work=lambda progress: document(
            request.snapshot,
            request.span,
            title=_TITLE,
            instruction=request.instruction,
            models=services.models,
            project=services.project,
            parser=services.parser,
            progress=progress,
        ),
    )


ACTION = CodeAction(id="document", kind="refactor.rewrite.kibitz.document", title=_title, run=_run)
