"""Inline completion for tests: a cursor in a picture (`f(║)`), a model that answers from a script."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kibitz.backends.model import Model
from kibitz.base.llm import ChatRequest, Chunk, CompletionRequest
from kibitz.documents.snapshot import Snapshot
from kibitz.features.inline_completion.complete import InlineCompletion
from kibitz.features.inline_completion.mode import choose_mode
from kibitz.features.inline_completion.place import Situation, look_around
from kibitz.features.inline_completion.request import InlineRequest
from kibitz.prompts.fim import COMMON_TOKENS
from kibitz.settings.model import Settings
from kibitz.syntax.parser import Parser
from kibitz.text.line_index import LineIndex

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable

    from kibitz.base.errors import KibitzError
    from kibitz.base.llm import Fim, Job
    from kibitz.features.inline_completion.request import InlineResult, Suggestion, Trigger

CURSOR = "║"
PARSER = Parser()


def snapshot_of(
    text: str, language_id: str = "python", uri: str = "file:///project/example", version: int = 1
) -> Snapshot:
    return Snapshot(uri=uri, version=version, language_id=language_id, text=text, index=LineIndex.of(text))


def request_at(
    picture: str,
    *,
    language_id: str = "python",
    trigger: Trigger = "automatic",
    uri: str = "file:///project/example",
    **more: Any,
) -> InlineRequest:
    """A request for the cursor in `picture`."""
    before, _, after = picture.partition(CURSOR)
    snapshot = snapshot_of(before + after, language_id, uri)
    return InlineRequest(snapshot=snapshot, offset=len(before), trigger=trigger, **more)


def situation_at(
    picture: str, *, language_id: str = "python", multi_line: bool = True, indent: str = ""
) -> Situation:
    """What the filters get for the cursor in `picture`."""
    request = request_at(picture, language_id=language_id)
    text, offset = request.snapshot.text, request.offset
    place = look_around(text, offset, language_id, indent)
    tree = PARSER.tree("file:///project/example", text, language_id, near=offset)
    opens_block = tree.opens_block_at(offset) if tree else False
    kind = tree.kind_at(offset) if tree else "code"
    return Situation(
        document=text,
        offset=offset,
        place=place,
        mode=choose_mode(place, kind=kind, opens_block=opens_block, multi_line=multi_line),
        kind=kind,
        opens_block=opens_block,
        control_tokens=COMMON_TOKENS,
        parser=PARSER,
    )


def accept(request: InlineRequest, suggestion: Suggestion) -> str:
    """The document with the suggestion taken."""
    text, span = request.snapshot.text, suggestion.span
    return text[: span.start] + suggestion.text + text[span.end :]


class ScriptedBackend:
    """Answers every request with `answer`, a few characters at a time.

    Attributes:
        requests: everything asked, in order.
        sent: characters given out over all answers.
        closed: how many streams have ended, by themselves or by being closed.
        ended: set when one has.
        before_chunk: awaited before each piece; may raise, or wait for ever.
    """

    def __init__(self, answer: str = "", *, chunk_chars: int = 5) -> None:
        self.answer = answer
        self.chunk_chars = chunk_chars
        self.finish_reason: Any = "stop"
        self.requests: list[Any] = []  # CompletionRequest or ChatRequest
        self.sent = 0
        self.closed = 0
        self.ended = asyncio.Event()
        self._news = asyncio.Event()
        self.before_chunk: Callable[[], Awaitable[None]] = _at_once

    def complete(self, request: CompletionRequest) -> AsyncGenerator[Chunk, None]:
        return self._stream(request)

    def chat(self, request: ChatRequest) -> AsyncGenerator[Chunk, None]:
        return self._stream(request)

    async def _stream(self, request: CompletionRequest | ChatRequest) -> AsyncGenerator[Chunk, None]:
        self.requests.append(request)
        self._news.set()
        try:
            for start in range(0, len(self.answer), self.chunk_chars):
                await self.before_chunk()
                piece = self.answer[start : start + self.chunk_chars]
                self.sent += len(piece)
                yield Chunk(piece)
            await self.before_chunk()
            yield Chunk("", self.finish_reason)
        finally:
            self.closed += 1
            self.ended.set()
            self._news.set()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for something to happen at the model."""
        while not holds():
            await self._news.wait()
            self._news.clear()


async def _at_once() -> None:
    await asyncio.sleep(0)


class OneModel:
    """A `ModelSource` with one model, or with a fault."""

    def __init__(self, backend: ScriptedBackend, *, fim: Fim = "suffix", local: bool = True) -> None:
        self.model = Model(
            label="fake/scripted", backend=backend, fim=fim, family=None, context_tokens=8192, local=local
        )
        self.fault: KibitzError | None = None

    async def model_for(self, job: Job) -> Model:
        assert job == "completion"
        if self.fault is not None:
            raise self.fault
        return self.model


class Bench:
    """The feature with a scripted model, ready to be asked; made inside a running loop."""

    def __init__(self, answer: str = "", *, fim: Fim = "suffix", local: bool = True) -> None:
        self.backend = ScriptedBackend(answer)
        self.models = OneModel(self.backend, fim=fim, local=local)
        self.slept_s: list[float] = []
        self.late_fault: asyncio.Future[KibitzError] = asyncio.get_running_loop().create_future()
        self.settings = Settings()
        self.set(speculate="off")
        self.documents: dict[str, str] = {}  # as the editor has them now
        self.inline = InlineCompletion(
            models=self.models,
            parser=PARSER,
            clock=lambda: sum(self.slept_s),  # time passes by sleeping alone
            sleep=self._sleep,
            on_late_fault=self.late_fault.set_result,
            current=self.documents.get,
        )

    def set(self, **inline_settings: Any) -> None:
        """Change settings of inline completion."""
        changed = replace(self.settings.inline_completion, **inline_settings)
        self.settings = replace(self.settings, inline_completion=changed)

    async def ask(self, picture: str, **more: Any) -> InlineResult:
        """The result for the cursor in `picture`."""
        return await self.inline.complete(request_at(picture, **more), self.settings)

    async def editor_asks(self, picture: str) -> InlineResult:
        """As `ask`, from an editor that has the document open."""
        self.documents["file:///project/example"] = picture.replace(CURSOR, "")
        return await self.ask(picture)

    async def until_asked(self, n_requests: int) -> None:
        """Wait until so many requests have reached the model."""
        await self.backend.until(lambda: len(self.backend.requests) >= n_requests)

    async def until_closed(self, n_streams: int) -> None:
        """Wait until so many answers have ended, or were ended."""
        await self.backend.until(lambda: self.backend.closed >= n_streams)

    async def ghost(self, picture: str, **more: Any) -> str | None:
        """The text shown at the cursor in `picture`."""
        result = await self.ask(picture, **more)
        return result.suggestions[0].text if result.suggestions else None

    async def _sleep(self, seconds: float) -> None:
        self.slept_s.append(seconds)
