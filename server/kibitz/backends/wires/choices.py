"""Reads the events of a streamed answer in OpenAI's shape, as loosely as its many imitators write it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, cast

from kibitz.base.errors import BadAnswer
from kibitz.base.llm import Chunk

if TYPE_CHECKING:
    from collections.abc import Mapping


def read_choice(event: Mapping[str, Any]) -> Chunk | None:
    """The first choice of an event of either kind: `text` of a completion, `delta.content` of a chat.

    Returns:
        None for an event without text: usage, progress, a role.

    Raises:
        BadAnswer: the shape is another one, or the server gave up on the answer.
    """
    choices = event.get("choices")
    if not choices:  # an answer of nothing but such events ends without a finish reason: an error there
        return None
    try:
        choice = cast("Mapping[str, Any]", choices[0])
        text = choice.get("text")
        if text is None:
            delta = cast("Mapping[str, Any]", choice.get("delta") or {})
            text = delta.get("content") or ""
        reason = _REASONS.get(choice.get("finish_reason"), "stop")
    except (AttributeError, TypeError, KeyError, IndexError):
        raise BadAnswer("The model server sent an event in a shape that is not OpenAI's.") from None
    if reason == "given up":
        raise BadAnswer("The model server broke off the answer (content filter or an error of its own).")
    if not isinstance(text, str):
        raise BadAnswer("The model server sent something else than text.")
    return Chunk(text, reason) if text or reason else None


_REASONS: dict[object, Literal["stop", "length", "given up"] | None] = {
    None: None,
    "": None,
    "length": "length",
    "max_tokens": "length",
    "content_filter": "given up",
    "error": "given up",
}
"""Every other reason (`stop`, `eos`, `stop_sequence`, `tool_calls`...) means that the model had finished."""
