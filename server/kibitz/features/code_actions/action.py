"""What a code action is: one file under `actions/`, which exports `ACTION`. Nothing else names it.

Kinds, and where editors show them (looked up in the sources of VS Code, Helix and Neovim): an edit is a
`refactor.rewrite.kibitz.<id>`, which all of them list and VS Code groups under "Rewrite". What changes no
code has a kind of its own, `kibitz.<id>`: without a filter every editor lists it (VS Code under "More
Actions..."). It is no `refactor`, so a request for refactorings does not get it, and above all no `source`:
VS Code hides those from its ordinary menu, and editors run them on save.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kibitz.documents.notebook import ALONE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from kibitz.base.ports import Severity
    from kibitz.documents.notebook import Neighbours
    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.code_actions.run import Services
    from kibitz.syntax.tree import SyntaxTree
    from kibitz.text.span import Span

Trigger = Literal["invoked", "automatic"]
"""Whether the user asked for the list, or the editor asks at every move of the cursor."""

Result = Literal["applied", "discarded", "prepared", "stale", "not applied", "refused", "shown", "nothing"]
"""How a run ended: as `edits.door.Outcome` says; `shown` for text; `nothing`: the user was told why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """What another tool complains about."""

    span: Span
    message: str
    severity: Severity
    source: str = ""

    def line_in(self, snapshot: Snapshot) -> int:
        """The first line it is about, from 0."""
        return snapshot.index.line_of(self.span.start)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionContext:
    """Where and for what a list of code actions was asked for.

    Attributes:
        span: the selection; empty for a cursor.
        n_problems: how many problems the editor told of, in all of the document.
        has_check: the user named a program that finds some.
        only: kinds that are wanted, with all below them; empty means any.
        can_prompt: the client can ask for an instruction before it runs an action.
        undoable: the title of the last change of this document that can be taken back; empty for none.
        ghost_text: the client shows suggestions at the cursor by itself.
        tree: of the document, at least around `span`; filled in by `offer`.
    """

    snapshot: Snapshot
    span: Span
    diagnostics: tuple[Diagnostic, ...] = ()
    n_problems: int = 0
    has_check: bool = False
    only: tuple[str, ...] = ()
    trigger: Trigger = "invoked"
    can_prompt: bool = False
    undoable: str = ""
    ghost_text: bool = True
    tree: SyntaxTree | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRequest:
    """One action, chosen for a place. Carries all that is needed: no list is remembered.

    Attributes:
        diagnostics: what was complained about there when the list was made.
        neighbours: the other cells, when the document is one of a notebook.
    """

    snapshot: Snapshot
    span: Span
    instruction: str | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    neighbours: Neighbours = ALONE


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeAction:
    """A plug-in.

    Attributes:
        id: the name of its file.
        title: what the menu says there; None where the action makes no sense. Pure and quick: a list must
            be there in 20 ms.
        run: does it. May raise KibitzError; `run.py` tells the user.
    """

    id: str
    kind: str
    title: Callable[[ActionContext], str | None]
    run: Callable[[ActionRequest, Services], Awaitable[Result]]
