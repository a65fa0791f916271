"""`kibitz commit-message`: prints a message for what is staged, for `git commit -F -` or a hook."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kibitz.app import build_engine
from kibitz.base.errors import KibitzError
from kibitz.cli.ready import add_model_arguments, ready_model, settings_of
from kibitz.cli.terminal import TerminalUser
from kibitz.features.commit_message.write import commit_message

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `kibitz commit-message`."""
    parser.add_argument("folder", nargs="?", default=".", help="in the repository; here when not given")
    add_model_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print it; 0 when there is one."""
    try:
        sys.stdout.write(asyncio.run(_message(arguments)))
    except KibitzError as error:
        TerminalUser().tell(str(error), "error")
        return 2
    return 0


async def _message(arguments: argparse.Namespace) -> str:
    settings = settings_of(arguments)
    engine = build_engine(lambda: settings)
    try:
        await ready_model(engine, "chat", consent=arguments.yes)
        async with TerminalUser().progress("Commit message") as progress:
            return await commit_message(Path(arguments.folder), models=engine.models, progress=progress)
    finally:
        await engine.close()
