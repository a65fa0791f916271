"""Optimise: the same results in less time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.features.code_actions.rewrite import rewriting

if TYPE_CHECKING:
    from kibitz.features.code_actions.action import ActionContext
    from kibitz.features.edits.pointed import Pointed

LEAST_LINES = 4  # what is shorter is rarely slow by itself


def _long_enough(context: ActionContext, target: Pointed) -> bool:
    return context.snapshot.text.count("\n", target.span.start, target.span.end) + 1 >= LEAST_LINES


ACTION = rewriting(
    id="optimise",
    verb="Optimise",
    instruction=(
        "Make this code faster without changing what it does: a better algorithm or data structure, no work "
        "done twice. Keep names and parameters. Change nothing that does not make it faster."
    ),
    offered=_long_enough,
)
