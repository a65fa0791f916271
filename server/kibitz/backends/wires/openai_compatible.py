"""OpenAI's protocol, over the `openai` SDK: `/completions` (or the provider's path) and `/chat/completions`.

The SDK says what a request looks like: its address and headers. It is asked once for each path, since asking
takes it a millisecond; the answer is read by `stream.py`, because the SDK's own reader takes a web page or a
broken stream for an empty answer, and its typed events cost twice the time. Imported in a worker thread
(0.6 s) by `source.py`, never before.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, cast

import httpx2
import openai

from kibitz.backends.wires import faults
from kibitz.backends.wires.choices import read_choice
from kibitz.backends.wires.stream import stream_answer

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from kibitz.backends.wires.target import OnFailure, Target
    from kibitz.base.llm import ChatRequest, Chunk, CompletionRequest

MAX_STOPS = 4
"""OpenAI refuses more. The others are cut here, so callers put the stops that save most tokens first."""


class OpenAICompatible:
    """A model behind OpenAI's protocol."""

    def __init__(self, target: Target, http: httpx2.AsyncClient, on_failure: OnFailure) -> None:
        self._target = target
        self._on_failure = on_failure
        self._client = openai.AsyncOpenAI(
            base_url=target.provider.base_url,
            api_key=target.api_key or "none",  # an empty one would be taken from OPENAI_API_KEY
            http_client=http,
            max_retries=0,
            timeout=None,  # stream_answer keeps the deadline of the whole request
        )
        self._http = http
        self._headers = _left_out(target)
        self._built: dict[str, httpx2.Request] = {}  # by path

    def complete(self, request: CompletionRequest) -> AsyncGenerator[Chunk, None]:
        """Stream what comes after the prompt, or between prompt and suffix."""
        body: dict[str, Any] = {"prompt": request.prompt, "max_tokens": request.max_tokens}
        if request.suffix is not None:
            # Ollama takes an empty suffix for none, and the prompt for a chat.
            body["suffix"] = request.suffix or "\n"
        return self._stream(self._target.provider.completions_path, body, request)

    def chat(self, request: ChatRequest) -> AsyncGenerator[Chunk, None]:
        """Stream the next turn."""
        body: dict[str, Any] = {
            "messages": [{"role": message.role, "content": message.content} for message in request.messages],
            self._target.provider.limit_field: request.max_tokens,
        }
        return self._stream("/chat/completions", body, request)

    def _stream(
        self, path: str, body: dict[str, Any], request: CompletionRequest | ChatRequest
    ) -> AsyncGenerator[Chunk, None]:
        fixed = self._target.provider.fixed_temperature
        body |= {"model": self._target.model_name, "stream": True}
        if not fixed or not re.search(fixed, self._target.model_name):
            body["temperature"] = request.temperature
        if request.stop:
            body["stop"] = request.stop[:MAX_STOPS]

        async def send() -> httpx2.Response:
            like = self._built.get(path)
            if like is None:
                response = await self._first(path, body)
                self._built[path] = response.request
                return response
            headers = {name: value for name, value in like.headers.items() if name != "content-length"}
            sent = httpx2.Request("POST", like.url, headers=headers, json=body, extensions=like.extensions)
            response = await self._http.send(sent, stream=True)
            if response.status_code != 200:
                await response.aclose()
                raise self._refused(response)
            return response

        return stream_answer(
            self._target,
            request,
            send=send,
            read=read_choice,
            on_failure=self._on_failure,
            cut_at=request.stop[MAX_STOPS:],
        )

    async def _first(self, path: str, body: dict[str, Any]) -> httpx2.Response:
        """As the SDK sends it."""
        try:
            answer = await self._client.post(
                path,
                cast_to=httpx2.Response,
                body=body,
                options={"headers": self._headers},
                stream=True,
                stream_cls=openai.AsyncStream[object],
            )
        except openai.APIStatusError as error:
            raise self._refused(error.response) from None
        except openai.APIConnectionError as error:
            raise error.__cause__ or error from None
        return cast("httpx2.Response", answer)  # asked for the response, the SDK gives it unread

    def _refused(self, response: httpx2.Response) -> Exception:
        retry_after = response.headers.get("retry-after", "")
        return faults.of_status(self._target, response.status_code, retry_after=retry_after)


def _left_out(target: Target) -> dict[str, str | openai.Omit]:
    """Headers that the SDK would add and that are nobody's business.

    It describes the machine to every server, and sends what the environment holds for OpenAI
    (organization, project, headers of the user's own) to whoever sits at the base URL.
    """
    names = [f"X-Stainless-{name}" for name in ("OS", "Arch", "Runtime", "Runtime-Version")]
    if not target.api_key:
        names.append("Authorization")
    if target.provider.id != "openai":
        names += ["OpenAI-Organization", "OpenAI-Project"]
        own = os.environ.get("OPENAI_CUSTOM_HEADERS", "").splitlines()
        names += [name.strip() for line in own if (name := line.partition(":")[0]).strip()]
    return {name: openai.Omit() for name in names}
