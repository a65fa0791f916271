"""Proposals that wait in the editor to be taken hunk by hunk, or as a whole: by code lenses and code actions.

Where the editor takes no edit from a server, choosing such a code action is also what applies it. Asks nobody
anything. Nothing is remembered but what was proposed and what was rejected: see `carry.py`.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kibitz.features.edits.carry import Remaining, remaining

if TYPE_CHECKING:
    from collections.abc import Callable

    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.edits.proposal import Part, Proposal
    from kibitz.text.span import Span

KEPT = 8  # a person has one or two in mind; the rest was forgotten

Verdict = Literal["accept", "reject", "accept all", "reject all", "next", "show"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something to choose in the buffer.

    Attributes:
        part: the number of the hunk in the whole proposal; None where it is about all of it.
        offset: where in the document it belongs.
        taken: what choosing it applies, for the documents as they are now; None when it applies nothing.
    """

    title: str
    verdict: Verdict
    proposal_id: str
    part: int | None
    offset: int
    taken: Proposal | None = None


class PreparedProposals:
    """The last few finished proposals."""

    def __init__(
        self,
        document: Callable[[str], Snapshot | None],
        *,
        changed: Callable[[], None] = lambda: None,
        on_stale: Callable[[Proposal], None] = lambda _: None,
    ) -> None:
        """`changed` is called when there is something else to show, `on_stale` when one is dropped."""
        self._document = document
        self._changed = changed
        self._on_stale = on_stale
        self._proposals: OrderedDict[str, Proposal] = OrderedDict()
        self._rejected: dict[str, set[int]] = {}

    def keep(self, proposal: Proposal) -> None:
        """Offer it from now on, before the older ones."""
        self._proposals[proposal.id] = proposal
        self._rejected[proposal.id] = set()
        self._proposals.move_to_end(proposal.id, last=False)
        while len(self._proposals) > KEPT:
            self._rejected.pop(self._proposals.popitem()[0])
        self._changed()

    def get(self, proposal_id: str) -> Remaining | None:
        """What is left of one; None when there is no such proposal (any more)."""
        proposal = self._proposals.get(proposal_id)
        if proposal is None:
            return None
        left = remaining(proposal, self._document, self._rejected[proposal_id])
        if left is None:
            self.drop(proposal_id)
            self._on_stale(proposal)
        return left

    def reject(self, proposal_id: str, part: int) -> None:
        """Offer this hunk no more."""
        if proposal_id in self._rejected:
            self._rejected[proposal_id].add(part)
            self._changed()

    def drop(self, proposal_id: str) -> None:
        """Offer nothing of it any more."""
        if self._proposals.pop(proposal_id, None) is not None:
            del self._rejected[proposal_id]
            self._changed()

    def offered(self, uri: str) -> tuple[Proposal, ...]:
        """What is left of those that change `uri`, for the documents as they are now.

        One that was applied has nothing left; after an undo in the editor it has again.
        """
        return tuple(left.proposal for left in self._left(uri) if left.proposal is not None)

    def steps(self, uri: str, lines: Span | None = None) -> tuple[Step, ...]:
        """What to choose from in a document, hunk by hunk.

        Args:
            uri: of the document.
            lines: hunks that touch this span only, and what is about the whole proposal; None for all.
        """
        return tuple(step for left in self._left(uri) for step in _steps(left, uri, lines))

    def _left(self, uri: str) -> list[Remaining]:
        concerned = [id_ for id_, proposal in self._proposals.items() if uri in proposal.uris]
        found = (self.get(id_) for id_ in concerned)
        return [left for left in found if left is not None]


def _steps(left: Remaining, uri: str, lines: Span | None) -> list[Step]:
    proposal = left.proposal
    if proposal is None:
        return []
    steps: list[Step] = []
    pairs = tuple(zip(left.numbers, proposal.parts, strict=True))
    here = [(number, part) for number, part in pairs if part.uri == uri]
    first = min((_offset(part) for _, part in here), default=0)
    n_parts = len(pairs)

    def step(
        title: str, verdict: Verdict, number: int | None, offset: int, taken: Proposal | None = None
    ) -> None:
        steps.append(
            Step(
                title=title,
                verdict=verdict,
                proposal_id=proposal.id,
                part=number,
                offset=offset,
                taken=taken,
            )
        )

    size = f"{proposal.title} ({proposal.summary})"
    if n_parts == 1:
        step(f"Apply: {size}", "accept all", None, first, proposal)
    else:
        for number, part in here:
            if lines is not None and not _touches(part, lines):
                continue
            step(f"Accept this hunk: {part.title}", "accept", number, _offset(part), _only(proposal, part))
            step(f"Reject this hunk: {part.title}", "reject", number, _offset(part))
            step("Next hunk", "next", number, _offset(part))
        step(f"Apply: {size}", "accept all", None, first, proposal)
    step(f"Discard: {proposal.title}", "reject all", None, first)
    step(f"Show the diff: {proposal.title}", "show", None, first)
    return steps


def _only(proposal: Proposal, part: Part) -> Proposal | None:
    return proposal.keeping({part.number})


def _offset(part: Part) -> int:
    return part.edit.span.start if part.edit else 0


def _touches(part: Part, lines: Span) -> bool:
    if part.edit is None:
        return True
    return part.edit.span.start <= lines.end and lines.start <= part.edit.span.end
