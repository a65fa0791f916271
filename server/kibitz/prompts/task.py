"""Asks a chat model for one small thing about a piece of code: a comment, a signature, some names. Pure.

What is asked for is put in its place by us, so the answer can be short and nothing else can change. Small
models do that well where they lose lines of a whole function.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kibitz.base.clean_text import join_clean
from kibitz.base.llm import ChatMessage, ChatRequest
from kibitz.prompts.fence import fence_for
from kibitz.prompts.project import NOTHING, with_project

if TYPE_CHECKING:
    from typing import LiteralString

    from kibitz.base.clean_text import CleanText


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskPrompt:
    """What to ask for.

    Attributes:
        role: who answers and in what form; one or two sentences.
        language: its name, as in a fence.
        code: what the question is about.
        question: comes after the code; says again in what form to answer.
        project: what holds in the project; may be empty.
    """

    role: LiteralString
    language: CleanText
    code: CleanText
    question: CleanText
    project: CleanText = NOTHING


def task_request(prompt: TaskPrompt, *, max_tokens: int, timeout_ms: int) -> ChatRequest:
    """The conversation that asks for it."""
    fence = fence_for(prompt.code)
    user = join_clean(fence, prompt.language, "\n", prompt.code, "\n", fence, "\n\n", prompt.question)
    return ChatRequest(
        messages=(
            ChatMessage(role="system", content=with_project(prompt.role, prompt.project)),
            ChatMessage(role="user", content=user),
        ),
        max_tokens=max_tokens,
        timeout_ms=timeout_ms,
        timeout_of="silence",
    )
