"""`kibitz undo`: takes back the last change that Kibitz made in this folder, from whichever editor."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from kibitz.base.errors import KibitzError
from kibitz.cli.terminal import TerminalUser, paint_diff
from kibitz.cli.terminal_editor import TerminalEditor
from kibitz.documents.store import DocumentStore
from kibitz.documents.uri import uri_of
from kibitz.features.edits.checkpoints import Checkpoints, checkpoints_file
from kibitz.features.edits.door import Door
from kibitz.features.edits.prepared import PreparedProposals
from kibitz.storage.paths import user_paths

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `kibitz undo`."""
    parser.add_argument("--folder", type=Path, default=Path(), help="where; default: the current folder")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--list", action="store_true", help="list the changes that can be taken back")
    what.add_argument("--diff", action="store_true", help="show the last one and change nothing")
    what.add_argument("--forget", action="store_true", help="delete what is kept for undoing, of all folders")


def run(arguments: argparse.Namespace) -> int:
    """Do it; 0 when there was something to do and it was done."""
    try:
        return asyncio.run(_undo(arguments))
    except KibitzError as error:
        TerminalUser().tell(str(error), "error")
        return 2


async def _undo(arguments: argparse.Namespace) -> int:
    folder = uri_of(arguments.folder.resolve())
    checkpoints = Checkpoints(checkpoints_file(user_paths()), folders=(folder,))
    try:
        if arguments.forget:
            print(f"Deleted {await checkpoints.forget()} kept changes.")
            return 0
        if arguments.list or arguments.diff:
            points = await checkpoints.newest_first()
            for point in points[: 1 if arguments.diff else None]:
                when = time.strftime("%Y-%m-%d %H:%M", time.localtime(point.time_s))
                offered = " - offered, perhaps not taken" if point.offered else ""
                print(f"{when}  {point.proposal.title} ({point.proposal.summary}){offered}")
                if arguments.diff:
                    print(paint_diff(point.proposal.diff()))
            return 0 if points else 1
        documents, user = DocumentStore(), TerminalUser()
        door = Door(
            editor=TerminalEditor(user, write=True),
            user=user,
            documents=documents,
            prepared=PreparedProposals(documents.get),
            checkpoints=checkpoints,
        )
        outcome = await door.undo()
        if outcome == "stale":
            print("`kibitz undo --diff` shows the change.", file=sys.stderr)
        return 0 if outcome == "applied" else 1
    finally:
        await checkpoints.aclose()
