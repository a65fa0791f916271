"""Settings in a file: for the command line, and for editors' plug-ins that have no place for them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from kibitz.base.errors import ConfigProblem

if TYPE_CHECKING:
    import argparse


def add_argument(parser: argparse.ArgumentParser, help_text: str) -> None:
    """`--settings FILE`."""
    parser.add_argument("--settings", metavar="FILE", help=help_text)


def read(name: str | None) -> object:
    """The section as an editor would send it, bare or wrapped in `kibitz`; None where no file is named.

    Raises:
        ConfigProblem: it cannot be read, or is no JSON.
    """
    if not name:
        return None
    try:
        return json.loads(Path(name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigProblem(f"Cannot read {name!r} as JSON settings.") from error
