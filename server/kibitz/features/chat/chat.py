"""The chat of one session: in Markdown documents of any editor, or in a view of its own."""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kibitz.base.errors import KibitzError, StorageFailure
from kibitz.context.privacy import is_private
from kibitz.documents.disk import exists
from kibitz.documents.files import Files
from kibitz.features.chat import place_block, transcript
from kibitz.features.chat.ask import Context, ask
from kibitz.features.chat.gather import Place
from kibitz.features.chat.later import LaterAnswer
from kibitz.features.chat.transcript import Turn, turns_in
from kibitz.features.edits.file_orders import Place as FilePlace
from kibitz.features.edits.file_orders import carried_out
from kibitz.features.edits.formats.files import FileOrder
from kibitz.features.edits.parse import Refused
from kibitz.features.edits.proposal import Proposal
from kibitz.features.edits.propose import Declined
from kibitz.text.span import Span

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Sequence

    from kibitz.backends.model import ModelSource
    from kibitz.base.ports import User
    from kibitz.documents.snapshot import Snapshot
    from kibitz.documents.store import DocumentStore
    from kibitz.features.chat.ask import Text
    from kibitz.features.chat.blocks import Block
    from kibitz.features.chat.history import History
    from kibitz.features.chat.of_files import OfFiles
    from kibitz.features.chat.workspace import Workspace
    from kibitz.features.edits.door import Door, Outcome
    from kibitz.features.edits.editor import Editor, GeneratedDocument
    from kibitz.features.project import Project
    from kibitz.syntax.parser import Parser

BROKEN_OFF: Final = "\n\n*The answer broke off here.*"


