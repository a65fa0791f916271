"""The process that builds an index: `python -m kibitz.context.index`, ended by the end of its input.

Takes one line of JSON on standard input: `{"folder", "file", "most_files"}`. Says nothing. Runs only when
nobody else needs the processor, as far as the operating system has that.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
from pathlib import Path

from kibitz.context.index import tables
from kibitz.context.index.build import build
from kibitz.storage.database import Database
from kibitz.syntax.parser import Parser

NICENESS = 19


def main() -> None:
    """Build."""
    order = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_input, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    asyncio.run(_build(Path(order["folder"]), Path(order["file"]), order["most_files"]))


async def _build(folder: Path, file: Path, most_files: int) -> None:
    database = Database(file, tables.VERSIONS)
    try:
        await build(database, Parser(), folder, most_files=most_files)
    finally:
        await database.aclose()


def _end_with_input() -> None:
    while sys.stdin.read(1):
        pass
    os._exit(1)


if __name__ == "__main__":
    main()
