"""Asks the model and reads its answer up to where it is complete, then closes the stream.

Closing is what stops the model's work; it happens on every way out, also when the task is cancelled.
"""

from __future__ import annotations

import time
from contextlib import aclosing
from typing import TYPE_CHECKING

from kibitz.context.privacy import clean, mask
from kibitz.features.inline_completion.candidate import Candidate, Drop
from kibitz.features.inline_completion.stop import stopped
from kibitz.prompts.fim import suffix_request, template_request
from kibitz.prompts.hole import hole_request, unwrap

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from kibitz.backends.model import Model
    from kibitz.base.clean_text import CleanText
    from kibitz.base.llm import Chunk
    from kibitz.context.window import Window
    from kibitz.features.inline_completion.pace import Pace
    from kibitz.features.inline_completion.place import Situation
    from kibitz.observability.trace import Trace
    from kibitz.settings.model import InlineCompletion

LINE_TOKENS = 64  # the longest line worth a suggestion; a block gets what the settings say


async def ask(
    model: Model,
    window: Window,
    situation: Situation,
    settings: InlineCompletion,
    *,
    pace: Pace,
    trace: Trace,
) -> Candidate | Drop:
    """The model's answer, cut to what is wanted but not judged yet.

    Raises:
        UserActionNeeded, BackendFailure: as the backend says.
    """
    with trace.stage("privacy"):
        prefix = mask(window.prefix, control_tokens=situation.control_tokens)
        suffix = mask(window.suffix, control_tokens=situation.control_tokens)
    with trace.stage("prompt"):
        answer = _answer(model, prefix.text, suffix.text, situation, settings)
    with trace.stage("stream"):
        is_chat = model.fim == "chat"
        text = await _read(
            answer, situation, is_chat=is_chat, pace=pace, prompt=prefix.text, target_ms=settings.target_ms
        )
    if isinstance(text, Drop):
        return text
    return Candidate(text=suffix.restore(prefix.restore(text.text)))


def _answer(
    model: Model, prefix: CleanText, suffix: CleanText, situation: Situation, settings: InlineCompletion
) -> AsyncGenerator[Chunk, None]:
    one_line = situation.mode == "line"
    max_tokens = min(settings.max_tokens, LINE_TOKENS) if one_line else settings.max_tokens
    timeout_ms = settings.timeout_ms
    if model.fim == "chat":
        request = hole_request(
            prefix,
            suffix,
            language=clean(situation.place.language_id),
            one_line=one_line,
            max_tokens=max_tokens,
            timeout_ms=timeout_ms,
        )
        return model.backend.chat(request)
    if model.fim == "template" and model.family is not None:
        return model.backend.complete(
            template_request(
                model.family,
                prefix,
                suffix,
                one_line=one_line,
                max_tokens=max_tokens,
                timeout_ms=timeout_ms,
            )
        )
    return model.backend.complete(
        suffix_request(prefix, suffix, one_line=one_line, max_tokens=max_tokens, timeout_ms=timeout_ms)
    )


async def _read(
    answer: AsyncGenerator[Chunk, None],
    situation: Situation,
    *,
    is_chat: bool,
    pace: Pace,
    prompt: str,
    target_ms: int,
) -> Candidate | Drop:
    started_s = first_s = time.perf_counter()
    received, first_chars = "", 0
    async with aclosing(answer) as chunks:
        async for chunk in chunks:
            if chunk.text and not received:
                first_s, first_chars = time.perf_counter(), len(chunk.text)
                pace.saw(prompt, first_s - started_s, target_ms=target_ms)
            received += chunk.text
            finished = chunk.finish_reason is not None
            if not finished and situation.mode == "block" and "\n" not in chunk.text:
                continue
            text = unwrap(received, finished=finished) if is_chat else received
            outcome = stopped(text, situation, finished=finished, cut_off=chunk.finish_reason == "length")
            if outcome is not None:
                if chunk.text:
                    pace.wrote(len(received) - first_chars, time.perf_counter() - first_s)
                return outcome
    return Candidate(text="")
