"""Rename for clarity: a model names the local variables of a function anew; syntax does the renaming."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kibitz.features.code_actions.action import CodeAction
from kibitz.features.code_actions.menu import named_definition, shortened
from kibitz.features.code_actions.propose import propose_with
from kibitz.features.edits.clearer_names import clearer_names
from kibitz.features.edits.rename import local_names

if TYPE_CHECKING:
    from kibitz.features.code_actions.action import ActionContext, ActionRequest, Result
    from kibitz.features.code_actions.run import Services

_TITLE: Final = "Rename for clarity"
SHORT_CHARS: Final = 3  # longer names are taken to say something


def _title(context: ActionContext) -> str | None:
    tree, meant = context.tree, named_definition(context)
    if tree is None or meant is None:
        return None
    name, found = meant
    is_short = any(len(local) <= SHORT_CHARS for local in local_names(tree, found))
    return shortened(f"Clearer names in `{name}`") if is_short else None


async def _run(request: ActionRequest, services: Services) -> Result:
    return await propose_with(
        services,
        title=_TITLE,
        work=lambda progress: clearer_names(
            request.snapshot,
            request.span,
            title=_TITLE,
            models=services.models,
            parser=services.parser,
            progress=progress,
        ),
    )


ACTION = CodeAction(id="rename", kind="refactor.rewrite.kibitz.rename", title=_title, run=_run)
