"""The one door to the user's files: nothing is changed but through here, and nothing without a review.

How the review goes follows from what the editor can do. Before and after it the proposal is carried over to
the documents as they are then; where the user changed the lines it was made from, it is dropped, loudly.
Applying is one request: a cancelled task leaves everything applied or nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from kibitz.features.edits.proposal import up_to_date

if TYPE_CHECKING:
    from kibitz.base.ports import User
    from kibitz.documents.store import DocumentStore
    from kibitz.features.edits.editor import Editor
    from kibitz.features.edits.prepared import PreparedProposals
    from kibitz.features.edits.proposal import Proposal

Outcome = Literal["applied", "discarded", "prepared", "stale", "not applied"]
"""`prepared`: offered with the next code actions. `not applied`: the editor refused."""

APPLY: Final = "Apply"
DISCARD: Final = "Discard"
SHOWN_LINES: Final = 20  # of the diff, in a question; more does not fit a message box


class Door:
    """Takes proposals in, has them reviewed, applies what was agreed to."""

    def __init__(
        self, *, editor: Editor, user: User, documents: DocumentStore, prepared: PreparedProposals
    ) -> None:
        self._editor = editor
        self._user = user
        self._documents = documents
        self.prepared = prepared

    async def submit(self, proposal: Proposal) -> Outcome:
        """Have it reviewed in the best way this editor has, and apply it if the user agrees."""
        current = up_to_date(proposal, self._documents.get)
        if current is None:
            return self._stale(proposal)
        abilities = self._editor.abilities
        if not abilities.applies_edits or not (
            abilities.reviews or abilities.confirms_changes or abilities.asks
        ):
            return self._prepare(current)
        confirm = abilities.confirms_changes and not abilities.reviews
        if not confirm:
            kept = await (self._editor.review(current) if abilities.reviews else self._ask(current))
            if kept is None:
                return "discarded"
            current = up_to_date(kept, self._documents.get)
            if current is None:
                return self._stale(proposal)
        if await self._editor.apply(current, confirm=confirm):
            return "applied"
        if confirm:
            return "discarded"
        self._user.tell(f"{proposal.title}: the editor did not apply the edit.", "warning")
        return "not applied"

    async def _ask(self, proposal: Proposal) -> Proposal | None:
        """Review by a question; the diff is in a document beside it, or in the question itself."""
        diff = proposal.diff()
        shows = self._editor.abilities.shows_documents
        if shows:
            name = f"{proposal.title}.diff"
            document = await self._editor.open_document(name=name, text=diff, language_id="diff")
            await document.finish()
        parts = (f"{proposal.title} ({proposal.summary})", *proposal.warnings)
        message = "\n".join((*parts, *(() if shows else _start(diff))))
        return proposal if await self._user.ask(message, (APPLY, DISCARD)) == APPLY else None

    def _prepare(self, proposal: Proposal) -> Outcome:
        self.prepared.keep(proposal)
        self._user.tell(f"{proposal.title} is ready: ask for code actions again to take it.")
        return "prepared"

    def _stale(self, proposal: Proposal) -> Outcome:
        self._user.tell(
            f"{proposal.title}: the code was changed meanwhile, so the edit was dropped.",
            "warning",
        )
        return "stale"


def _start(diff: str) -> tuple[str, ...]:
    """The first lines of a diff, without its file names."""
    lines = [line for line in diff.split("\n") if not line.startswith(("--- ", "+++ "))]
    return (*lines[:SHOWN_LINES], *(("...",) if len(lines) > SHOWN_LINES else ()))
