"""What is asked of a model and what comes back, whatever the protocol."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from kibitz.base.clean_text import CleanText

Job = Literal["completion", "edit", "chat"]
"""What a model is wanted for; settings name one model for each."""

Fim = Literal["suffix", "template", "chat"]
"""How to ask for the middle: the server takes a suffix; we build the prompt; a chat model fills a hole."""

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletionRequest:
    """A raw prompt to be continued, or to be filled in when `suffix` is given."""

    prompt: CleanText
    suffix: CleanText | None = None
    max_tokens: int
    stop: tuple[str, ...] = ()
    temperature: float = 0.0
    timeout_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatMessage:
    """One turn of a conversation."""

    role: Role
    content: CleanText


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatRequest:
    """A conversation to be answered.

    Attributes:
        timeout_of: what `timeout_ms` is for. Whoever watches an answer come and can stop it waits as long as
            it goes on: for them only a silence is too long, be it before the first piece or between two.
    """

    messages: tuple[ChatMessage, ...]
    max_tokens: int
    stop: tuple[str, ...] = ()
    temperature: float = 0.0
    timeout_ms: int
    timeout_of: Literal["answer", "silence"] = "answer"


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of an answer. The last one has `finish_reason`; `length` means that max_tokens cut it."""

    text: str
    finish_reason: Literal["stop", "length"] | None = None


class Backend(Protocol):
    """A model behind some wire.

    Both methods raise `UserActionNeeded` or `BackendFailure`, and nothing else of their own. Closing the
    generator (or cancelling the task inside `async with aclosing(...)`) closes the HTTP stream, so that
    the model stops working. A stream that ends without a finish reason raises `BadAnswer`.
    """

    def complete(self, request: CompletionRequest) -> AsyncGenerator[Chunk, None]:
        """Stream the continuation of `request.prompt`."""
        ...

    def chat(self, request: ChatRequest) -> AsyncGenerator[Chunk, None]:
        """Stream the answer to the conversation."""
        ...
