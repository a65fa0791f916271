"""Builds everything once. The only file that knows which class stands behind which port; holds no logic."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from kibitz.base.errors import StorageFailure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from kibitz.backends.local.embedded import Embedded
    from kibitz.backends.source import Models
    from kibitz.base.errors import KibitzError
    from kibitz.context.workspaces import Workspaces
    from kibitz.documents.snapshot import Snapshot
    from kibitz.documents.store import DocumentStore
    from kibitz.features.inline_completion.complete import InlineCompletion
    from kibitz.features.inline_completion.expected import Expected
    from kibitz.features.inline_completion.outcomes import Record
    from kibitz.features.inline_completion.request import InlineRequest
    from kibitz.lsp.features import Features
    from kibitz.lsp.session import Session
    from kibitz.settings.model import Settings
    from kibitz.storage.paths import Paths
    from kibitz.syntax.parser import Parser

# What the initialize response must not wait for: imported in a thread while the loop goes on keeping text.
LATER = (
    "kibitz.backends.local.embedded",
    "kibitz.backends.source",
    "kibitz.context.workspaces",
    "kibitz.features.code_actions.offer",
    "kibitz.features.inline_completion.complete",
    "kibitz.features.inline_completion.statistics",
    "kibitz.features.model_setup",
    "kibitz.syntax.parser",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """What knows no editor: the same for a session and for the command line."""

    paths: Paths
    embedded: Embedded
    models: Models
    parser: Parser
    workspaces: Workspaces
    inline: InlineCompletion
    expected: Expected

    async def close(self) -> None:
        """End what runs, and give the shared model back."""
        await self.expected.aclose()
        await self.inline.aclose()
        await self.workspaces.aclose()
        await self.models.aclose()
        await self.embedded.close()


def build_engine(
    settings: Callable[[], Settings],
    *,
    documents: DocumentStore | None = None,
    folders: Iterable[Path] = (),
    on_late_fault: Callable[[KibitzError], None] = lambda _: None,
    current: Callable[[str], str | None] = lambda _: None,
    keep: Callable[[Record], None] = lambda _: None,
) -> Engine:
    """Put the engine together; `settings` is asked again for every request.

    `documents` are what an editor has open, `folders` its workspace: nothing else is read for context. The
    rest is as in `InlineCompletion`.
    """
    from kibitz.backends.local.embedded import Embedded
    from kibitz.backends.source import Models
    from kibitz.backends.verdicts import Verdicts
    from kibitz.context.workspaces import Workspaces
    from kibitz.documents.store import DocumentStore
    from kibitz.features.inline_completion.complete import InlineCompletion
    from kibitz.features.inline_completion.expected import Expected
    from kibitz.features.inline_completion.ignored import Ignored
    from kibitz.features.inline_completion.surroundings import ContextKeeper
    from kibitz.features.inline_completion.view import view_of
    from kibitz.storage.paths import user_paths
    from kibitz.syntax.parser import Parser

    paths = user_paths()
    embedded = Embedded(paths=paths, settings=settings)
    verdicts = Verdicts(paths.state / "verdicts.json")
    models = Models(settings=settings, embedded=embedded, verdicts=verdicts)
    parser = Parser()
    workspaces = Workspaces(
        folders,
        documents=documents or DocumentStore(),
        settings=lambda: settings().context,
        cache=paths.cache / "index",
        parser=parser,
    )
    context = ContextKeeper(workspaces)

    async def get_ready(request: InlineRequest) -> None:
        snapshot, view = request.snapshot, view_of(request)
        if inline.is_asking(snapshot.uri, view.text):
            return
        parser.chunk(view.text, snapshot.language_id, snapshot.uri, near=view.offset)
        await context.prepare(snapshot, view)

    inline = InlineCompletion(
        models=models,
        parser=parser,
        on_late_fault=on_late_fault,
        current=current,
        keep=keep,
        context=context,
        ignored=Ignored(),
    )
    return Engine(
        paths=paths,
        embedded=embedded,
        models=models,
        parser=parser,
        workspaces=workspaces,
        inline=inline,
        expected=Expected(get_ready),
    )


async def build_features(session: Session) -> Features:
    """The features of one editor's session."""
    await asyncio.to_thread(lambda: [import_module(name) for name in LATER])
    from kibitz.backends.local.pull import pull, reporting_to
    from kibitz.documents.disk import on_disk
    from kibitz.documents.files import Files
    from kibitz.documents.uri import paths_of
    from kibitz.features.chat.chat import Chat
    from kibitz.features.chat.history import History, history_file
    from kibitz.features.chat.workspace import Workspace
    from kibitz.features.code_actions.offer import actions
    from kibitz.features.code_actions.own import OwnActions
    from kibitz.features.code_actions.run import Services
    from kibitz.features.edits.checkpoints import Checkpoints, checkpoints_file
    from kibitz.features.edits.door import Door
    from kibitz.features.edits.prepared import PreparedProposals
    from kibitz.features.inline_completion.request import InlineRequest
    from kibitz.features.inline_completion.statistics import Statistics
    from kibitz.features.model_setup import ModelSetup
    from kibitz.features.project import Project
    from kibitz.features.review_code.findings import Findings
    from kibitz.lsp.diagnostics import DiagnosticsPublisher
    from kibitz.lsp.editor import LspEditor
    from kibitz.lsp.features import Features
    from kibitz.storage.paths import user_paths

    documents = session.documents

    def keep(record: Record) -> None:
        if session.configuration.settings.statistics:
            statistics.keep(record)

    statistics = Statistics(user_paths().statistics)
    engine = build_engine(
        lambda: session.configuration.settings,
        documents=documents,
        folders=paths_of(session.client.folders),
        on_late_fault=session.status.failed,
        current=session.notebooks.whole_text,
        keep=keep,
    )

    def typed(snapshot: Snapshot, offset: int) -> None:
        engine.workspaces.edited(snapshot)
        cells = session.notebooks.neighbours(snapshot)
        engine.expected.expect(
            InlineRequest(snapshot=snapshot, offset=offset, trigger="automatic", neighbours=cells)
        )

    documents.on_change = typed
    documents.on_close = engine.workspaces.closed
    setup = ModelSetup(
        user=session.user,
        settings=lambda: session.configuration.settings,
        fetch=lambda entry, progress: pull(entry, paths=engine.paths, progress=reporting_to(progress)),
    )
    editor = LspEditor(
        session.server,
        session.client,
        session.user,
        engine.paths.cache / "documents",
        reviews=session.reviews,
        snapshot=session.documents.get,
    )
    checkpoints = Checkpoints(checkpoints_file(engine.paths), folders=session.client.folders)
    prepared = PreparedProposals(
        lambda uri: documents.get(uri) or on_disk(uri),
        changed=editor.refresh_review,
        on_stale=editor.tell_stale,
    )
    door = Door(
        editor=editor,
        user=session.user,
        documents=documents,
        prepared=prepared,
        checkpoints=checkpoints,
    )
    project = Project(engine.workspaces)
    history = History(history_file(engine.paths))
    workspace = Workspace(documents, engine.parser, session.client.folders)
    chat = Chat(
        models=engine.models,
        parser=engine.parser,
        documents=documents,
        workspace=workspace,
        project=project,
        history=history,
        editor=editor,
        user=session.user,
        door=door,
        notebook_of=session.notebooks.as_script,
    )
    own = OwnActions(
        settings=lambda: session.configuration.settings, folders=paths_of(session.client.folders)
    )
    services = Services(
        models=engine.models,
        parser=engine.parser,
        user=session.user,
        editor=editor,
        files=Files(documents),
        findings=Findings(DiagnosticsPublisher(session.server, session.client)),
        settings=lambda: session.configuration.settings,
        own=own,
        door=door,
        project=project,
        chat=chat,
        workspace=workspace,
        handled=setup.failed,
        problems=engine.workspaces.problems.of,
        complete=lambda request: engine.inline.complete(request, session.configuration.settings),
    )

    async def set_folders(folders: tuple[str, ...]) -> None:
        workspace.set_folders(folders)
        own.folders = tuple(paths_of(folders))
        await engine.workspaces.set_folders(paths_of(folders))

    async def close() -> None:
        await engine.close()
        await statistics.aclose()
        await checkpoints.aclose()
        await history.aclose()

    async def warm_up() -> None:
        opened = [snapshot for uri in documents.uris() if (snapshot := documents.get(uri))]
        engine.workspaces.start()
        await asyncio.gather(
            engine.models.warm_up(),
            asyncio.to_thread(actions),
            *(asyncio.to_thread(engine.parser.prepare, each.language_id, each.uri) for each in opened),
        )
        if session.configuration.settings.statistics:
            with suppress(StorageFailure):
                engine.inline.learn(await statistics.shares())
                engine.inline.learn(await statistics.shares(blocks=True), blocks=True)

    try:
        await warm_up()
    except BaseException:  # the client left before
        await close()
        raise
    return Features(
        inline=engine.inline,
        actions=services,
        setup=setup,
        workspaces=engine.workspaces,
        set_folders=set_folders,
        new_chat=lambda: editor.new_chat(engine.paths.state / "chats"),
        close=close,
    )
