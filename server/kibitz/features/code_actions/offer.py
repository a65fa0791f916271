"""The list of code actions for a place: syntax and diagnostics only, no model, no network, under 20 ms."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from kibitz.base.registry import find_plugins

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kibitz.features.code_actions.action import ActionContext, CodeAction
    from kibitz.features.edits.prepared import PreparedProposals, Step
    from kibitz.syntax.parser import Parser

QUICK_FIX = "quickfix"
ORDER = (
    "quickfix.kibitz.fix",
    QUICK_FIX,
    "refactor.rewrite.kibitz.edit",
    "refactor.extract",
    "refactor",
    "kibitz.explain",
    "",
)
"""Kinds in the order of a menu: what mends first, what only tells last."""

PREPARED_KIND = "refactor.rewrite.kibitz.prepared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """An entry of the menu.

    Attributes:
        action_id: what to run when it is chosen; empty for a finished proposal.
        step: about a proposal that waits in the document.
    """

    action_id: str
    title: str
    kind: str
    step: Step | None = None


def offer(
    context: ActionContext,
    *,
    parser: Parser,
    prepared: PreparedProposals | None = None,
    own: Mapping[str, CodeAction] = MappingProxyType({}),
) -> tuple[Offered, ...]:
    """What to list: proposals that wait to be taken first, then every action that makes sense there."""
    all_actions = (*actions().values(), *own.values())
    kinds = (*(action.kind for action in all_actions), PREPARED_KIND)
    if not any(_wanted(kind, context) for kind in kinds):
        return ()
    snapshot = context.snapshot
    steps = prepared.steps(snapshot.uri, context.span) if prepared else ()
    entries = [Offered(action_id="", title=step.title, kind=PREPARED_KIND, step=step) for step in steps]
    tree = parser.tree(snapshot.uri, snapshot.text, snapshot.language_id, near=context.span.start)
    here = replace(context, tree=tree)
    for action in sorted(all_actions, key=_rank):
        title = action.title(here)
        if title is not None:
            entries.append(Offered(action_id=action.id, title=title, kind=action.kind))
    return tuple(entry for entry in entries if _wanted(entry.kind, context))


@functools.cache
def actions() -> Mapping[str, CodeAction]:
    """Every action there is, by its id."""
    found = cast("Iterable[CodeAction]", find_plugins(f"{__package__}.actions", "ACTION").values())
    return {action.id: action for action in found}


def is_kind(kind: str, wanted: str) -> bool:
    """Whether a kind is `wanted` or below it: `refactor` covers `refactor.rewrite`, not `refactoring`."""
    return not wanted or kind == wanted or kind.startswith(f"{wanted}.")


def _rank(action: CodeAction) -> int:
    return next(rank for rank, kind in enumerate(ORDER) if is_kind(action.kind, kind))


def _wanted(kind: str, context: ActionContext) -> bool:
    if context.trigger == "automatic" and not is_kind(kind, QUICK_FIX):
        return False
    return not context.only or any(is_kind(kind, wanted) for wanted in context.only)
