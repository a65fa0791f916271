"""`kibitz act ACTION FILE:START-END`: a code action, through the same door as in an editor."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kibitz.app import build_engine
from kibitz.base.errors import ConfigProblem, KibitzError
from kibitz.cli.files import lines_of, open_file, require_line
from kibitz.cli.ready import add_model_arguments, ready_model, settings_of
from kibitz.cli.terminal import TerminalUser
from kibitz.cli.terminal_editor import TerminalEditor
from kibitz.documents.files import Files
from kibitz.documents.store import DocumentStore
from kibitz.documents.uri import uri_of
from kibitz.features.chat.workspace import Workspace
from kibitz.features.code_actions.action import ActionRequest, Diagnostic
from kibitz.features.code_actions.offer import actions
from kibitz.features.code_actions.own import OwnActions
from kibitz.features.code_actions.run import Services
from kibitz.features.code_actions.run import run as run_action
from kibitz.features.edits.checkpoints import Checkpoints, checkpoints_file
from kibitz.features.edits.door import Door
from kibitz.features.edits.prepared import PreparedProposals
from kibitz.features.project import Project
from kibitz.features.review_code.findings import Findings
from kibitz.features.write_tests.place import project_root
from kibitz.text.span import Span

if TYPE_CHECKING:
    import argparse

    from kibitz.documents.snapshot import Snapshot

DONE = ("applied", "discarded", "shown")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `kibitz act`."""
    names = ", ".join(sorted(name for name in actions() if not name.startswith("chat_")))
    parser.add_argument("action", help=f"one of {names}; or `own:TITLE` for one of your own")
    parser.add_argument("place", metavar="FILE:START-END", help="lines from 1, both included")
    parser.add_argument("--instruction", metavar="TEXT", help="what to change, for `edit`")
    parser.add_argument("--problem", metavar="TEXT", help="a message of another tool, for `fix`")
    parser.add_argument("--apply", action="store_true", help="write the change; without it, it is only shown")
    parser.add_argument("--json", action="store_true", help="for a program: the outcome and the diff")
    add_model_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Do it; 0 when it came to a result."""
    try:
        return asyncio.run(_act(arguments))
    except KibitzError as error:
        TerminalUser().tell(str(error), "error")
        return 2


async def _act(arguments: argparse.Namespace) -> int:
    path, first, last = lines_of(arguments.place)
    documents = DocumentStore()
    snapshot = open_file(path, documents)
    require_line(snapshot, path, first)
    settings = settings_of(arguments)
    user = TerminalUser()
    editor = TerminalEditor(user, write=arguments.apply, quiet=arguments.json)
    files = Files(documents)
    prepared = PreparedProposals(files.get)
    root = project_root(path.absolute())
    engine = build_engine(lambda: settings, documents=documents, folders=[root])
    checkpoints = Checkpoints(checkpoints_file(engine.paths))
    own = OwnActions(settings=lambda: settings, folders=[root, Path.cwd()])
    if arguments.action not in {*actions(), *own.all()}:
        raise ConfigProblem(
            f"There is no action {arguments.action!r}: {', '.join((*actions(), *own.all()))}."
        )
    try:
        await ready_model(engine, "edit", consent=arguments.yes)
        services = Services(
            models=engine.models,
            parser=engine.parser,
            user=user,
            editor=editor,
            door=Door(
                editor=editor,
                user=user,
                documents=documents,
                prepared=prepared,
                checkpoints=checkpoints,
            ),
            files=files,
            findings=Findings(editor.show_findings),
            own=own,
            settings=lambda: settings,
            project=Project(engine.workspaces),
            workspace=Workspace(documents, engine.parser, [uri_of(root)]),
        )
        span = _lines(snapshot, first, last)
        told = arguments.problem
        problems = (Diagnostic(span=span, message=told, severity="error"),) if told else ()
        request = ActionRequest(
            snapshot=snapshot, span=span, instruction=arguments.instruction, diagnostics=problems
        )
        result = await run_action(arguments.action, request, services)
    finally:
        await engine.close()
        await checkpoints.aclose()
    if arguments.json:
        print(json.dumps({"result": result} | editor.told(), indent=2))
    elif result == "discarded":
        print("Not written: run again with --apply.", file=sys.stderr)
    return 0 if result in DONE else 1


def _lines(snapshot: Snapshot, first: int, last: int) -> Span:
    index = snapshot.index
    final = index.line_count - 1
    start = index.line_start(min(first - 1, final))
    return Span(start, max(start, index.line_span(min(last - 1, final)).end))
