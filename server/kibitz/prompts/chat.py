"""Asks a chat model a question about code, with what was taken as context. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kibitz.base.clean_text import join_clean
from kibitz.base.llm import ChatMessage, ChatRequest
from kibitz.prompts.fence import fence_for
from kibitz.prompts.several_files import with_orders

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from kibitz.base.clean_text import CleanText
    from kibitz.base.llm import Role

_SYSTEM: Final = (
    "You are a pair programmer. Answer the question of the programmer, short and exact, in Markdown. "
    "Code goes into fenced blocks with the name of the language. "
    "When you speak of code you were shown, say where it is, as path:line."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A piece of context.

    Attributes:
        label: where it comes from: `src/a.py:1-40`, or what it is: `git diff`.
    """

    label: CleanText
    text: CleanText


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An earlier turn, or the question."""

    role: Role
    text: CleanText


def chat_request(
    shown: Sequence[Shown],
    said: Sequence[Said],
    *,
    max_tokens: int,
    timeout_ms: int,
    operations: Collection[str] | None = None,
) -> ChatRequest:
    """The conversation; the context stands before the question it was taken for, the last turn.

    `operations` is what the editor can do to files; None for a model that is not told how to order that.
    """
    system = _SYSTEM if operations is None else with_orders(_SYSTEM, operations)
    *earlier, question = said
    parts: list[CleanText] = []
    for piece in shown:
        fence = fence_for(piece.text)
        parts.append(join_clean(piece.label, ":\n", fence, "\n", piece.text, "\n", fence, "\n\n"))
    return ChatRequest(
        messages=(
            ChatMessage(role="system", content=join_clean(system)),
            *(ChatMessage(role=turn.role, content=turn.text) for turn in earlier),
            ChatMessage(role="user", content=join_clean(*parts, question.text)),
        ),
        max_tokens=max_tokens,
        timeout_ms=timeout_ms,
        timeout_of="silence",
    )
