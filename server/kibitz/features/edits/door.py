"""The one door to the user's files: nothing is changed but through here, and nothing without a review.

How the review goes follows from what the editor can do. Before and after it the proposal is carried over to
the documents as they are then; where the user changed the lines it was made from, it is dropped, loudly.
A checkpoint is written first. Applying is one request: a cancelled task leaves everything applied or nothing.
An editor may all the same take a part and say that it took none: what is really there can be undone.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, Literal

from kibitz.base.errors import StorageFailure
from kibitz.documents.disk import exists, is_writable, on_disk
from kibitz.features.edits.carry import taken_edits, taken_parts, up_to_date
from kibitz.features.edits.inverse import inverse
from kibitz.features.edits.proposal import DeletedFile, NewFile, Proposal, RenamedFile, name_of

if TYPE_CHECKING:
    from kibitz.base.ports import User
    from kibitz.documents.snapshot import Snapshot
    from kibitz.documents.store import DocumentStore
    from kibitz.features.edits.checkpoints import Checkpoint, Checkpoints
    from kibitz.features.edits.editor import Editor
    from kibitz.features.edits.prepared import PreparedProposals
    from kibitz.features.edits.proposal import DocumentChange, FileOperation

Outcome = Literal["applied", "discarded", "prepared", "stale", "not applied", "refused"]
"""`prepared`: offered with the next code actions. `not applied`: the editor refused; `refused`: we did."""

APPLY: Final = "Apply"
DISCARD: Final = "Discard"
HUNK_BY_HUNK: Final = "Hunk by hunk"
SHOW_DIFF: Final = "Show the diff"
SHOWN_LINES: Final = 20  # of the diff, in a question; more does not fit a message box
SETTLE_S: Final = 1.0  # Neovim tells what changed up to 150 ms after it said that it did
SETTLE_STEP_S: Final = 0.02


class Door:
    """Takes proposals in, has them reviewed, applies what was agreed to; takes the last one back."""

    def __init__(
        self,
        *,
        editor: Editor,
        user: User,
        documents: DocumentStore,
        prepared: PreparedProposals,
        checkpoints: Checkpoints | None = None,
    ) -> None:
        """Without `checkpoints` nothing can be undone but by the editor."""
        self._editor = editor
        self._user = user
        self._documents = documents
        self._checkpoints = checkpoints
        self.prepared = prepared

    async def submit(self, proposal: Proposal) -> Outcome:
        """Have it reviewed in the best way this editor has, and apply it if the user agrees."""
        current = await self._now(proposal)
        if current is None:
            return self._stale(proposal)
        if (obstacle := await self._obstacle(current)) is not None:
            self._user.tell(f"{proposal.title}: {obstacle} Nothing was changed.", "warning")
            return "refused"
        abilities = self._editor.abilities
        if not abilities.applies_edits or not (
            abilities.reviews or abilities.confirms_changes or abilities.asks
        ):
            if not abilities.applies_edits:
                await self._remember(current, offered=True)
            return self._prepare(current)
        confirm = abilities.confirms_changes and not abilities.reviews
        if not confirm:
            kept = await (self._editor.review(current) if abilities.reviews else self._ask(current))
            if kept is None:
                return "discarded"
            if not isinstance(kept, Proposal):
                return kept
            current = kept
        return await self.apply(current, confirm=confirm)

    async def apply(self, reviewed: Proposal, *, confirm: bool = False) -> Outcome:
        """Apply what the user agreed to, all or nothing; a checkpoint first.

        Args:
            reviewed: was shown to the user.
            confirm: the user is asked by the editor, which may take some hunks and leave others.
        """
        current = await self._now(reviewed)
        if current is None:
            return self._stale(reviewed)
        checkpoint = await self._remember(current)
        if await self._editor.apply(current, confirm=confirm):
            if confirm and checkpoint is not None:
                await self._narrow(checkpoint, current, unseen=True)
            return "applied"
        if checkpoint is not None and (part := await self._narrow(checkpoint, current, unseen=False)):
            self._user.tell(
                f"{reviewed.title}: the editor applied only a part of the edit ({part.summary}). "
                "Undo the last AI change to take that back.",
                "warning",
            )
            return "not applied"
        if confirm:
            return "discarded"
        self._user.tell(f"{reviewed.title}: the editor did not apply the edit.", "warning")
        return "not applied"

    async def undo(self, uri: str | None = None) -> Outcome | None:
        """Take back the last change that was applied here and still is, by this session or an earlier one.

        Args:
            uri: only what changed this document (and others with it).

        Returns:
            None when there is none.

        Raises:
            StorageFailure: the checkpoints cannot be read.
        """
        points = await self._checkpoints.newest_first() if self._checkpoints else ()
        for point in points:
            if uri is not None and uri not in point.proposal.uris:
                continue
            if (applied := await self._applied(point)) is not None:
                return await self._take_back(point, applied)
        self._user.tell("There is no AI change to undo here.")
        return None

    async def undoable(self, document: Snapshot) -> str:
        """The title of the last change of a document that `undo` would take back; empty for none.

        For lists: quick, of the newest few changes only, by the text of this document alone.
        """
        recent = await self._checkpoints.recent() if self._checkpoints else ()
        return next((each.proposal.title for each in recent if _is_in(each, document)), "")

    async def _take_back(self, point: Checkpoint, applied: Proposal) -> Outcome:
        undoing = inverse(applied)
        current = await self._now(undoing)
        if current is None:
            await self._offer_diff(applied)
            return "stale"
        if not self._editor.abilities.applies_edits:
            return self._prepare(current)
        if (obstacle := await self._obstacle(current)) is not None:
            self._user.tell(f"{undoing.title}: {obstacle} Nothing was changed.", "warning")
            return "refused"
        if not await self._editor.apply(current, confirm=False):
            now = (await self._settled(current)).get
            undone = taken_parts(current, now)
            if len(undone) < len(current.parts):
                await self._undone_in_part(
                    point, applied.keeping(taken_parts(applied, now)) if undone else None
                )
                return "not applied"
        await self._forget(point.id)
        self._user.tell(f"Undone: {applied.title} ({applied.summary}).")
        return "applied"

    async def _undone_in_part(self, point: Checkpoint, left: Proposal | None) -> None:
        """Say so, and remember what is left to undo; None where the editor took back nothing."""
        title = f"Undo: {point.proposal.title}"
        if left is None or self._checkpoints is None:
            self._user.tell(f"{title}: the editor did not apply the edit.", "warning")
            return
        await self._checkpoints.narrow(point.id, left)
        self._user.tell(
            f"{title}: the editor undid only a part. Undo again to take back the rest ({left.summary}).",
            "warning",
        )

    async def _applied(self, point: Checkpoint) -> Proposal | None:
        """What of it there is to take back."""
        if not point.offered:
            return None if await self._is_as_before(point) else point.proposal
        read = await self._read(point.proposal)
        return point.proposal.keeping(taken_parts(point.proposal, read.get))

    async def _is_as_before(self, point: Checkpoint) -> bool:
        """Whether nothing of it is in the documents: it was never applied, or taken back in the editor."""
        for change in point.proposal.changes:
            snapshot = await self._document(change.uri)
            if snapshot is None or snapshot.text != change.base_text:
                return False
        return not point.proposal.files or await self._now(point.proposal) is not None

    async def _offer_diff(self, applied: Proposal) -> None:
        names = ", ".join(dict.fromkeys(name_of(uri) for uri in applied.uris))
        message = f"Not undone, because the code was edited since: {applied.title} in {names}."
        abilities = self._editor.abilities
        if not (abilities.asks and abilities.shows_documents):
            self._user.tell(message, "warning")
        elif await self._user.ask(message, (SHOW_DIFF,)) == SHOW_DIFF:
            await self.show_diff(applied)

    async def show_diff(self, proposal: Proposal) -> None:
        """In a document beside the code, where the editor has such."""
        document = await self._editor.open_document(
            name=f"{proposal.title}.diff", text=proposal.diff(), language_id="diff"
        )
        await document.finish()

    async def _ask(self, proposal: Proposal) -> Proposal | Literal["prepared"] | None:
        """Review by a question; the diff is in a document beside it, or in the question itself."""
        shows = self._editor.abilities.shows_documents
        if shows:
            await self.show_diff(proposal)
        parts = (f"{proposal.title} ({proposal.summary})", *proposal.warnings)
        message = "\n".join((*parts, *(() if shows else _start(proposal.diff()))))
        several = (HUNK_BY_HUNK,) if len(proposal.parts) > 1 else ()
        answer = await self._user.ask(message, (APPLY, *several, DISCARD))
        if answer == HUNK_BY_HUNK:
            self.prepared.keep(proposal)
            self._user.tell(
                f"{proposal.title}: accept or reject each hunk by the code lenses or the code actions there."
            )
            return "prepared"
        return proposal if answer == APPLY else None

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

    async def _obstacle(self, proposal: Proposal) -> str | None:
        """Why it cannot be applied here, as a sentence: said before the user spends time on a review."""
        wanted = {_OPERATIONS[type(file)] for file in proposal.files}
        if missing := wanted - self._editor.abilities.file_operations:
            return f"this editor cannot {' or '.join(sorted(missing))} files for a language server."

        def look() -> str | None:
            for uri in proposal.uris:
                if not is_writable(uri):
                    return f"{name_of(uri)} is read-only."
            taken = next((uri for uri in map(_new_name, proposal.files) if uri and exists(uri)), None)
            return None if taken is None else f"there is a file {name_of(taken)} already."

        return await asyncio.to_thread(look)

    async def _now(self, proposal: Proposal) -> Proposal | None:
        """The proposal for the documents as they are now, read at the last moment."""
        return up_to_date(proposal, (await self._read(proposal)).get)

    async def _read(self, proposal: Proposal) -> dict[str, Snapshot | None]:
        """Its documents as they are now, in the editor or on disk."""
        found = {uri: self._documents.get(uri) for uri in proposal.uris}
        closed = [uri for uri, snapshot in found.items() if snapshot is None]
        if closed:
            found |= await asyncio.to_thread(lambda: {uri: on_disk(uri) for uri in closed})
        return found

    async def _document(self, uri: str) -> Snapshot | None:
        return self._documents.get(uri) or await asyncio.to_thread(on_disk, uri)

    async def _remember(self, proposal: Proposal, *, offered: bool = False) -> str | None:
        if self._checkpoints is None:
            return None
        try:
            return await self._checkpoints.keep(proposal, offered=offered)
        except StorageFailure as error:
            self._user.tell(f"{error} What is changed now can be undone by the editor only.", "warning")
            return None

    async def _forget(self, checkpoint: str | None) -> None:
        if self._checkpoints is not None and checkpoint is not None:
            await self._checkpoints.drop(checkpoint)

    async def _narrow(self, checkpoint: str, proposal: Proposal, *, unseen: bool) -> Proposal | None:
        """Remember only what the editor took: it does not say.

        Args:
            checkpoint: of the proposal.
            proposal: as it was sent.
            unseen: whether files count as taken, and what is in documents that are not open: those tell late.

        Returns:
            What is remembered; None when nothing of it is there.
        """
        assert self._checkpoints is not None
        numbers = taken_parts(proposal, (await self._settled(proposal)).get)
        if unseen:
            numbers |= {
                part.number for part in proposal.parts if part.file or self._documents.get(part.uri) is None
            }
        applied = proposal.keeping(numbers)
        if applied is None:
            await self._forget(checkpoint)
        else:
            await self._checkpoints.narrow(checkpoint, applied)
        return applied

    async def _settled(self, proposal: Proposal) -> dict[str, Snapshot | None]:
        """Its documents, once the editor has told what it changed; or after it had the time to."""
        before: object = None
        now = await self._read(proposal)
        for _ in range(round(SETTLE_S / SETTLE_STEP_S)):
            if now == before and any(_differs(change, now[change.uri]) for change in proposal.changes):
                break
            await asyncio.sleep(SETTLE_STEP_S)
            before, now = now, await self._read(proposal)
        return now


def _differs(change: DocumentChange, snapshot: Snapshot | None) -> bool:
    return snapshot is None or snapshot.text != change.base_text


def _is_in(point: Checkpoint, document: Snapshot) -> bool:
    """Whether something of a change is in a document. What we applied counts as long as it is not undone."""
    proposal = point.proposal
    if any(_new_name(file) == document.uri for file in proposal.files):
        return True
    here = [change for change in proposal.changes if change.uri == document.uri]
    if point.offered:
        return any(taken_edits(change, document.text) for change in here)
    return any(change.base_text != document.text for change in here)


_OPERATIONS: Final = {NewFile: "create", RenamedFile: "rename", DeletedFile: "delete"}


def _new_name(file: FileOperation) -> str | None:
    match file:
        case NewFile():
            return file.uri
        case RenamedFile():
            return file.new_uri
        case DeletedFile():
            return None


def _start(diff: str) -> tuple[str, ...]:
    """The first lines of a diff, without its file names."""
    lines = [line for line in diff.split("\n") if not line.startswith(("--- ", "+++ "))]
    return (*lines[:SHOWN_LINES], *(("...",) if len(lines) > SHOWN_LINES else ()))