class Chat:
    """Questions, answers, and what becomes of the code in them."""

    def __init__(
        self,
        *,
        models: ModelSource,
        parser: Parser,
        documents: DocumentStore,
        workspace: Workspace,
        project: Project,
        history: History,
        editor: Editor,
        user: User,
        door: Door,
        notebook_of: Callable[[str], str | None] = lambda _: None,
    ) -> None:
        """`notebook_of` gives all cells of a cell's notebook as one text; of the rest, see their classes."""
        self._models = models
        self.workspace = workspace
        self.project = project
        self.history = history
        self._parser = parser
        self._documents = documents
        self._editor = editor
        self._user = user
        self._door = door
        self._notebook_of = notebook_of
        self._place: Place | None = None

    @property
    def place(self) -> Place | None:
        """Where the user was last in code, in the document as it is now."""
        place = self._place
        snapshot = self._documents.get(place.snapshot.uri) if place else None
        if place is None or snapshot is None:
            return None
        end = len(snapshot.text)
        return replace(
            place,
            snapshot=snapshot,
            span=Span(min(place.span.start, end), min(place.span.end, end)),
            notebook=self._notebook_of(snapshot.uri) or "",
        )

    def was_at(self, snapshot: Snapshot, span: Span, problems: tuple[str, ...] = ()) -> None:
        """The user is somewhere in code: what `@selection` and "insert at cursor" will mean."""
        if not transcript.is_chat(snapshot.uri):
            self._place = Place(snapshot=snapshot, span=span, problems=problems)

    def answer(self, turns: Sequence[Turn]) -> AsyncGenerator[Context | Text, None]:
        """The answer to the last turn, as `ask` gives it, about where the user is."""
        return ask(
            turns,
            self.place,
            models=self._models,
            workspace=self.workspace,
            project=self.project,
            operations=self._editor.abilities.file_operations,
        )

    async def send(self, snapshot: Snapshot) -> bool:
        """Answer the question at the end of a document, in that document.

        Returns:
            Whether there was a question.

        Raises:
            UserActionNeeded, BackendFailure: there is no model, or it did not answer.
        """
        turns = turns_in(snapshot.text)
        if not turns or turns[-1].role != "user":
            self._user.tell("Write a question at the end of the document first.")
            return False
        page = await self._page(snapshot.uri)
        answer, begun, remark = "", False, ""
        async with self._user.progress("Answering") as progress:
            try:
                async with aclosing(self.answer(turns)) as events:
                    async for event in events:
                        if isinstance(event, Context):
                            begun = True
                            start = transcript.answer_start(snapshot.text)
                            await page.append(f"{start}{event.as_markdown()}\n")
                            continue
                        answer += event.text
                        progress.report(f"{answer.count(' ')} words")
                        await page.append(event.text)
            except (KibitzError, asyncio.CancelledError):
                remark = BROKEN_OFF if begun else ""
                raise
            finally:
                if begun:
                    await asyncio.shield(self._finish(page, remark))
        id_ = hashlib.blake2b(snapshot.uri.encode(), digest_size=16).hexdigest()
        await self.keep(id_, (*turns, Turn(role="assistant", text=answer.strip())))
        return True

    async def _page(self, uri: str) -> GeneratedDocument:
        if self._editor.abilities.applies_edits:
            return await self._editor.continue_document(uri)
        return LaterAnswer(uri, documents=self._documents, door=self._door)

    @staticmethod
    async def _finish(page: GeneratedDocument, remark: str) -> None:
        await page.append(remark + transcript.answer_end())
        await page.finish()

    async def keep(self, id_: str, turns: tuple[Turn, ...]) -> None:
        """Into the history; a chat goes on without one."""
        try:
            await self.history.save(id_, self.workspace.name, turns)
        except StorageFailure as error:
            self._user.tell(str(error), "warning")

    async def apply(self, block: Block, path: str = "") -> Outcome | None:
        """Put a block into the file it names, else into the one the user came from; through a review.

        Returns:
            None when it cannot be done; the user was told why.
        """
        name = path or block.path
        if name:
            return await self._submit(await asyncio.to_thread(self._placed, block, name))
        place = self.place
        if place is None:
            self._user.tell("Which file? Put the cursor into it first, or name it behind the fence.")
            return None
        label = self.workspace.label(place.snapshot.uri)
        return await self._submit(place_block.into_file(block, place.snapshot, label, self._parser))

    async def apply_all(self, said: OfFiles) -> Outcome | None:
        """Do what an answer says of files, as one proposal: all of it or nothing.

        Returns:
            None when some of it cannot be done, or all is so already; the user was told why.
        """
        return await self._submit(await asyncio.to_thread(self._together, said))

    def _together(self, said: OfFiles) -> Proposal | Declined:
        if isinstance(said.orders, Refused):
            return Declined(f"The answer {said.orders.reason}. Nothing was changed.")
        orders, begun, warnings = list(said.orders), dict[str, str](), list[str]()
        for name, block in said.blocks.items():
            snapshot = self.workspace.document(name)
            if snapshot is None:
                orders.append(FileOrder(operation="create", path=name, text=block.code))
                continue
            placed = self._placed(block, name)
            if isinstance(placed, Proposal):
                begun[snapshot.uri] = placed.changes[0].new_text
                warnings += (f"{name}: {warning}" for warning in placed.warnings)
            elif placed is not place_block.NOTHING_NEW:
                return Declined(f"{name}: {placed.reason}")
        done = carried_out(
            orders,
            FilePlace(uri_for=self.workspace.uri_for, document=Files(self._documents).get),
            title=said.change_title,
            parser=self._parser,
            begun=begun,
        )
        if isinstance(done, Declined):
            return done
        return replace(done.proposal, warnings=(*warnings, *done.proposal.warnings))

    def _placed(self, block: Block, name: str) -> Proposal | Declined:
        snapshot = self.workspace.document(name)
        if snapshot is not None and not is_private(snapshot.uri):
            return place_block.into_file(block, snapshot, self.workspace.label(snapshot.uri), self._parser)
        uri = self.workspace.uri_for(name)
        if uri is None or exists(uri):
            return Declined(f"{name} is no file that Kibitz may write.")
        return place_block.new_file(block, uri, name)

    async def insert(self, block: Block, place: Place | None = None) -> Outcome | None:
        """Put a block where the user was last, through a review; None when that is nowhere."""
        place = place or self.place
        if place is None:
            self._user.tell("Where? Put the cursor into a file first.")
            return None
        label = self.workspace.label(place.snapshot.uri)
        return await self._submit(place_block.at_cursor(block, place.snapshot, place.span, label))

    async def _submit(self, proposal: Proposal | Declined) -> Outcome | None:
        if isinstance(proposal, Declined):
            self._user.tell(proposal.reason, "warning")
            return None
        return await self._door.submit(proposal)
