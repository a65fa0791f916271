"""Runs an action somebody chose. Errors end here: one sentence to the user."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kibitz.base.errors import KibitzError
from kibitz.features.code_actions.offer import actions
from kibitz.features.project import NO_PROJECT

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from kibitz.backends.model import ModelSource
    from kibitz.base.ports import User
    from kibitz.context.problems import Problem
    from kibitz.documents.files import Files
    from kibitz.features.chat.chat import Chat
    from kibitz.features.chat.workspace import Workspace
    from kibitz.features.code_actions.action import ActionRequest, Result
    from kibitz.features.code_actions.own import OwnActions
    from kibitz.features.edits.door import Door
    from kibitz.features.edits.editor import Editor
    from kibitz.features.inline_completion.request import InlineRequest, InlineResult
    from kibitz.features.project import Project
    from kibitz.features.review_code.findings import Findings
    from kibitz.settings.model import Settings
    from kibitz.syntax.parser import Parser


def _nobody(_: KibitzError) -> bool:
    return False


def _none(_: str) -> tuple[Problem, ...]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What actions work with.

    Attributes:
        project: what models are told of it besides the code in question.
        chat: none in a terminal.
        workspace: where files may be made, renamed and deleted.
        handled: told of an error first; true when it has seen to it that the user knows (a download is
            offered), so that nothing more is said.
        complete: asks for the suggestions at a cursor.
        problems: what other tools complain about in a document, as far as the editor told us.
    """

    models: ModelSource
    parser: Parser
    user: User
    editor: Editor
    door: Door
    files: Files
    findings: Findings
    own: OwnActions
    settings: Callable[[], Settings]
    project: Project = NO_PROJECT
    chat: Chat | None = None
    workspace: Workspace | None = None
    handled: Callable[[KibitzError], bool] = _nobody
    complete: Callable[[InlineRequest], Awaitable[InlineResult]] | None = None
    problems: Callable[[str], tuple[Problem, ...]] = _none


async def run(action_id: str, request: ActionRequest, services: Services) -> Result:
    """Do what was chosen. A cancelled task leaves nothing half done."""
    action = actions().get(action_id) or services.own.all().get(action_id)
    if action is None:
        services.user.tell(f"Kibitz has no action {action_id!r}.", "error")
        return "nothing"
    try:
        return await action.run(request, services)
    except KibitzError as error:
        if not services.handled(error):
            services.user.tell(str(error), "error")
        return "nothing"
