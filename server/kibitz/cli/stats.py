"""`kibitz stats`: what became of the suggestions on this machine, by language and model."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from kibitz.base.errors import KibitzError
from kibitz.cli.terminal import TerminalUser
from kibitz.features.inline_completion.statistics import Statistics
from kibitz.storage.paths import user_paths

if TYPE_CHECKING:
    import argparse

    from kibitz.features.inline_completion.statistics import Line

HEAD = ("language", "model", "shown", "taken", "in part", "typed", "kept 30 s", "5 min", "p50 ms", "p95 ms")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `kibitz stats`."""
    parser.add_argument("--json", action="store_true", help="for a program")


def run(arguments: argparse.Namespace) -> int:
    """Print the table."""
    try:
        lines = asyncio.run(_lines())
    except KibitzError as error:
        TerminalUser().tell(str(error), "error")
        return 2
    if arguments.json:
        print(json.dumps([asdict(line) for line in lines], indent=2))
    elif lines:
        _print_table([HEAD, *map(_row, lines)])
    else:
        print("Nothing was suggested yet. Statistics are kept on this machine only, without any code.")
    return 0


async def _lines() -> list[Line]:
    path = user_paths().statistics
    if not path.exists():
        return []
    statistics = Statistics(path)
    try:
        return await statistics.lines()
    finally:
        await statistics.aclose()


def _row(line: Line) -> tuple[str, ...]:
    return (
        line.language_id,
        line.model,
        str(line.n_shown),
        _share(line.n_accepted / line.n_shown),
        _share(line.n_partly / line.n_shown),
        _share(line.n_typed / line.n_shown),
        _share(line.kept_30s),
        _share(line.kept_5min),
        f"{line.latency_p50_ms:.0f}",
        f"{line.latency_p95_ms:.0f}",
    )


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.0%}"


def _print_table(rows: list[tuple[str, ...]]) -> None:
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    for row in rows:
        cells = (
            cell.ljust(width) if column < 2 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        print("  ".join(cells).rstrip())
