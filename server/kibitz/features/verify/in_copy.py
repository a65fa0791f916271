"""Runs a command of the user's in a copy of a project. No shell: `{file}` and `{folder}` are all it knows.

The command is the user's own (a setting of the machine, never of a folder that was opened): naming it is the
leave to run it.
"""

from __future__ import annotations

import asyncio
import shlex
import shutil
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final

from kibitz.features.program import printed
from kibitz.features.verify.overlay import overlay

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kibitz.features.program import Printed

TIMEOUT_S: Final = 60
MOST_BYTES: Final = 200_000
FILE: Final = "{file}"
FOLDER: Final = "{folder}"


async def run_in_copy(command: str, root: Path, file: Path, texts: Mapping[Path, str]) -> Printed | None:
    """What it prints; None when it does not run or takes too long.

    Args:
        command: with `{file}` and `{folder}` for `file`.
        root: of the project; a program with a folder in its name is looked for from here.
        file: relative to `root`.
        texts: as for `overlay`.
    """
    words = [word.replace(FILE, str(file)).replace(FOLDER, str(file.parent)) for word in shlex.split(command)]
    program = (shutil.which(words[0]) or shutil.which(root / words[0])) if words else None
    if program is None:
        return None
    with ExitStack() as stack:
        try:
            folder = await asyncio.to_thread(lambda: stack.enter_context(overlay(root, texts)))
        except OSError:
            return None
        return await printed(
            (program, *words[1:]), folder, timeout_s=TIMEOUT_S, most_bytes=MOST_BYTES, with_errors=True
        )
