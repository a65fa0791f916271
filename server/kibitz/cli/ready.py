"""A model that answers, fetched first if need be: what every subcommand that asks a model starts with."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from kibitz.backends.local.errors import DownloadNeeded, in_words
from kibitz.backends.local.pull import pull
from kibitz.cli import settings_file
from kibitz.cli.models import Bar
from kibitz.cli.terminal import TerminalUser
from kibitz.settings.load import load

if TYPE_CHECKING:
    import argparse

    from kibitz.app import Engine
    from kibitz.backends.model import Model
    from kibitz.base.llm import Job
    from kibitz.settings.model import Settings

JOBS: tuple[Job, ...] = ("completion", "edit", "chat")


def add_model_arguments(parser: argparse.ArgumentParser) -> None:
    """What chooses the model: the same for every subcommand."""
    parser.add_argument("--model", help="`provider/model`, or `auto`, for every job")
    settings_file.add_argument(parser, "settings as an editor would send them (JSON)")
    parser.add_argument("--yes", action="store_true", help="fetch a model without asking, when there is none")


def settings_of(arguments: argparse.Namespace) -> Settings:
    """The settings of the command line; mistakes in them are told on standard error.

    Raises:
        ConfigProblem: the file cannot be read.
    """
    loaded = load(*layers_of(arguments))
    for problem in loaded.problems:
        TerminalUser().tell(str(problem), "warning")
    return loaded.settings


def layers_of(arguments: argparse.Namespace) -> tuple[object, object]:
    """What the file says and, stronger, what `--model` says; None where nothing is said.

    Raises:
        ConfigProblem: the file cannot be read.
    """
    chosen = {"models": dict.fromkeys(JOBS, arguments.model)} if arguments.model else None
    return settings_file.read(arguments.settings), chosen


async def ready_model(engine: Engine, job: Job, *, consent: bool) -> Model:
    """The model for `job`, started; weights that are missing are fetched after asking.

    Raises:
        KibitzError: there is none; the message says what to do.
    """
    try:
        return await engine.models.model_for(job)
    except DownloadNeeded as error:
        entry = error.entry
        question = f"Fetch {entry.name} ({in_words(entry.size_bytes)}, {entry.licence})?"
        if not consent and await TerminalUser().ask(question, ("Yes", "No")) != "Yes":
            raise
        bar = Bar(sys.stderr, time.monotonic)
        try:
            await pull(entry, paths=engine.paths, progress=bar.show)
        finally:
            bar.close()
        return await engine.models.model_for(job)
