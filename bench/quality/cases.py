"""Places to complete: HumanEval-infilling (with unit tests), or cut from the sources of real packages."""

from __future__ import annotations

import gzip
import json
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from pathlib import Path

Layout = Literal["blank", "glued"]
"""Where whole lines are missing, the cursor stands on a `blank` line, or right before the next line's text,
`glued` to it, as the data set has it."""

SETS = {"single": "SingleLineInfilling", "multi": "MultiLineInfilling", "span": "RandomSpanInfillingLight"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A document with a hole.

    Attributes:
        id: stable, unique in its set.
        before: the document up to the cursor.
        after: the document from the cursor on.
        expected: what stood there.
        test: Python that fails unless the completed document is right; empty where there are no tests.
    """

    id: str
    language_id: str
    before: str
    after: str
    expected: str
    test: str = ""


def human_eval(
    folder: Path, name: str, *, half: str, n: int, seed: int, layout: Layout, few_per_problem: bool = True
) -> list[Case]:
    """`n` cases of a set, of the problems at even or odd places (`half`), spread over the problems."""
    with gzip.open(folder / f"HumanEval-{SETS[name]}.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    problems = sorted({_problem(row) for row in rows})
    wanted = {"even": problems[::2], "odd": problems[1::2], "all": problems}[half]
    rows = [row for row in rows if _problem(row) in wanted]
    chance = random.Random(seed)
    chance.shuffle(rows)
    if few_per_problem:
        seen: dict[int, int] = {}
        rank: list[tuple[int, int]] = []
        for at, row in enumerate(rows):
            seen[_problem(row)] = seen.get(_problem(row), 0) + 1
            rank.append((seen[_problem(row)], at))
        rows = [rows[at] for _, at in sorted(rank)]
    return [_case(row, layout) for row in rows[:n]]


def _problem(row: dict[str, Any]) -> int:
    return int(row["task_id"].split("/")[2])


def _case(row: dict[str, Any], layout: Layout) -> Case:
    before, after, expected = row["prompt"], row["suffix"], row["canonical_solution"]
    whole_lines = expected.endswith("\n") and (not before or before.endswith("\n"))
    if layout == "blank" and whole_lines:
        after, expected = "\n" + after, expected.removesuffix("\n")
    return Case(
        id=f"{row['task_id']}/{layout}" if whole_lines else row["task_id"],
        language_id="python",
        before=before,
        after=after,
        expected=expected,
        test=f"\n{row['test']}\n\ncheck({row['entry_point']})\n",
    )
