"""Finds out how a model can be asked for the middle of a text, by asking.

A name can lie, and a server may take a suffix and ignore it: only an answer tells. Sends a fixed text of
ours. Used by `kibitz doctor`; the requests are worded by the caller, as they are for real ones.
"""

from __future__ import annotations

import time
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kibitz.base.clean_text import join_clean
from kibitz.base.errors import KibitzError
from kibitz.base.llm import CompletionRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kibitz.base.llm import Backend, ChatRequest, Fim

PREFIX = join_clean("def greet(")
SUFFIX = join_clean('):\n    print("Hello, " + zebra_name)\n    return zebra_name.upper()\n')
WANTED = "zebra_name"
"""The name is only in the suffix: whoever answers with it has read it."""

MAX_TOKENS = 32
TIMEOUT_MS = 60_000
"""The first request may have to wait until the server has loaded the model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One way of asking, and what came of it.

    Attributes:
        right: the middle was what only somebody who knows the suffix can say.
        problem: one sentence; empty when `right`.
        first_text_ms: from the question to the first text; None when none came.
        tokens_per_s: of what followed, taking a piece for a token; None for a short answer.
    """

    fim: Fim
    right: bool
    problem: str
    first_text_ms: float | None
    tokens_per_s: float | None


async def probe(
    backend: Backend, requests: Mapping[Fim, CompletionRequest | ChatRequest]
) -> tuple[Attempt, ...]:
    """Try the ways one after the other.

    Args:
        backend: of the model.
        requests: for the text between `PREFIX` and `SUFFIX`, `MAX_TOKENS` long, by the way of asking.
            Put the best way first: `suffix` before `template` before `chat`.

    Returns:
        One attempt per request, in the same order; a failure of the backend is an attempt that failed.
    """
    return tuple([await _attempt(backend, fim, request) for fim, request in requests.items()])


def best_way(attempts: tuple[Attempt, ...]) -> Fim | None:
    """The first way that works."""
    return next((attempt.fim for attempt in attempts if attempt.right), None)


async def _attempt(backend: Backend, fim: Fim, request: CompletionRequest | ChatRequest) -> Attempt:
    started = time.perf_counter()
    text, times, problem = "", list[float](), ""
    stream = backend.complete(request) if isinstance(request, CompletionRequest) else backend.chat(request)
    try:
        async with aclosing(stream):
            async for chunk in stream:
                if chunk.text:
                    text += chunk.text
                    times.append(time.perf_counter())
    except KibitzError as error:
        problem = str(error)
    if not problem:
        problem = _problem(fim, text)
    return Attempt(
        fim=fim,
        right=not problem,
        problem=problem,
        first_text_ms=(times[0] - started) * 1000 if times else None,
        tokens_per_s=(len(times) - 1) / max(times[-1] - times[0], 1e-6) if len(times) > 4 else None,
    )


def _problem(fim: Fim, text: str) -> str:
    """What is wrong with an answer, or nothing."""
    if not text.strip():
        return "The answer was empty."
    if WANTED not in text:
        return "The answer does not fit what comes after it."
    if fim != "chat" and text.lstrip().startswith(PREFIX):
        return "The answer repeats what comes before it."
    return ""
