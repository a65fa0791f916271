"""Runs a program of the machine and takes what it prints. No shell, no input; bounded in time and size.

A program that is ended takes those that it began with it: checkers are often started through another one
(`npx`, `uv run`, a script), and what is left of them would go on in a folder that is gone.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PIECE_BYTES = 65536


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What a program printed, and how it ended."""

    text: str = field(repr=False)
    exit_code: int


async def printed(
    words: Sequence[str], folder: Path, *, timeout_s: float, most_bytes: int, with_errors: bool
) -> Printed | None:
    """Run `words` in `folder`; None when it takes too long.

    It is ended then, and when the caller is cancelled.

    Args:
        words: the program's path and its arguments.
        folder: where it runs.
        timeout_s: for all of it.
        most_bytes: what is kept of its output.
        with_errors: take what it prints as errors too.
    """
    process = await asyncio.create_subprocess_exec(
        *words,
        cwd=folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT if with_errors else asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(timeout_s):
            out = await _beginning(process.stdout, most_bytes)
            await process.wait()
    except TimeoutError:
        return None
    finally:
        if process.returncode is None:
            _end(process)
            await process.wait()
    assert process.returncode is not None
    return Printed(text=out.decode("utf-8", "replace"), exit_code=process.returncode)


async def _beginning(output: asyncio.StreamReader | None, most_bytes: int) -> bytes:
    """What is printed first. The rest is read all the same, and dropped: unread, it holds the program up."""
    assert output is not None
    kept = b""
    while piece := await output.read(PIECE_BYTES):
        kept += piece[: most_bytes - len(kept)]
    return kept


def _end(process: asyncio.subprocess.Process) -> None:
    """At once, with everything it began."""
    if sys.platform == "win32":
        process.kill()
        return
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # it leads a group of its own
