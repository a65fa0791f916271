"""Asks a chat model for a commit message. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kibitz.base.clean_text import join_clean
from kibitz.base.llm import ChatMessage, ChatRequest

if TYPE_CHECKING:
    from kibitz.base.clean_text import CleanText

_SYSTEM: Final = (
    "You write commit messages. The first line says in the imperative what the commit does, in at most 60 "
    "characters, without a full stop. Where that is not enough, a blank line and one to three short lines "
    "follow that say why. You answer with the message alone."
)

# One example says more to a small model than the rules above it: without, the 0.5B repeats the diff.
_EXAMPLE: Final = (
    "report.py (changed):\n@@ -4,3 +4,5 @@ def report(rows):\n-    total = sum(rows)\n+    if not rows:\n"
    "+        return None\n+    total = sum(rows)\n     return total / len(rows)\n"
)
_EXAMPLE_ANSWER: Final = (
    "Return None for a report without rows\n\nDividing by their number raised ZeroDivisionError."
)
_QUESTION: Final = "\nSum this change up in a commit message."


def commit_request(diff: CleanText, subjects: CleanText, *, max_tokens: int, timeout_ms: int) -> ChatRequest:
    """The conversation that asks for it.

    Args:
        diff: what is to be committed.
        subjects: first lines of earlier commits, which show the style of the project; may be empty.
        max_tokens: of the answer.
        timeout_ms: without a word of it.
    """
    style = ("Earlier commits of this project:\n", subjects, "\n\n") if subjects else ()
    return ChatRequest(
        messages=(
            ChatMessage(role="system", content=join_clean(_SYSTEM)),
            ChatMessage(role="user", content=join_clean(_EXAMPLE, _QUESTION)),
            ChatMessage(role="assistant", content=join_clean(_EXAMPLE_ANSWER)),
            ChatMessage(role="user", content=join_clean(*style, diff, _QUESTION)),
        ),
        max_tokens=max_tokens,
        timeout_ms=timeout_ms,
        timeout_of="silence",
    )
