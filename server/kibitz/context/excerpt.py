"""A piece of another file that may help a model. Plain data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """Lines of a file, or of a text that stands for one. It goes into a prompt whole, or not at all.

    Attributes:
        source: id of the source that found it.
        path: as a prompt names it: relative to the folder, with `/`.
        lines: number (from 0) and text of each line, ascending; a definition is one line, whatever it
            takes in the file. Not clean yet: `gather` hands on clean text only.
        score: how much the source thinks of it; compared only within one source.
    """

    source: str
    path: str
    lines: tuple[tuple[int, str], ...]
    score: float
