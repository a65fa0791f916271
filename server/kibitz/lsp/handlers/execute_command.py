"""`workspace/executeCommand`. Answers at once: Emacs and several Vim plug-ins block on a command's reply.

Work that takes longer goes on in the background, with progress and cancel of its own; but for the commit
message, which is the answer and which only clients ask for that wait for it (VS Code's source-control box).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from lsprotocol import types as lsp

from kibitz.base.errors import ConfigProblem, KibitzError
from kibitz.documents.uri import path_of
from kibitz.features.commit_message.write import commit_message
from kibitz.features.edits.review_steps import take_step
from kibitz.lsp import commands
from kibitz.lsp.background import start
from kibitz.lsp.review import ReviewArguments
from kibitz.lsp.run_action import ActionArguments, start_action

if TYPE_CHECKING:
    from collections.abc import Callable

    from kibitz.lsp.session import Session

DONE = True  # never null: copilot.vim in Neovim raises a visible error on a null result


def handlers(session: Session) -> dict[str, Callable[[Any], Any]]:
    """Methods of this file."""

    async def did_accept(arguments: list[Any]) -> object:
        features = await session.features()
        if arguments and isinstance(arguments[0], str):
            features.inline.accepted(arguments[0])
        return DONE

    async def run_action(arguments: list[Any]) -> object:
        first = _first(arguments)
        start_action(session, await session.features(), ActionArguments.read(first))
        return DONE

    async def snooze(arguments: list[Any]) -> object:
        first = _first(arguments)
        session.snooze.for_minutes(first.get("minutes"))
        if session.snooze.active:
            session.status.off("Snoozed")
        else:
            session.status.ready()
        return DONE

    async def explain_suggestion(arguments: list[Any]) -> object:
        first = _first(arguments)
        features = await session.features()
        page = features.inline.explain(first.get("uri"))
        showing = features.actions.editor.open_document(
            name="suggestion.md", text=page, language_id="markdown"
        )
        start(session, showing, "explain the suggestion")
        return DONE

    async def review(arguments: list[Any]) -> object:
        first = _first(arguments)
        chosen = ReviewArguments.read(first)
        services = (await session.features()).actions
        step = take_step(
            chosen.verdict,
            chosen.proposal_id,
            chosen.part,
            door=services.door,
            editor=services.editor,
            user=session.user,
        )
        start(session, step, "a step of a review")
        return DONE

    async def undo(_: list[Any]) -> object:
        start(session, (await session.features()).actions.door.undo(), "undo")
        return DONE

    async def write_commit_message(arguments: list[Any]) -> object:
        return await _write_commit_message(session, arguments)

    async def new_chat(_: list[Any]) -> object:
        start(session, (await session.features()).new_chat(), "a new chat")
        return DONE

    table = {
        commands.DID_ACCEPT: did_accept,
        commands.RUN_ACTION: run_action,
        commands.SNOOZE: snooze,
        commands.EXPLAIN_SUGGESTION: explain_suggestion,
        commands.REVIEW: review,
        commands.UNDO: undo,
        commands.COMMIT_MESSAGE: write_commit_message,
        commands.NEW_CHAT: new_chat,
    }

    async def execute_command(params: lsp.ExecuteCommandParams) -> object:
        command = did_accept if params.command in commands.GITHUBS_ACCEPT else table.get(params.command)
        if command is None:
            raise ConfigProblem(f"Kibitz has no command {params.command!r}: it has {', '.join(table)}.")
        return await command(list(params.arguments or ()))

    return {lsp.WORKSPACE_EXECUTE_COMMAND: execute_command}


async def _write_commit_message(session: Session, arguments: list[Any]) -> object:
    first = _first(arguments)
    folder = path_of(str(first.get("folder") or next(iter(session.client.folders), "")))
    if folder is None:
        raise ConfigProblem("kibitz.commitMessage takes an object with the URI of a `folder`.")
    services = (await session.features()).actions
    try:
        async with session.user.progress("Commit message") as progress:
            return await commit_message(folder, models=services.models, progress=progress)
    except KibitzError as error:
        if not services.handled(error):
            raise  # whoever waits for the answer says why there is none, each time
        return ""


def _first(arguments: list[Any]) -> dict[str, Any]:
    """The object that most commands take; an empty one where none was sent."""
    return cast("dict[str, Any]", arguments[0]) if arguments and isinstance(arguments[0], dict) else {}
