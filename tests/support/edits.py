"""Edits for tests: a selection in a picture (`f(⟦x⟧)`, or a cursor `║`), scripted answers, a fake editor."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kibitz.backends.model import Model
from kibitz.base.llm import ChatRequest, Chunk
from kibitz.documents.files import Files
from kibitz.documents.snapshot import ON_DISK
from kibitz.documents.store import Change, DocumentStore
from kibitz.documents.uri import path_of, uri_of
from kibitz.features.chat.workspace import Workspace
from kibitz.features.code_actions.action import ActionRequest, Diagnostic
from kibitz.features.code_actions.own import OwnActions
from kibitz.features.code_actions.run import Services, run
from kibitz.features.edits.door import APPLY, Door
from kibitz.features.edits.editor import Abilities
from kibitz.features.edits.prepared import PreparedProposals
from kibitz.features.edits.proposal import NewFile, RenamedFile
from kibitz.features.review_code.findings import Findings
from kibitz.settings.model import Settings
from kibitz.syntax.parser import Parser
from kibitz.text.span import Span

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable
    from pathlib import Path

    from kibitz.base.errors import KibitzError
    from kibitz.base.llm import CompletionRequest, Job
    from kibitz.base.ports import Severity
    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.code_actions.action import Result
    from kibitz.features.edits.checkpoints import Checkpoints
    from kibitz.features.edits.proposal import FileOperation, Proposal
    from kibitz.features.review_code.findings import Finding

URI = "file:///project/example.py"
PARSER = Parser()

ASKS = Abilities(applies_edits=True, reviews=False, confirms_changes=False, asks=True, shows_documents=True)

NO_EDITS = Abilities(
    applies_edits=False, reviews=False, confirms_changes=False, asks=False, shows_documents=False
)


def picture(text: str) -> tuple[str, Span]:
    """The text without marks, and the selection or cursor they stood for."""
    if "║" in text:
        before, _, after = text.partition("║")
        return before + after, Span(len(before), len(before))
    before, _, rest = text.partition("⟦")
    inside, _, after = rest.partition("⟧")
    return before + inside + after, Span(len(before), len(before) + len(inside))


class ScriptedModel:
    """A backend and its source: answers one request after the other.

    Attributes:
        answers: the last one is repeated.
        requests: everything asked, in order.
        n_open: streams that are not closed yet.
        before_chunk: awaited before each piece; may raise, or wait for ever.
        failure: raised when the model is asked for.
    """

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.requests: list[ChatRequest] = []
        self.finish_reason: Any = "stop"
        self.n_open = 0
        self.n_sent = 0
        self.before_chunk: Callable[[], Awaitable[None]] = _at_once
        self.failure: KibitzError | None = None
        self.context_tokens = 8192
        self.label = "scripted/model"

    async def model_for(self, job: Job) -> Model:
        if self.failure is not None:
            raise self.failure
        return Model(
            label=self.label,
            backend=self,
            fim="chat",
            family=None,
            context_tokens=self.context_tokens,
            local=True,
        )

    def complete(self, request: CompletionRequest) -> AsyncGenerator[Chunk, None]:
        raise NotImplementedError

    async def chat(self, request: ChatRequest) -> AsyncGenerator[Chunk, None]:
        self.requests.append(request)
        answer = self.answers[min(len(self.requests), len(self.answers)) - 1]
        self.n_open += 1
        try:
            for start in range(0, len(answer), 7):
                await self.before_chunk()
                self.n_sent += 1
                yield Chunk(answer[start : start + 7])
            await self.before_chunk()
            yield Chunk("", self.finish_reason)
        finally:
            self.n_open -= 1

    @property
    def prompt(self) -> str:
        """What the user part of the last request says."""
        return self.requests[-1].messages[-1].content


async def _at_once() -> None:
    await asyncio.sleep(0)


@dataclass
class FakeProgress:
    reports: list[str] = field(default_factory=list)

    def report(self, message: str, percentage: int | None = None) -> None:
        assert percentage is None or 0 <= percentage <= 100
        self.reports.append(message)


@dataclass
class FakeUser:
    """Answers every question with `answer`."""

    answer: str | None = APPLY
    told: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    progressing: FakeProgress = field(default_factory=FakeProgress)
    when_asked: Callable[[], None] = lambda: None

    @asynccontextmanager
    async def progress(self, title: str) -> AsyncGenerator[FakeProgress, None]:
        self.titles.append(title)
        yield self.progressing

    async def ask(self, message: str, choices: tuple[str, ...]) -> str | None:
        self.questions.append(message)
        self.when_asked()
        assert self.answer is None or self.answer in choices
        return self.answer

    def tell(self, message: str, severity: Severity = "info") -> None:
        self.told.append(message)


@dataclass
class FakeDocument:
    name: str
    text: str
    language_id: str
    finished: bool = False

    async def append(self, text: str) -> None:
        assert not self.finished
        self.text += text

    async def finish(self) -> None:
        self.finished = True


@dataclass
class ContinuedDocument:
    """Adds to the end of an open document, as the editor would."""

    documents: DocumentStore
    uri: str

    async def append(self, text: str) -> None:
        snapshot = self.documents.get(self.uri)
        assert snapshot is not None
        self.documents.change(self.uri, None, [Change(None, None, snapshot.text + text)], "utf-16")

    async def finish(self) -> None:
        pass


class FakeEditor:
    """Has one document open, and takes edits as an editor would: all of them, at the version they name."""

    def __init__(self, documents: DocumentStore, abilities: Abilities = ASKS) -> None:
        self.documents = documents
        self.abilities = abilities
        self.opened: list[FakeDocument] = []
        self.applied: list[Proposal] = []
        self.confirmed: bool | None = None
        self.takes = True
        self.says_so = True
        self.takes_part: Callable[[Proposal], Proposal | None] = lambda proposal: proposal
        self.places: list[tuple[str, int]] = []
        self.reviewing: Callable[[Proposal], Proposal | None] = lambda proposal: proposal

    async def review(self, proposal: Proposal) -> Proposal | None:
        assert self.abilities.reviews
        return self.reviewing(proposal)

    async def apply(self, proposal: Proposal, *, confirm: bool) -> bool:
        assert self.abilities.applies_edits
        self.confirmed = confirm
        part = self.takes_part(proposal)
        if not self.takes or part is None:
            return False
        proposal = part
        for change in proposal.changes:
            snapshot = self.documents.get(change.uri)
            if change.base_version == ON_DISK:
                assert snapshot is None
                self.documents.open(change.uri, "", 1, change.new_text)
                continue
            assert snapshot is not None and snapshot.version == change.base_version
            self.documents.change(change.uri, None, [Change(None, None, change.new_text)], "utf-16")
        for file in proposal.files:
            self._do(file)
        self.applied.append(proposal)
        return self.says_so

    def _do(self, file: FileOperation) -> None:
        old = Files(self.documents).get(file.uri)
        path = path_of(file.uri)
        if isinstance(file, NewFile):
            assert old is None
            self.documents.open(file.uri, "", 1, file.text)
            return
        assert old is not None
        self.documents.close(file.uri)
        if path is not None:
            path.unlink(missing_ok=True)
        if isinstance(file, RenamedFile):
            self.documents.open(file.new_uri, old.language_id, 1, old.text)

    async def continue_document(self, uri: str) -> ContinuedDocument:
        return ContinuedDocument(self.documents, uri)

    async def show_place(self, uri: str, line: int) -> bool:
        self.places.append((uri, line))
        return True

    async def open_document(self, *, name: str, text: str, language_id: str) -> FakeDocument:
        document = FakeDocument(name, text, language_id)
        self.opened.append(document)
        return document


class Desk:
    """One document in one editor, and everything an action needs."""

    def __init__(
        self,
        text: str,
        *answers: str,
        language_id: str = "python",
        uri: str = URI,
        abilities: Abilities = ASKS,
        checkpoints: Checkpoints | None = None,
        settings: Settings | None = None,
        folders: tuple[Path, ...] = (),
    ) -> None:
        self.settings = settings or Settings()
        plain, self.span = picture(text)
        self.uri = uri
        self.problems: list[tuple[int, str]] = []
        self.documents = DocumentStore()
        self.documents.open(uri, language_id, 1, plain)
        self.model = ScriptedModel(*answers)
        self.user = FakeUser()
        self.editor = FakeEditor(self.documents, abilities)
        self.files = Files(self.documents)
        self.prepared = PreparedProposals(self.documents.get)
        self.door = Door(
            editor=self.editor,
            user=self.user,
            documents=self.documents,
            prepared=self.prepared,
            checkpoints=checkpoints,
        )
        self.services = Services(
            models=self.model,
            parser=PARSER,
            user=self.user,
            editor=self.editor,
            door=self.door,
            files=self.files,
            findings=Findings(self._show),
            own=OwnActions(settings=lambda: self.settings, folders=folders),
            settings=lambda: self.settings,
            workspace=Workspace(self.documents, PARSER, map(uri_of, folders)),
        )

    def _show(self, snapshot: Snapshot, findings: tuple[Finding, ...]) -> None:
        index = snapshot.index
        self.problems = [(index.line_of(each.span.start), each.message) for each in findings]

    @property
    def snapshot(self) -> Snapshot:
        snapshot = self.documents.get(self.uri)
        assert snapshot is not None
        return snapshot

    @property
    def text(self) -> str:
        return self.snapshot.text

    def type(self, old: str, new: str) -> None:
        """The user replaces something, once."""
        assert self.text.count(old) == 1
        self.documents.change(self.uri, None, [Change(None, None, self.text.replace(old, new))], "utf-16")

    async def run(self, action_id: str, instruction: str | None = None, *problems: str) -> Result:
        """Run an action; `problems` are diagnostics at the selection."""
        request = ActionRequest(
            snapshot=self.snapshot,
            span=self.span,
            instruction=instruction,
            diagnostics=tuple(
                Diagnostic(span=self.span, message=problem, severity="error") for problem in problems
            ),
        )
        return await run(action_id, request, self.services)

    async def edit(self, instruction: str | None = "Do it") -> Result:
        return await self.run("edit", instruction)
