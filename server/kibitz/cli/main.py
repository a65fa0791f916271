"""Chooses the subcommand. Each is one module with `add_arguments(parser)` and `run(arguments) -> exit code`.

Only the chosen one is imported: `kibitz serve` is waited for by a person who opens an editor.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from typing import TYPE_CHECKING, Any

from kibitz import __version__
from kibitz.cli.terminal import STOPPED

if TYPE_CHECKING:
    from collections.abc import Sequence

SUBCOMMANDS = {
    "serve": "serve an editor over standard input and output (or TCP)",
    "demo": "watch Kibitz complete, explain and edit code on this machine",
    "complete": "print the suggestion for a place in a file",
    "act": "explain or edit a piece of a file",
    "commit-message": "write a commit message for what is staged",
    "history": "list, search, export and delete what was said in chats",
    "undo": "take back the last change Kibitz made in a folder",
    "models": "list, fetch and remove local models",
    "doctor": "say what works, what is missing and what to do",
    "stats": "say what became of the suggestions on this machine",
    "setup": "say or write what an editor needs to start Kibitz",
    "import": "read the configuration of lsp-ai, llm.nvim, Continue or Tabby",
    "settings": "print every setting, or the schema",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run `kibitz ARGUMENTS`.

    Some clients start a server with no arguments or with a bare `--stdio`: both serve, unless a person sits
    at the terminal.
    """
    _open_missing_streams()
    words = list(sys.argv[1:] if argv is None else argv)
    if words == ["--stdio"] or (not words and not sys.stdin.isatty()):
        words = ["serve"]
    chosen = next((word for word in words if not word.startswith("-")), None)
    arguments = _parser(chosen).parse_args(words)
    if arguments.subcommand is None:
        _parser(None).print_help()
        return 2
    try:
        code: int = _module(arguments.subcommand).run(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return STOPPED
    except BrokenPipeError:  # `kibitz settings | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the exit complains once more
        return 1
    return code


def _open_missing_streams() -> None:
    """Give the process the standard streams it was started without: to Python they are None then."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123  for good


def _parser(chosen: str | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kibitz", description="An AI pair programmer for any editor.")
    parser.add_argument("--version", action="version", version=f"kibitz {__version__}")
    subparsers = parser.add_subparsers(dest="subcommand", metavar="COMMAND")
    for name, help_text in SUBCOMMANDS.items():
        subparser = subparsers.add_parser(name, help=help_text, description=help_text.capitalize() + ".")
        if name == chosen:
            _module(name).add_arguments(subparser)
    return parser


def _module(subcommand: str) -> Any:
    name = "import_" if subcommand == "import" else subcommand  # a word of Python's own
    return importlib.import_module(f"kibitz.cli.{name.replace('-', '_')}")
