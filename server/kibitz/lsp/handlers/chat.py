"""`kibitz/chat/*`: what a client's own chat view asks for. Editors without one chat in a document.

While `send` runs, `kibitz/chat/context` and `kibitz/chat/text` tell what comes; cancelling it stops the
model.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, cast

from kibitz.base.errors import StaleRequest
from kibitz.features.chat.ask import Context
from kibitz.features.chat.blocks import blocks_in
from kibitz.features.chat.history import new_id
from kibitz.features.chat.mentions import mention_at
from kibitz.features.chat.of_files import of_files
from kibitz.features.chat.suggest_mentions import suggest_mentions
from kibitz.features.chat.transcript import Turn
from kibitz.lsp.background import start
from kibitz.lsp.convert import to_selection
from kibitz.lsp.run_action import read_range

if TYPE_CHECKING:
    from collections.abc import Callable

    from kibitz.features.chat.chat import Chat
    from kibitz.lsp.session import Session


def handlers(session: Session) -> dict[str, Callable[[Any], Any]]:
    """Methods of this file."""

    async def chat(params: dict[str, Any]) -> Chat:
        chat = (await session.features()).actions.chat
        assert chat is not None, "a session has a chat"
        _note_place(session, chat, params.get("place"))
        return chat

    async def send(params: dict[str, Any]) -> dict[str, Any]:
        return await _send(session, await chat(params), params)

    async def listed(params: dict[str, Any]) -> list[dict[str, Any]]:
        here = await chat(params)
        found = await here.history.list(here.workspace.name, _text(params, "query"))
        return [{"id": each.id, "title": each.title, "updatedS": each.updated_s} for each in found]

    async def opened(params: dict[str, Any]) -> list[dict[str, str]]:
        here = await chat(params)
        turns = await here.history.turns(_text(params, "id"))
        return [{"role": turn.role, "text": turn.text} for turn in turns]

    async def delete(params: dict[str, Any]) -> bool:
        here = await chat(params)
        return bool(await here.history.delete([_text(params, "id")]))

    async def complete(params: dict[str, Any]) -> dict[str, Any]:
        return await _complete(await chat(params), params)

    async def apply(params: dict[str, Any]) -> bool:
        here = await chat(params)
        for block in blocks_in(_fenced(params)):
            start(session, here.apply(block), "apply to file")
        return True

    async def files(params: dict[str, Any]) -> dict[str, str | None]:
        return {"title": of_files(_text(params, "text")).title}

    async def apply_all(params: dict[str, Any]) -> bool:
        here = await chat(params)
        start(session, here.apply_all(of_files(_text(params, "text"))), "apply to all files")
        return True

    async def insert(params: dict[str, Any]) -> bool:
        here = await chat(params)
        for block in blocks_in(_fenced(params)):
            start(session, here.insert(block), "insert at cursor")
        return True

    return {
        "kibitz/chat/send": send,
        "kibitz/chat/list": listed,
        "kibitz/chat/open": opened,
        "kibitz/chat/delete": delete,
        "kibitz/chat/complete": complete,
        "kibitz/chat/apply": apply,
        "kibitz/chat/files": files,
        "kibitz/chat/applyAll": apply_all,
        "kibitz/chat/insert": insert,
    }


async def _send(session: Session, here: Chat, params: dict[str, Any]) -> dict[str, Any]:
    notify = session.server.protocol.notify
    id_ = _text(params, "conversation") or new_id()
    turns = list(await here.history.turns(id_))
    question = params.get("text")
    if isinstance(question, str):
        turns.append(Turn(role="user", text=question))
    elif turns and turns[-1].role == "assistant":
        turns.pop()
    if not turns:
        raise StaleRequest("This conversation is not there any more: begin a new one.")
    answer = ""
    try:
        async with aclosing(here.answer(turns)) as events:
            async for event in events:
                if isinstance(event, Context):
                    notify("kibitz/chat/context", {"conversation": id_, **_told(event)})
                else:
                    answer += event.text
                    notify("kibitz/chat/text", {"conversation": id_, "text": event.text})
    finally:  # also what was said until somebody stopped it
        said = (Turn(role="assistant", text=answer.strip()),) if answer.strip() else ()
        await asyncio.shield(here.keep(id_, (*turns, *said)))
    return {"conversation": id_}


async def _complete(here: Chat, params: dict[str, Any]) -> dict[str, Any]:
    text, offset = _text(params, "text"), params.get("offset")
    units = text.encode("utf-16-le", "surrogatepass")
    end = len(units[: 2 * offset].decode("utf-16-le", "ignore")) if isinstance(offset, int) else len(text)
    typed = mention_at(text, end)
    if typed is None:
        return {"start": 0, "items": []}
    start_ = len(text[: end - len(typed)].encode("utf-16-le", "surrogatepass")) // 2
    return {"start": start_, "items": await suggest_mentions(typed, here.workspace, here.project)}


def _note_place(session: Session, chat: Chat, value: Any) -> None:
    place = cast("dict[str, Any]", value) if isinstance(value, dict) else {}
    snapshot = session.snapshot(place.get("uri", ""))
    range_ = read_range(place.get("range"))
    if snapshot is not None and range_ is not None:
        problems = tuple(str(problem) for problem in place.get("problems") or ())
        chat.was_at(snapshot, to_selection(snapshot.index, range_, session.client.encoding), problems)


def _told(context: Context) -> dict[str, Any]:
    return {
        "model": context.model,
        "lines": context.lines(),
        "nTokens": context.n_tokens,
        "windowTokens": context.window_tokens,
    }


def _fenced(params: dict[str, Any]) -> str:
    fence = "`" * 9
    return f"{fence}{_text(params, 'info')}\n{_text(params, 'code').rstrip()}\n{fence}\n"


def _text(params: dict[str, Any], name: str) -> str:
    value = params.get(name)
    return value if isinstance(value, str) else ""
