"""Whether a suggestion that breaks a Python document is noticed, and a right one is let through.

    python -m bench.added_errors [--n N] [--seed S] [--package FOLDER]...

Lines of real files are taken out and completed at a random column: rightly, and wrongly in some ways that
models have. Each is judged in the intact file and in one that has an error a few lines above the cursor, as
while somebody types. What counts as wrong is what Python says of the whole file without that error: ways that
happen to fit are left out. No model is needed.
"""

from __future__ import annotations

import argparse
import ast
import random
import warnings
from typing import TYPE_CHECKING

from bench.crossfile.__main__ import PACKAGES, folder_of
from bench.quality.score import share, table

from kibitz.syntax.added_errors import adds_errors
from kibitz.syntax.parser import Parser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PROSE = "This is what the function does"
LINES_ABOVE = 12  # of the cursor, among which the error is
ERRORS = {
    "intact": lambda line: line,
    "no value": lambda line: f"{_indent(line)}value =",
    "bracket open": lambda line: f"{_indent(line)}call(1, [2",
    "words": lambda line: f"{_indent(line)}some words here",
}
"""What is made of a line above the cursor."""

WAYS: dict[str, Callable[[str, str], str]] = {
    "right": lambda _, rest: rest,
    "prose": lambda *_: PROSE,
    "bracket lacks": lambda _, rest: rest.removesuffix(")"),
    "bracket too many": lambda _, rest: f"{rest})",
    "half a line": lambda _, rest: rest[: len(rest) // 2].rstrip(),
    "too deep": lambda before, rest: rest if before.strip() else f"    {rest}",
    "at the margin": lambda before, rest: rest if before else rest.lstrip(),
}
"""What is suggested where the line stood, given what of it is before the cursor and what was behind it."""


def main() -> None:
    """Parse arguments, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--n", type=int, default=300, help="places")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--package", action="append", help="a folder, or an installed package")
    arguments = parser.parse_args()
    files = [
        text
        for package in arguments.package or PACKAGES
        for path in sorted(folder_of(package).rglob("*.py"))
        if _is_whole(text := path.read_text("utf-8", errors="replace")) and text.count("\n") > 20
    ]
    chance = random.Random(arguments.seed)
    found: dict[tuple[str, str], list[bool]] = {(way, error): [] for way in WAYS for error in ERRORS}
    for _ in range(arguments.n):
        lines = chance.choice(files).split("\n")
        for way, error, says_wrong in _judged(lines, chance):
            found[way, error].append(says_wrong != (way == "right"))
    print("Judged rightly, by the error above the cursor:")
    rows = [(way, *(f"{share(found[way, e])} of {len(found[way, e])}" for e in ERRORS)) for way in WAYS]
    print(table([("", *ERRORS), *rows]))


def _judged(lines: list[str], chance: random.Random) -> Iterator[tuple[str, str, bool]]:
    """Every way with every error at a random line: whether it is said to add errors."""
    number = chance.randrange(5, len(lines))
    while not lines[number].strip():
        number -= 1
    line = lines[number]
    column = chance.choice((0, len(_indent(line)), chance.randrange(len(line))))
    above = [at for at in range(max(number - LINES_ABOVE, 0), number) if _is_statement(lines[at])]
    if not above:
        return
    spoilt = chance.choice(above)
    after = "".join(f"\n{each}" for each in lines[number + 1 :])
    for way, make in WAYS.items():
        completion = make(line[:column], line[column:])
        before = "\n".join((*lines[:number], line[:column]))
        is_wrong = not _is_whole(before + completion + after)
        if is_wrong == (way == "right") or not completion.strip():
            continue
        for error, spoil in ERRORS.items():
            spoilt_lines = [*lines[:spoilt], spoil(lines[spoilt]), *lines[spoilt + 1 : number]]
            document = "\n".join((*spoilt_lines, line[:column]))
            yield way, error, adds_errors(Parser(), document, "", completion, after, "python") > 0


def _is_statement(line: str) -> bool:
    """Whether a line is a statement by itself, so that another may stand in its place."""
    return bool(line.strip()) and _is_whole(line.strip())


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _is_whole(text: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(text)
        except (SyntaxError, ValueError):
            return False
    return True


if __name__ == "__main__":
    main()
