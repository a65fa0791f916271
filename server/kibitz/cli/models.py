"""`kibitz models`: which models are here, which suit this machine; fetching and removing them."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from typing import TYPE_CHECKING, Any, TextIO

from kibitz.backends.local.errors import in_words
from kibitz.backends.local.machine import this_machine
from kibitz.backends.local.pull import place_of, pull, remove, unfinished_bytes
from kibitz.backends.local.weights import find_weights
from kibitz.base.errors import KibitzError
from kibitz.cli.terminal import STOPPED
from kibitz.models import catalogue
from kibitz.storage.paths import user_paths

if TYPE_CHECKING:
    from collections.abc import Callable

    from kibitz.models.catalogue import CatalogueEntry, Machine
    from kibitz.storage.paths import Paths

REDRAW_EVERY_S = 0.1
BAR_CELLS = 24


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `kibitz models`."""
    parser.set_defaults(action="list", json=False)
    parser.add_argument("--json", action="store_true", help="for a program")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=False)
    listing = actions.add_parser(
        "list", help="the models, where they are and what suits this machine (the default)"
    )
    listing.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="for a program")
    fetching = actions.add_parser("pull", help="fetch a model; goes on where an earlier try stopped")
    fetching.add_argument("name", metavar="NAME")
    fetching.add_argument("--yes", action="store_true", help="do not ask")
    removing = actions.add_parser("remove", help="delete a model, or what there is of it")
    removing.add_argument("name", metavar="NAME")


def run(arguments: argparse.Namespace) -> int:
    """List, pull or remove."""
    paths = user_paths()
    if arguments.action in (None, "list"):
        rows = [_describe(entry, paths, this_machine()) for entry in catalogue.CATALOGUE]
        print(json.dumps(rows, indent=2) if arguments.json else _table(rows))
        return 0
    entry = catalogue.find(arguments.name)
    if entry is None:
        names = ", ".join(entry.name for entry in catalogue.CATALOGUE)
        print(f"There is no model {arguments.name!r}: there are {names}.", file=sys.stderr)
        return 2
    try:
        if arguments.action == "remove":
            return _remove(entry, paths)
        return _pull(entry, paths, ask=not arguments.yes)
    except KibitzError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The next pull goes on from here.", file=sys.stderr)
        return STOPPED


def _describe(entry: CatalogueEntry, paths: Paths, machine: Machine) -> dict[str, Any]:
    file = find_weights(entry, paths.models)
    return {
        "name": entry.name,
        "sizeBytes": entry.size_bytes,
        "licence": entry.licence,
        "contextTokens": entry.context_tokens,
        "leastMemoryBytes": entry.least_memory_bytes,
        "sha256": entry.sha256,
        "file": str(file) if file else None,
        "unfinishedBytes": unfinished_bytes(entry, paths=paths),
        "carriers": [place_of(carrier) for carrier in entry.carriers],
        "thisMachine": _suits(entry, machine),
    }


def _suits(entry: CatalogueEntry, machine: Machine) -> str:
    if entry == catalogue.choose(machine):
        return "recommended"
    if not catalogue.fits(entry, machine):
        return "too little memory"
    if entry.least_cores is None or entry.least_cores > machine.cores:
        return "fits, slow here"
    return "fits"


def _table(rows: list[dict[str, Any]]) -> str:
    lines = [("NAME", "SIZE", "LICENCE", "THIS MACHINE", "WHERE")]
    for row in rows:
        where = row["file"] or f"fetched from {', else '.join(row['carriers'])}"
        if row["unfinishedBytes"] and not row["file"]:
            where = f"{100 * row['unfinishedBytes'] // row['sizeBytes']} % is here, the rest is {where}"
        lines.append((row["name"], in_words(row["sizeBytes"]), row["licence"], row["thisMachine"], where))
    widths = [max(len(line[column]) for line in lines) for column in range(4)]
    return "\n".join(
        "  ".join((*(cell.ljust(width) for cell, width in zip(line, widths, strict=False)), line[4]))
        for line in lines
    )


def _remove(entry: CatalogueEntry, paths: Paths) -> int:
    freed_bytes = remove(entry, paths=paths)
    elsewhere = find_weights(entry, paths.models)
    print(f"{entry.name}: {in_words(freed_bytes)} freed." if freed_bytes else f"{entry.name} was not here.")
    if elsewhere:
        print(f"It is also in {str(elsewhere)!r}, which is not Kibitz' to delete.")
    return 0


def _pull(entry: CatalogueEntry, paths: Paths, *, ask: bool) -> int:
    if not find_weights(entry, paths.models):
        where = ", else ".join(place_of(carrier) for carrier in entry.carriers)
        print(
            f"{entry.name}: {in_words(entry.size_bytes)}, licence {entry.licence}, from {where}.",
            file=sys.stderr,
        )
        # Whoever types the command in a script has said yes by typing it.
        if ask and sys.stdin.isatty() and input("Fetch it? [Y/n] ").strip().lower() not in ("", "y", "yes"):
            return 1
    bar = Bar(sys.stderr, time.monotonic)
    try:
        file = asyncio.run(pull(entry, paths=paths, progress=bar.show))
    finally:
        bar.close()
    print(file)
    return 0


class Bar:
    """How far a download is: one line that is written over, or a line for every tenth without a terminal."""

    def __init__(self, stream: TextIO, now_s: Callable[[], float]) -> None:
        self._stream = stream
        self._now_s = now_s
        self._tty = stream.isatty()
        self._began: tuple[float, int] | None = None  # time and bytes at the first report
        self._drawn_s = -REDRAW_EVERY_S
        self._drawn = ""
        self._tenth = -1

    def show(self, done_bytes: int, total_bytes: int, step: str) -> None:
        """A report of `pull`."""
        now_s = self._now_s()
        if self._began is None:
            self._began = (now_s, done_bytes)
        share = done_bytes / total_bytes
        text = f"{100 * share:3.0f} %  {in_words(done_bytes)} of {in_words(total_bytes)}"
        text += f"{self._speed(now_s, done_bytes, total_bytes)}  {step}"
        if self._tty:
            if now_s - self._drawn_s < REDRAW_EVERY_S and done_bytes < total_bytes:
                return
            self._drawn_s = now_s
            full = int(share * BAR_CELLS)
            drawn = f"[{'#' * full}{'.' * (BAR_CELLS - full)}] {text}"
            self._stream.write(f"\r{drawn.ljust(len(self._drawn))}")
            self._drawn = drawn
        elif int(10 * share) > self._tenth:
            self._tenth = int(10 * share)
            self._stream.write(f"{text}\n")
        self._stream.flush()

    def close(self) -> None:
        """Leave the line."""
        if self._tty and self._drawn:
            self._stream.write("\n")

    def _speed(self, now_s: float, done_bytes: int, total_bytes: int) -> str:
        began_s, began_bytes = self._began or (now_s, done_bytes)
        if now_s <= began_s or done_bytes <= began_bytes or done_bytes >= total_bytes:
            return ""
        bytes_per_s = (done_bytes - began_bytes) / (now_s - began_s)
        left_s = round((total_bytes - done_bytes) / bytes_per_s)
        return f"  {in_words(round(bytes_per_s))}/s  {left_s // 60}:{left_s % 60:02d} left"
