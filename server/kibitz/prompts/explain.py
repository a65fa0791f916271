"""Asks a chat model to explain a piece of code. Pure.

Short on purpose: given a form to fill in, with headings and points, the embedded 1.5B model tells twice as
much and half of it is wrong; asked plainly it writes the few sentences that are right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kibitz.base.clean_text import join_clean
from kibitz.base.llm import ChatMessage, ChatRequest
from kibitz.prompts.fence import fence_for

if TYPE_CHECKING:
    from kibitz.base.clean_text import CleanText

EXPLANATION_TOKENS: Final = 400  # a screenful; the answers of the embedded models end at 150 to 250

_SYSTEM: Final = "You explain code to a programmer: short, exact, in Markdown, without repeating the code."
_QUESTION: Final = (
    "\n\nSay in two or three sentences what it does and what for. Then add at most four bullet points: "
    "how it works, and what to watch out for."
)

_PROBLEM: Final = (
    "\n\nSay in two or three sentences what this message means here and why it comes up. Then say in one or "
    "two sentences how to mend it."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainPrompt:
    """What to explain.

    Attributes:
        language: its name, as in a fence.
        around: the function or class that `code` is a part of; empty when there is none or it is `code`.
        problem: a message of another tool about the code; then that is explained.
    """

    language: CleanText
    code: CleanText
    around: CleanText
    problem: CleanText


def explain_request(prompt: ExplainPrompt, *, max_tokens: int, timeout_ms: int) -> ChatRequest:
    """The conversation that asks for the explanation."""
    fence = fence_for(prompt.code, prompt.around)
    start = join_clean(fence, prompt.language, "\n")
    end = join_clean("\n", fence)
    around = ("This is the code around it:\n", start, prompt.around, end, "\n\n") if prompt.around else ()
    told = (start, prompt.code, end)
    if prompt.problem:
        asked = ("\n\nA tool reports: ", prompt.problem, _PROBLEM)
        user = join_clean(*around, "This is some ", prompt.language, " code:\n", *told, *asked)
    else:
        user = join_clean(*around, "Explain this ", prompt.language, " code:\n", *told, _QUESTION)
    return ChatRequest(
        messages=(
            ChatMessage(role="system", content=join_clean(_SYSTEM)),
            ChatMessage(role="user", content=user),
        ),
        max_tokens=max_tokens,
        timeout_ms=timeout_ms,
        timeout_of="silence",
    )
