"""Split: a long function becomes a few short ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.features.code_actions.rewrite import rewriting

if TYPE_CHECKING:
    from kibitz.features.code_actions.action import ActionContext
    from kibitz.features.edits.pointed import Pointed

LEAST_LINES = 25  # shorter functions fit a screen


def _long(context: ActionContext, target: Pointed) -> bool:
    """A whole function, not a part of one."""
    n_lines = context.snapshot.text.count("\n", target.span.start, target.span.end) + 1
    is_definition = target.around is None and target.name.startswith("`")
    return is_definition and n_lines >= LEAST_LINES


ACTION = rewriting(
    id="split",
    verb="Split",
    instruction=(
        "Split this code into two to four smaller functions, each with a name that says what it does. The "
        "original function keeps its name and parameters and calls them. Do not change what the code does."
    ),
    offered=_long,
)
