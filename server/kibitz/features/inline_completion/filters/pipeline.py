"""The order of the filters. Each line relies on those above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.features.inline_completion.candidate import Candidate, Drop
from kibitz.features.inline_completion.filters.closers import fit_closers
from kibitz.features.inline_completion.filters.control_tokens import cut_control_tokens
from kibitz.features.inline_completion.filters.echo import drop_echo
from kibitz.features.inline_completion.filters.following_line import stop_at_following_line
from kibitz.features.inline_completion.filters.indentation import fit_indentation
from kibitz.features.inline_completion.filters.markdown_fence import remove_markdown_fence
from kibitz.features.inline_completion.filters.near_duplicate import drop_near_duplicate
from kibitz.features.inline_completion.filters.repetition import cut_repetition
from kibitz.features.inline_completion.filters.restated_context import remove_restated_context
from kibitz.features.inline_completion.filters.restated_line import remove_restated_line
from kibitz.features.inline_completion.filters.run_together import drop_run_together
from kibitz.features.inline_completion.filters.secret import drop_secret
from kibitz.features.inline_completion.filters.syntax import keep_syntax
from kibitz.features.inline_completion.filters.too_little import drop_too_little
from kibitz.features.inline_completion.filters.trailing_comment import remove_trailing_comment
from kibitz.features.inline_completion.filters.trailing_space import strip_trailing_space

if TYPE_CHECKING:
    from collections.abc import Callable

    from kibitz.features.inline_completion.place import Situation

    Filter = Callable[[Candidate, Situation], Candidate | Drop]

FILTERS: tuple[Filter, ...] = (
    cut_control_tokens,
    remove_markdown_fence,
    remove_restated_context,
    remove_restated_line,
    fit_indentation,  # before lines are compared with those of the document
    stop_at_following_line,
    cut_repetition,
    remove_trailing_comment,
    fit_closers,  # from here on it is known what of the line is replaced
    strip_trailing_space,
    drop_run_together,
    drop_echo,
    drop_near_duplicate,
    drop_secret,
    keep_syntax,  # the dearest, on what is left
    drop_too_little,
)
TIDYING = FILTERS[:5]
"""For `stop.py`: those that make sense of half an answer."""


def run(
    filters: tuple[Filter, ...],
    candidate: Candidate,
    situation: Situation,
    *,
    fired: Callable[[str], None] = lambda _: None,
) -> Candidate | Drop:
    """The candidate after every filter, or the first reason against it. `fired` hears who changed it."""
    for each in filters:
        outcome = each(candidate, situation)
        if outcome != candidate:
            fired(each.__name__)
        if isinstance(outcome, Drop):
            return outcome
        candidate = outcome
    return candidate
