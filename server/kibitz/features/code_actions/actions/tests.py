"""Write tests, into the file where the project keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kibitz.features.code_actions.action import CodeAction
from kibitz.features.code_actions.checks import check_for
from kibitz.features.code_actions.menu import named_definition, shortened
from kibitz.features.code_actions.propose import propose_with
from kibitz.features.write_tests.write import write_tests

if TYPE_CHECKING:
    from kibitz.features.code_actions.action import ActionContext, ActionRequest, Result
    from kibitz.features.code_actions.run import Services

_TITLE: Final = "Write tests"
LANGUAGES: Final = ("python", "javascript", "typescript", "tsx", "go", "rust", "java")


def _title(context: ActionContext) -> str | None:
    tree = context.tree
    if tree is None or tree.language.id not in LANGUAGES or context.snapshot.path is None:
        return None
    meant = named_definition(context)
    if meant is None or meant[0].lower().startswith("test"):
        return None
    return shortened(f"{_TITLE} for `{meant[0]}`")


async def _run(request: ActionRequest, services: Services) -> Result:
    return await propose_with(
        services,
        title=_TITLE,
        work=lambda progress: write_tests(
            request.snapshot,
            request.span,
            title=_TITLE,
            instruction=request.instruction,
            command=check_for(request.snapshot, services).tests.strip(),
            models=services.models,
            project=services.project,
            parser=services.parser,
            files=services.files,
            progress=progress,
        ),
    )


ACTION = CodeAction(id="tests", kind="kibitz.tests", title=_title, run=_run)
