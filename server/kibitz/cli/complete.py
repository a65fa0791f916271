"""`kibitz complete FILE:LINE:COL`: the suggestion an editor would show there."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import TYPE_CHECKING

from kibitz.app import build_engine
from kibitz.base.errors import KibitzError
from kibitz.cli.files import open_file, place_of, require_line
from kibitz.cli.ready import add_model_arguments, ready_model, settings_of
from kibitz.cli.terminal import TerminalUser
from kibitz.documents.store import DocumentStore
from kibitz.features.inline_completion.request import InlineRequest

if TYPE_CHECKING:
    import argparse

    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.inline_completion.request import InlineResult


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `kibitz complete`."""
    parser.add_argument("place", metavar="FILE:LINE:COL", help="line and column count from 1")
    parser.add_argument("--trace", action="store_true", help="say how it came about, in milliseconds")
    parser.add_argument("--json", action="store_true", help="for a program")
    add_model_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the suggestion; 0 when there is one."""
    try:
        return asyncio.run(_complete(arguments))
    except KibitzError as error:
        TerminalUser().tell(str(error), "error")
        return 2


async def _complete(arguments: argparse.Namespace) -> int:
    path, line, column = place_of(arguments.place)
    snapshot = open_file(path, DocumentStore())
    require_line(snapshot, path, line)
    offset = snapshot.index.offset(line - 1, column - 1, "utf-32")
    settings = settings_of(arguments)
    engine = build_engine(lambda: settings)
    try:
        await ready_model(engine, "completion", consent=arguments.yes)
        request = InlineRequest(snapshot=snapshot, offset=offset, trigger="invoked")
        result = await engine.inline.complete(request, settings)
    finally:
        await engine.close()
    _print(result, snapshot, as_json=arguments.json, trace=arguments.trace)
    return 0 if result.suggestions else 1


def _print(result: InlineResult, snapshot: Snapshot, *, as_json: bool, trace: bool) -> None:
    if as_json:
        suggestions = [
            {"text": each.text, "start": each.span.start, "end": each.span.end} for each in result.suggestions
        ]
        told = {"suggestions": suggestions, "reason": result.reason, "trace": result.trace.as_dict()}
        print(json.dumps(told, indent=2))
        return
    for suggestion in result.suggestions:
        line_start = snapshot.index.line_start(snapshot.index.line_of(suggestion.span.start))
        print(snapshot.text[line_start : suggestion.span.start] + suggestion.text)
    if result.reason:
        print(f"No suggestion: {result.reason}.", file=sys.stderr)
    if trace:
        print(json.dumps(result.trace.as_dict(), indent=2), file=sys.stderr)
