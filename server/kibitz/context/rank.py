"""Puts the findings of all sources into one order: weighted reciprocal rank fusion. Pure.

Scores of different sources cannot be compared, ranks can: https://dl.acm.org/doi/10.1145/1571941.1572114
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kibitz.context.excerpt import Excerpt

RANK_OFFSET = 10
"""The paper has 60, for lists of a thousand. Ours are short: with 60 the worst of one source would stand
before the best of another that weighs a little less."""


def fused(found: Mapping[str, Sequence[Excerpt]], weights: Mapping[str, float]) -> list[Excerpt]:
    """All excerpts, the best first. What several sources found counts for each.

    Args:
        found: excerpts by the id of their source, the best first.
        weights: by the id of the source; 1 where it is missing.
    """
    scores: dict[tuple[str, tuple[tuple[int, str], ...]], float] = {}
    excerpts: dict[tuple[str, tuple[tuple[int, str], ...]], Excerpt] = {}
    for source, ranked in found.items():
        for rank, excerpt in enumerate(ranked):
            key = excerpt.path, excerpt.lines
            excerpts.setdefault(key, excerpt)
            scores[key] = scores.get(key, 0.0) + weights.get(source, 1.0) / (RANK_OFFSET + rank)
    return [excerpts[key] for key in sorted(scores, key=lambda key: -scores[key])]
