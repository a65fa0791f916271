"""What the model itself says to prefix and suffix, and the best that any cut could make of it."""

from __future__ import annotations

import ast
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.quality.cases import Case

    from kibitz.models.family import ModelFamily

FEWEST_TOKENS, MOST_TOKENS = 32, 192
CHARS_PER_TOKEN = 3
MOST_CUTS = 80  # that differ and can be compiled; more than any case has had


def prompt_of(case: Case, family: ModelFamily) -> str:
    """Prefix, suffix and tokens in the family's order, nothing else."""
    before, after = family.prefix_token + case.before, family.suffix_token + case.after
    return (after + before if family.suffix_first else before + after) + family.middle_token


def enough(case: Case) -> int:
    """How many tokens of the answer to look at: small models do not stop, and time is dear."""
    return min(max(FEWEST_TOKENS, len(case.expected) * 2 // CHARS_PER_TOKEN), MOST_TOKENS)


def first_line(answer: str, case: Case) -> str:
    """The answer up to the newline, which is put back where the case wants whole lines."""
    return answer.partition("\n")[0] + ("\n" if case.expected.endswith("\n") else "")


def cuts(answer: str, case: Case) -> Iterator[str]:
    """Every beginning of the answer that gives another program, as far as it can be compiled."""
    seen: set[str] = set()
    for end in range(len(answer) + 1):
        program = case.before + answer[:end] + case.after
        meaning = _meaning(program)
        if meaning is not None and meaning not in seen and len(seen) < MOST_CUTS:
            seen.add(meaning)
            yield answer[:end]


def compiles(program: str) -> bool:
    """Whether Python can read it."""
    return _meaning(program) is not None


def _meaning(program: str) -> str | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(program, "program", "exec")
            return ast.dump(ast.parse(program))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
