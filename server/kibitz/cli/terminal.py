"""The person at the terminal, as `base/ports.User`, and the colours of what they see."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from kibitz.base.ports import Severity

STOPPED = 130  # what shells answer for a program that Ctrl-C ended
CODES = {"dim": "2", "ghost": "3;90", "bold": "1", "red": "31", "green": "32", "cyan": "36", "yellow": "33"}


def paint(text: str, colour: str, stream: TextIO = sys.stdout) -> str:
    """`text` in a colour, when the stream is a terminal that wants colours."""
    if not stream.isatty() or "NO_COLOR" in os.environ:
        return text
    return f"\x1b[{CODES[colour]}m{text}\x1b[0m"


def paint_diff(diff: str) -> str:
    """A unified diff with its lines in red and green."""
    colours = {"+": "green", "-": "red", "@": "cyan"}
    lines = (paint(line, colours[line[0]]) if line[:1] in colours else line for line in diff.splitlines())
    return "\n".join(lines)


class TerminalProgress:
    """One line on standard error that is written over; silent when that is no terminal."""

    def __init__(self, title: str) -> None:
        self._title = title

    def report(self, message: str, percentage: int | None = None) -> None:
        """Say how far it is."""
        if sys.stderr.isatty():
            share = "" if percentage is None else f" {percentage:3d} %"
            print(f"\r\x1b[K{self._title}:{share} {message}", end="", file=sys.stderr, flush=True)

    def close(self) -> None:
        """Take the line away."""
        if sys.stderr.isatty():
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


class TerminalUser:
    """Asks on standard error and reads standard input."""

    @asynccontextmanager
    async def progress(self, title: str) -> AsyncGenerator[TerminalProgress, None]:
        """Show work while the block runs; Ctrl-C cancels it."""
        progress = TerminalProgress(title)
        try:
            yield progress
        finally:
            progress.close()

    async def ask(self, message: str, choices: tuple[str, ...]) -> str | None:
        """Put a question; None without a terminal, or for any other answer."""
        if not sys.stdin.isatty():
            return None
        keys = "/".join(choice for choice in choices)
        print(f"{message} [{keys}] ", end="", file=sys.stderr, flush=True)
        answer = (await asyncio.to_thread(sys.stdin.readline)).strip().lower()
        return next((choice for choice in choices if answer and choice.lower().startswith(answer)), None)

    def tell(self, message: str, severity: Severity = "info") -> None:
        """One line on standard error."""
        colour = {"info": "cyan", "warning": "yellow", "error": "red"}[severity]
        print(paint(message, colour, sys.stderr), file=sys.stderr)
