"""Proposals for editors that take no edit from a server: kept until the user asks for code actions again.

The edit then travels inside a code action, and choosing that action is the consent. Asks nobody anything.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from kibitz.features.edits.proposal import up_to_date

if TYPE_CHECKING:
    from collections.abc import Callable

    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.edits.proposal import Proposal

KEPT = 8  # a person has one or two in mind; the rest was forgotten


class PreparedProposals:
    """The last few finished proposals."""

    def __init__(self, document: Callable[[str], Snapshot | None]) -> None:
        self._document = document
        self._proposals: OrderedDict[str, Proposal] = OrderedDict()

    def keep(self, proposal: Proposal) -> None:
        """Offer it from now on, before the older ones."""
        self._proposals[proposal.id] = proposal
        self._proposals.move_to_end(proposal.id, last=False)
        while len(self._proposals) > KEPT:
            self._proposals.popitem()

    def offered(self, uri: str) -> tuple[Proposal, ...]:
        """Those that change `uri` and still mean something, for the documents as they are now.

        One that was applied means nothing any more, since its text changed; after an undo it does again.
        """
        for_it = (
            proposal
            for proposal in self._proposals.values()
            if any(change.uri == uri for change in proposal.changes)
        )
        current = (up_to_date(proposal, self._document) for proposal in for_it)
        return tuple(proposal for proposal in current if proposal is not None)
