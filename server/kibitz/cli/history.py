"""`kibitz history`: lists, searches, exports and deletes what was said in chats."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import TYPE_CHECKING

from kibitz.base.errors import KibitzError
from kibitz.cli.terminal import TerminalUser
from kibitz.features.chat.history import History, history_file
from kibitz.features.chat.transcript import as_markdown
from kibitz.storage.paths import user_paths

if TYPE_CHECKING:
    import argparse

    from kibitz.features.chat.history import Conversation

SHORT_ID = 8  # as many characters as tell a few hundred apart


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `kibitz history`."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    listing = verbs.add_parser("list", help="list conversations, newest first")
    searching = verbs.add_parser("search", help="list those in which all words were said")
    searching.add_argument("words", nargs="+")
    for each in (listing, searching):
        each.add_argument("--folder", type=Path, help="of one workspace only")
    exporting = verbs.add_parser("export", help="print one as Markdown")
    exporting.add_argument("id", help="the beginning of its id is enough")
    deleting = verbs.add_parser("delete", help="forget one, or all")
    deleting.add_argument("id", nargs="?", default="", help="the beginning of its id is enough")
    deleting.add_argument("--all", action="store_true", help="of all workspaces")


def run(arguments: argparse.Namespace) -> int:
    """Do it; 0 when there was something to do it with."""
    try:
        return asyncio.run(_run(arguments))
    except KibitzError as error:
        TerminalUser().tell(str(error), "error")
        return 2


async def _run(arguments: argparse.Namespace) -> int:
    history = History(history_file(user_paths()))
    try:
        match arguments.verb:
            case "list" | "search":
                folder = str(arguments.folder.resolve()) if arguments.folder else None
                query = " ".join(arguments.words) if arguments.verb == "search" else ""
                found = await history.list(folder, query)
                for each in found:
                    print(_line(each))
                return 0 if found else 1
            case "export":
                found = await _named(history, arguments.id)
                for each in found[:1]:
                    print(as_markdown(each.title, await history.turns(each.id)), end="")
                return 0 if found else 1
            case _:
                found = await history.list() if arguments.all else await _named(history, arguments.id)
                print(f"Deleted {await history.delete([each.id for each in found])} conversations.")
                return 0 if found else 1
    finally:
        await history.aclose()


async def _named(history: History, beginning: str) -> list[Conversation]:
    """The one whose id begins so; none when several do."""
    found = [each for each in await history.list() if beginning and each.id.startswith(beginning)]
    if len(found) != 1:
        TerminalUser().tell("There is no such conversation, or more than one: see `kibitz history list`.")
    return found if len(found) == 1 else []


def _line(each: Conversation) -> str:
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(each.updated_s))
    return f"{each.id[:SHORT_ID]}  {when}  {each.title}  ({each.workspace or 'no folder'})"
