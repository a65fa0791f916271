"""`kibitz settings`: every setting, for a reader or for a program."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kibitz.settings import schema

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `kibitz settings`."""
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--schema", action="store_true", help="print the JSON schema of the section `kibitz`")
    form.add_argument("--vscode", action="store_true", help="print the properties of the VS Code extension")


def run(arguments: argparse.Namespace) -> int:
    """Print the settings: as Markdown, unless an option asks for JSON."""
    if arguments.schema:
        print(json.dumps(schema.json_schema(), indent=2))
    elif arguments.vscode:
        print(json.dumps(schema.vscode_properties(), indent=2))
    else:
        print(schema.markdown(), end="")
    return 0
