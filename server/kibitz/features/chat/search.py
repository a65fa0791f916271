"""Which pieces of many texts have most to do with a question: by its words, the rare ones counting most.

Pure. Needs no index: that of the workspace (`context/index`) knows what files define, and questions are as
often about what is inside of it, about comments, documents and configuration. Reads everything each time.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

CHUNK_LINES: Final = 40
STEP_LINES: Final = 30  # chunks overlap, so that a function is whole in one of them
MOST_LINE_CHARS: Final = 400  # longer lines are data, or made by a program
MOST_CHUNKS: Final = 8

_WORD: Final = re.compile(r"[A-Za-z]{2,}|\d{2,}")
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|_")
_COMMON: Final = frozenset(
    [
        "the",
        "and",
        "for",
        "are",
        "what",
        "how",
        "does",
        "where",
        "which",
        "when",
        "why",
        "who",
        "with",
        "from",
        "that",
        "this",
        "there",
        "into",
        "can",
        "use",
        "used",
        "is",
        "in",
        "of",
        "to",
        "it",
        "be",
        "do",
        "on",
        "or",
        "an",
        "as",
        "at",
        "by",
        "we",
        "you",
        "all",
        "any",
        "not",
        "has",
        "have",
        "codebase",
        "file",
        "code",
        "function",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Lines of a text; the first one counts from 1."""

    name: str
    first_line: int
    text: str = field(repr=False)


def best_chunks(texts: Iterable[tuple[str, str]], query: str, *, most_chars: int) -> tuple[Chunk, ...]:
    """The best pieces that fit, best first; none where no word of the question occurs.

    Args:
        texts: name and text of each.
        query: the question.
        most_chars: of all pieces together.
    """
    wanted = set(words_of(query)) - _COMMON
    scored: list[tuple[Chunk, Counter[str]]] = []
    n_chunks, found_in = 0, Counter[str]()
    for name, text in texts:
        in_name = set(words_of(name)) & wanted
        lines = text.splitlines(keepends=True)
        for start in range(0, max(len(lines), 1), STEP_LINES):
            piece = lines[start : start + CHUNK_LINES]
            n_chunks += 1
            counts = Counter(
                word for line in piece for word in words_of(line[:MOST_LINE_CHARS]) if word in wanted
            )
            counts.update(in_name)
            if counts and all(len(line) <= MOST_LINE_CHARS for line in piece):
                found_in.update(set(counts))
                scored.append((Chunk(name=name, first_line=start + 1, text="".join(piece)), counts))
            if start + CHUNK_LINES >= len(lines):
                break
    weight = {word: math.log(1 + n_chunks / n) for word, n in found_in.items()}

    def score(counts: Counter[str]) -> float:
        return sum(weight[word] * n / (n + 1.2) for word, n in counts.items())

    scored.sort(key=lambda pair: -score(pair[1]))
    return _fitting((chunk for chunk, _ in scored), most_chars)


def words_of(text: str) -> list[str]:
    """Lower case, with `camelCase` and `snake_case` taken apart; a plural counts as its singular."""
    parts = (part for piece in re.split(r"[^\w]+", text) for part in _CAMEL.split(piece))
    words = (match[0].lower() for part in parts for match in _WORD.finditer(part))
    return [word.removesuffix("s") if len(word) > 3 else word for word in words]


def _fitting(chunks: Iterable[Chunk], most_chars: int) -> tuple[Chunk, ...]:
    taken: list[Chunk] = []
    n_chars = 0
    for chunk in chunks:
        overlaps = any(
            other.name == chunk.name and abs(other.first_line - chunk.first_line) < CHUNK_LINES
            for other in taken
        )
        if overlaps or n_chars + len(chunk.text) > most_chars:
            continue
        taken.append(chunk)
        n_chars += len(chunk.text)
        if len(taken) == MOST_CHUNKS:
            break
    return tuple(taken)
