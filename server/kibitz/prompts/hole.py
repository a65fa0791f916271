"""Asks a chat model for the middle of a text: a file with a hole, the filling between two tags. Pure.

The tags keep the white space at the edges of the answer, which chat models lose otherwise.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kibitz.base.clean_text import join_clean
from kibitz.base.llm import ChatMessage, ChatRequest
from kibitz.prompts.files import NONE, as_plain

if TYPE_CHECKING:
    from kibitz.base.clean_text import CleanText
    from kibitz.prompts.files import Surroundings

OPEN, CLOSE = "<COMPLETION>", "</COMPLETION>"
HOLE = "{{FILL_HERE}}"
TAG_TOKENS = 24  # what the tags cost on top of the answer, in any tokenizer

_SYSTEM = f"""\
You complete code where the cursor of an editor stands. You get a file with a hole, {HOLE}.
Answer with exactly the text that belongs in the hole, between {OPEN} and {CLOSE}, and with nothing else: \
no explanation, no Markdown, nothing of what stands before or after the hole.
Keep white space: the answer is put in place of the hole as it is.
If nothing belongs there, answer {OPEN}{CLOSE}."""

# One example says more to a small model than the rules above it.
_EXAMPLE = f"def add(a, b):\n    return {HOLE}\n\n\nprint(add(1, 2))\n"
_EXAMPLE_ANSWER = f"{OPEN}a + b{CLOSE}"

_OTHERS = "Parts of other files, to be used, not repeated:\n\n"
_ONE_LINE = "Complete the rest of this line only."
_BLOCK = "Complete the next statement or the block that begins here, no more."


def hole_request(
    prefix: CleanText,
    suffix: CleanText,
    *,
    language: CleanText,
    one_line: bool,
    max_tokens: int,
    timeout_ms: int,
    around: Surroundings = NONE,
) -> ChatRequest:
    """The conversation that asks for the text between `prefix` and `suffix`."""
    task = _ONE_LINE if one_line else _BLOCK
    others = (_OTHERS, as_plain(around.files)) if around.files else ()
    return ChatRequest(
        messages=(
            ChatMessage(role="system", content=join_clean(_SYSTEM)),
            ChatMessage(role="user", content=join_clean("Language: python\n", _ONE_LINE, "\n\n", _EXAMPLE)),
            ChatMessage(role="assistant", content=join_clean(_EXAMPLE_ANSWER)),
            ChatMessage(
                role="user",
                content=join_clean(*others, "Language: ", language, "\n", task, "\n\n", prefix, HOLE, suffix),
            ),
        ),
        max_tokens=max_tokens + TAG_TOKENS,
        stop=(CLOSE,),
        timeout_ms=timeout_ms,
    )


def unwrap(answer: str, *, finished: bool) -> str:
    """The filling in an answer, or what is known of it while the answer is still coming.

    Args:
        answer: everything received so far. A hole that it leaves unfilled ends it.
        finished: no more will come. Until then an answer without a tag is held back, since it may be the
            model thinking aloud.
    """
    answer = _THOUGHTS.sub("", answer).partition(HOLE)[0]
    _, tag, rest = answer.partition(OPEN)
    if not tag:
        return _without_fence(answer) if finished else ""
    filling, closed, _ = rest.partition(CLOSE)
    if closed or finished:
        return filling
    return filling[: len(filling) - _cut_off_tag(filling)]


_THOUGHTS = re.compile(r"\A\s*<think>.*?(?:</think>\s*|\Z)", re.DOTALL)
_FENCE = re.compile(r"\A\s*```[^\n]*\n(.*?)(?:\n```.*)?\Z", re.DOTALL)


def _without_fence(answer: str) -> str:
    match = _FENCE.match(answer)
    return match[1] if match else answer


def _cut_off_tag(filling: str) -> int:
    """How many characters at the end may be the beginning of the closing tag."""
    return next(
        (length for length in range(len(CLOSE) - 1, 0, -1) if filling.endswith(CLOSE[:length])),
        0,
    )
