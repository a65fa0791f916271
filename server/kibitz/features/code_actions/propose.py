"""Runs what makes a proposal, with progress, and has the proposal reviewed. Called by actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.features.edits.propose import Declined

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from kibitz.base.ports import Progress
    from kibitz.features.code_actions.action import Result
    from kibitz.features.code_actions.run import Services
    from kibitz.features.edits.proposal import Proposal


async def propose_with(
    services: Services, *, title: str, work: Callable[[Progress], Awaitable[Proposal | Declined]]
) -> Result:
    """Do the work where the user can watch and cancel it; go through the door with what comes of it."""
    async with services.user.progress(title) as progress:
        proposal = await work(progress)
    if isinstance(proposal, Declined):
        services.user.tell(f"{title}: {proposal.reason}", "warning")
        return "nothing"
    return await services.door.submit(proposal)
