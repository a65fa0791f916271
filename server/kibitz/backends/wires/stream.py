"""Carries a streamed answer from an open HTTP response to chunks.

Every wire ends here: deadline, size, stops, end of the answer and closing are the same for all. The
response is closed as soon as the generator is, whatever the task was doing: that is what frees the model.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import httpx2

from kibitz.backends.wires import faults
from kibitz.backends.wires.deadline import Deadline
from kibitz.backends.wires.events import event_data
from kibitz.backends.wires.stops import StopCutter
from kibitz.base.llm import ChatRequest, Chunk

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping

    from kibitz.backends.wires.target import OnFailure, Target
    from kibitz.base.llm import CompletionRequest

MAX_EVENT_BYTES = 1 << 20
"""A token is a few hundred bytes of JSON; a megabyte without the end of an event is no answer."""

MAX_CHARS_PER_TOKEN = 64
"""The longest tokens of common vocabularies are runs of 64 to 128 spaces; a server that sends more than
this on average does not heed the limit it was given."""

DRAIN_S = 0.02
"""What follows the finish reason (`[DONE]`, the last HTTP chunk) comes in the same packet. Reading it lets
the connection be used again; waiting for it longer would cost more than a new connection."""


async def stream_answer(
    target: Target,
    request: CompletionRequest | ChatRequest,
    *,
    send: Callable[[], Awaitable[httpx2.Response]],
    read: Callable[[Mapping[str, Any]], Chunk | None],
    on_failure: OnFailure,
    cut_at: tuple[str, ...] = (),
) -> AsyncGenerator[Chunk, None]:
    """Send the request and yield its answer; the last chunk has a finish reason.

    Args:
        send: opens the response, unread; raises on a status other than 200.
        read: makes a chunk of an event, or None of one without text.
        cut_at: stops that the server was not told.

    Raises:
        UserActionNeeded, BackendFailure: see `faults`.
    """
    cutter = StopCutter(cut_at)
    chars_left = request.max_tokens * MAX_CHARS_PER_TOKEN
    response: httpx2.Response | None = None
    events: AsyncIterator[str] | None = None
    server_finished = False
    silence = isinstance(request, ChatRequest) and request.timeout_of == "silence"
    with (
        faults.translated(target, request, on_failure=on_failure),
        Deadline(request.timeout_ms / 1000) as deadline,
    ):
        try:
            response = await deadline.wait(send)
            content_type = response.headers.get("content-type", "").lower()
            if not content_type.startswith("text/event-stream"):
                raise faults.not_a_stream(target, content_type)
            plain = "content-encoding" not in response.headers
            parts = response.aiter_raw() if plain else response.aiter_bytes()
            events = event_data(parts, most_bytes=MAX_EVENT_BYTES)
            next_data = partial(anext, events, None)
            finished = False
            while not finished:
                data = await deadline.wait(next_data)
                if silence:
                    deadline.restart()
                if data is None or data.startswith("[DONE]"):
                    raise faults.cut_short(target)
                chunk = read(_decode(target, data))
                if chunk is None:
                    continue
                text, reason = cutter.feed(chunk.text), chunk.finish_reason
                server_finished = reason is not None
                if cutter.stopped:
                    reason = "stop"
                elif server_finished:
                    text += cutter.flush()
                if len(text) > chars_left:
                    text, reason = text[:chars_left], "length"
                chars_left -= len(text)
                finished = reason is not None
                if text or finished:
                    yield Chunk(text, reason)
        finally:
            if response is not None:
                try:
                    if events is not None and server_finished:
                        await _drain(events)
                finally:
                    await response.aclose()


def _decode(target: Target, data: str) -> Mapping[str, Any]:
    """The JSON object of an event."""
    event = json.loads(data)
    if not isinstance(event, dict):
        raise ValueError
    details = cast("dict[str, Any]", event)
    if details.get("error"):
        raise faults.of_event(target, details["error"])
    return details


async def _drain(events: AsyncIterator[str]) -> None:
    with suppress(TimeoutError, httpx2.HTTPError):
        async with asyncio.timeout(DRAIN_S):
            async for _ in events:
                pass
