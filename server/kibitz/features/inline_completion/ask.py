"""Asks the model and reads its answer up to where it is complete, then closes the stream.

Closing is what stops the model's work; it happens on every way out, also when the task is cancelled. Where
the model has stopped by itself, nobody waits for that.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kibitz.context.privacy import clean, mask
from kibitz.features.inline_completion.candidate import Candidate, Drop
from kibitz.features.inline_completion.pace import Reading
from kibitz.features.inline_completion.stop import MOST_CHARS, stopped
from kibitz.prompts.files import NONE
from kibitz.prompts.fim import suffix_request, template_request
from kibitz.prompts.hole import hole_request, unwrap

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from kibitz.backends.model import Model
    from kibitz.base.clean_text import CleanText
    from kibitz.base.llm import Chunk
    from kibitz.context.window import Window
    from kibitz.features.inline_completion.pace import Pace
    from kibitz.features.inline_completion.place import Situation
    from kibitz.observability.trace import Trace
    from kibitz.prompts.files import Surroundings
    from kibitz.settings.model import InlineCompletion

DIVERGED = Drop(reason="typed something else")

LINE_TOKENS = 64  # the longest line worth a suggestion; a block gets what the settings say


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a model wrote, as far as it is wanted, and all of it."""

    cut: Candidate | Drop
    received: str


async def ask(
    model: Model,
    window: Window,
    situation: Situation,
    settings: InlineCompletion,
    *,
    pace: Pace,
    trace: Trace,
    hear: Callable[[str], bool],
    around: Surroundings = NONE,
) -> Answer:
    """The model's answer, cut to what is wanted but not judged yet.

    Args:
        model: to be asked.
        window: the code that goes along.
        situation: where the answer is to stand.
        settings: how long it may be and take.
        pace: notes how fast the model is.
        trace: notes where the time goes.
        hear: is told all that was written so far, at every piece; the stream is closed when it says False.
        around: parts of other files.

    Raises:
        UserActionNeeded, BackendFailure: as the backend says.
    """
    with trace.stage("privacy"):
        prefix = mask(window.prefix, control_tokens=situation.control_tokens)
        suffix = mask(window.suffix, control_tokens=situation.control_tokens)
    with trace.stage("prompt"):
        answer = _answer(model, prefix.text, suffix.text, situation, settings, around)
    with trace.stage("stream"):
        reading = Reading(pace, around.comment + prefix.text, target_ms=settings.target_ms)
        cut, received = await _read(answer, situation, reading, hear, is_chat=model.fim == "chat")
    trace.note("written_chars", int(trace.fact("written_chars") or 0) + len(received))  # a second try too
    if isinstance(cut, Drop):
        return Answer(cut=cut, received="")

    def restored(text: str) -> str:
        return suffix.restore(prefix.restore(text))

    return Answer(cut=Candidate(text=restored(cut.text)), received=restored(received))


def _answer(
    model: Model,
    prefix: CleanText,
    suffix: CleanText,
    situation: Situation,
    settings: InlineCompletion,
    around: Surroundings,
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
            around=around,
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
                around=around,
            )
        )
    return model.backend.complete(
        suffix_request(
            prefix, suffix, one_line=one_line, max_tokens=max_tokens, timeout_ms=timeout_ms, around=around
        )
    )


async def _read(
    answer: AsyncGenerator[Chunk, None],
    situation: Situation,
    reading: Reading,
    hear: Callable[[str], bool],
    *,
    is_chat: bool,
) -> tuple[Candidate | Drop, str]:
    received = ""
    async with AsyncExitStack() as closing:
        async for chunk in await closing.enter_async_context(aclosing(answer)):
            reading.got(len(chunk.text))
            received += chunk.text
            finished = chunk.finish_reason is not None
            text = unwrap(received, finished=finished) if is_chat else received
            if not hear(text):
                return DIVERGED, text
            if not finished and "\n" not in chunk.text and len(received) <= MOST_CHARS:
                continue  # nothing ends inside of a line
            outcome = stopped(text, situation, finished=finished, cut_off=chunk.finish_reason == "length")
            if outcome is not None:
                stops = chunk.finish_reason == "stop"
                reading.ended(itself=None if situation.mode == "line" else stops)
                if finished:
                    _close_soon(closing.pop_all())
                return outcome, text
    return Candidate(text=""), ""


CLOSE_S = 0.002  # the answer goes to the editor first

_closing: set[asyncio.Task[None]] = set()  # the event loop keeps no task alive


def _close_soon(stream: AsyncExitStack) -> None:
    async def close() -> None:
        async with stream:
            await asyncio.sleep(CLOSE_S)

    task = asyncio.create_task(close())
    _closing.add(task)
    task.add_done_callback(_closing.discard)
