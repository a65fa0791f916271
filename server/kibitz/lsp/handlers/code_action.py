"""`textDocument/codeAction`: the list, from syntax alone; what an entry does is done when it is chosen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lsprotocol import types as lsp

from kibitz.features.code_actions.action import ActionContext
from kibitz.features.code_actions.checks import check_for
from kibitz.features.code_actions.offer import QUICK_FIX, is_kind, offer
from kibitz.lsp.commands import RUN_ACTION
from kibitz.lsp.convert import to_selection
from kibitz.lsp.editor import workspace_edit
from kibitz.lsp.review import review_command
from kibitz.lsp.run_action import ActionArguments, diagnostic_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.code_actions.offer import Offered
    from kibitz.features.edits.prepared import Step
    from kibitz.lsp.session import Session


def handlers(session: Session) -> dict[str, Callable[[Any], Any]]:
    """Methods of this file."""

    async def code_action(params: lsp.CodeActionParams) -> list[lsp.CodeAction | lsp.Command]:
        snapshot = session.snapshot(params.text_document.uri)
        if snapshot is None:
            return []
        features = await session.features()
        services = features.actions
        undoable = await services.door.undoable(snapshot)
        context = _context(session, snapshot, params, undoable)
        index, problems = snapshot.index, features.workspaces.problems
        problems.told(
            snapshot,
            [(index.line_of(each.span.start), each.message) for each in context.diagnostics],
            range(index.line_of(context.span.start) + 1, index.line_of(context.span.end)),
        )
        if services.chat is not None:
            services.chat.was_at(snapshot, context.span, _problems(snapshot, context))
        n_known = len(problems.of(snapshot.uri))
        context = replace(context, n_problems=n_known, has_check=bool(check_for(snapshot, services).command))
        offered = offer(
            context, parser=services.parser, prepared=services.door.prepared, own=services.own.all()
        )
        entries = (_entry(session, snapshot, params, each) for each in offered)
        return [entry for entry in entries if entry is not None]

    return {lsp.TEXT_DOCUMENT_CODE_ACTION: code_action}


def _context(
    session: Session, snapshot: Snapshot, params: lsp.CodeActionParams, undoable: str
) -> ActionContext:
    encoding = session.client.encoding
    automatic = params.context.trigger_kind == lsp.CodeActionTriggerKind.Automatic
    return ActionContext(
        snapshot=snapshot,
        span=to_selection(snapshot.index, params.range, encoding),
        diagnostics=tuple(diagnostic_of(snapshot, each, encoding) for each in params.context.diagnostics),
        only=tuple(str(getattr(kind, "value", kind)) for kind in params.context.only or ()),
        trigger="automatic" if automatic else "invoked",
        can_prompt=session.client.input_box,
        undoable=undoable,
        ghost_text=session.client.ghost_text or session.asks_ghost_text,
    )


def _problems(snapshot: Snapshot, context: ActionContext) -> tuple[str, ...]:
    """What other tools complain about there, for a chat."""
    return tuple(
        f"{snapshot.index.line_of(each.span.start) + 1}: {each.severity}: {each.message}"
        for each in context.diagnostics
    )


def _entry(
    session: Session, snapshot: Snapshot, params: lsp.CodeActionParams, offered: Offered
) -> lsp.CodeAction | lsp.Command | None:
    """An entry as this client takes it: old ones know commands only."""
    if offered.step is not None:
        return _step_entry(session, offered, offered.step)
    arguments = ActionArguments(
        action=offered.action_id,
        uri=snapshot.uri,
        version=snapshot.version,
        range=params.range,
        instruction=None,
        diagnostics=tuple(params.context.diagnostics),
    )
    command = lsp.Command(title=offered.title, command=RUN_ACTION, arguments=[arguments.write()])
    if not session.client.action_literals:
        return command
    mends = params.context.diagnostics if is_kind(offered.kind, QUICK_FIX) else None
    return lsp.CodeAction(
        title=offered.title, kind=offered.kind, command=command, diagnostics=list(mends) if mends else None
    )


def _step_entry(session: Session, offered: Offered, step: Step) -> lsp.CodeAction | lsp.Command | None:
    """A step of a review. Where the client takes no edits from us, the edit is in the entry itself."""
    client = session.client
    if step.verdict == "next" and not client.shows_documents:
        return None
    if step.taken is not None and not client.applies_edits:
        if not client.action_literals:
            return None
        edit = workspace_edit(step.taken, client, confirm=False)
        return lsp.CodeAction(title=offered.title, kind=offered.kind, edit=edit)
    command = review_command(offered.title, step)
    if not client.action_literals:
        return command
    return lsp.CodeAction(title=offered.title, kind=offered.kind, command=command)
