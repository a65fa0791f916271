"""llama.cpp's own protocol, over httpx2: `/completion` with our prompt, and its chat endpoint.

Not the OpenAI endpoints: `/v1/completions` accepts a suffix and ignores it, and `/infill` cuts the prompt
silently. `return_progress` makes the server write during prompt evaluation, so that it notices there too
when the connection is closed (measured: idle after 1.1 to 1.4 s instead of 10 to 26 s).
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from kibitz.backends.wires import faults
from kibitz.backends.wires.choices import read_choice
from kibitz.backends.wires.stream import stream_answer
from kibitz.base.errors import BadAnswer, ConfigProblem
from kibitz.base.llm import Chunk, CompletionRequest

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Mapping

    import httpx2

    from kibitz.backends.wires.target import OnFailure, Target
    from kibitz.base.llm import ChatRequest

# Each kind of request keeps its slot of the embedded server, and with it what was read of its last prompt:
# measured, a request after a cancelled one went on at 512 tokens, and began anew without this.
# One request at a time in each: where two wait for a slot, llama.cpp (11549) goes on in one answer with the
# prompt of another (measured on a busy machine, three at once: 6 of 42 answers; with one waiting: 0 of 126).
COMPLETION_SLOT, CHAT_SLOT = 0, 1


class LlamaCpp:
    """A model in llama.cpp's server."""

    def __init__(self, target: Target, http: httpx2.AsyncClient, on_failure: OnFailure) -> None:
        self._target = target
        self._http = http
        self._on_failure = on_failure
        self._root = target.provider.base_url.removesuffix("/v1")
        self._turns = {slot: asyncio.Lock() for slot in (COMPLETION_SLOT, CHAT_SLOT)}
        self._headers = {"Authorization": f"Bearer {target.api_key}"} if target.api_key else {}

    def complete(self, request: CompletionRequest) -> AsyncGenerator[Chunk, None]:
        """Stream what comes after the prompt; a suffix belongs into the prompt (`template`)."""
        body = {"prompt": request.prompt, "n_predict": request.max_tokens}
        return self._stream("/completion", body, request, _read_completion, slot=COMPLETION_SLOT)

    def chat(self, request: ChatRequest) -> AsyncGenerator[Chunk, None]:
        """Stream the next turn, in the model's own chat template."""
        body = {
            "messages": [{"role": message.role, "content": message.content} for message in request.messages],
            "max_tokens": request.max_tokens,
        }
        return self._stream("/v1/chat/completions", body, request, read_choice, slot=CHAT_SLOT)

    def _stream(
        self,
        path: str,
        body: dict[str, Any],
        request: CompletionRequest | ChatRequest,
        read: Callable[[Mapping[str, Any]], Chunk | None],
        *,
        slot: int,
    ) -> AsyncGenerator[Chunk, None]:
        if self._target.own_slots:
            body["id_slot"] = slot
        body |= {
            "stop": request.stop,
            "temperature": request.temperature,
            "stream": True,
            "return_progress": True,
            "cache_prompt": True,
        }

        async def send() -> httpx2.Response:
            if isinstance(request, CompletionRequest) and request.suffix is not None:
                setting = f"kibitz.providers.{self._target.provider.id}.fim"
                raise ConfigProblem(f"llama.cpp takes no suffix: set {setting} to `auto`.")
            http_request = self._http.build_request(
                "POST", self._root + path, json=body, headers=self._headers, timeout=None
            )
            response = await self._http.send(http_request, stream=True)
            if response.status_code != 200:
                await response.aclose()
                raise faults.of_status(self._target, response.status_code)
            return response

        answer = stream_answer(self._target, request, send=send, read=read, on_failure=self._on_failure)
        return _in_turn(self._turns[slot], answer) if self._target.own_slots else answer


async def _in_turn(turn: asyncio.Lock, answer: AsyncGenerator[Chunk, None]) -> AsyncGenerator[Chunk, None]:
    """`answer`, begun when those before it have ended. Its deadline runs from then on."""
    async with turn, aclosing(answer):
        async for chunk in answer:
            yield chunk


def _read_completion(event: Mapping[str, Any]) -> Chunk | None:
    """An event of `/completion`; progress events carry no text."""
    text = event.get("content", "")
    if not isinstance(text, str):
        raise BadAnswer("The model server sent something else than text.")
    if event.get("stop") is not True:
        return Chunk(text) if text else None
    limited = event.get("stop_type") == "limit" or event.get("stopped_limit") is True
    return Chunk(text, "length" if limited else "stop")
