"""Carries out an edit from the instruction to its outcome. Called by code actions and whoever else edits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.features.edits.propose import Declined, propose
from kibitz.features.project import NO_PROJECT

if TYPE_CHECKING:
    from kibitz.backends.model import ModelSource
    from kibitz.base.ports import User
    from kibitz.features.edits.door import Door, Outcome
    from kibitz.features.edits.propose import EditTask
    from kibitz.features.project import Project
    from kibitz.syntax.parser import Parser


async def edit(
    task: EditTask,
    *,
    models: ModelSource,
    parser: Parser,
    user: User,
    door: Door,
    project: Project = NO_PROJECT,
) -> Outcome | None:
    """Propose with visible, cancellable progress, then go through the door.

    Returns:
        None when there was nothing to propose; the user was told why.

    Raises:
        UserActionNeeded, BackendFailure: there is no model, or it did not answer.
    """
    async with user.progress(task.title) as progress:
        proposal = await propose(task, models=models, parser=parser, progress=progress, project=project)
    if isinstance(proposal, Declined):
        user.tell(f"{task.title}: {proposal.reason}", "warning")
        return None
    return await door.submit(proposal)
