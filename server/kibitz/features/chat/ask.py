"""Asks a question and streams what comes: first the context that was taken, then the answer, word by word."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from kibitz.context.privacy import Masked, mask
from kibitz.features.chat.citations import cited, linked
from kibitz.features.chat.gather import CHARS_PER_TOKEN, Taken, gather, n_tokens
from kibitz.features.chat.workspace import Excerpt
from kibitz.features.edits.formats.choose import is_strong
from kibitz.features.project import NO_PROJECT, NOTES
from kibitz.prompts.chat import Said, Shown, chat_request
from kibitz.prompts.fim import control_tokens

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Collection, Sequence

    from kibitz.backends.model import Model, ModelSource
    from kibitz.base.llm import ChatRequest
    from kibitz.features.chat.gather import Place
    from kibitz.features.chat.transcript import Turn
    from kibitz.features.chat.workspace import Workspace
    from kibitz.features.project import Project

SILENCE_MS: Final = 300_000  # a slow model reads a full window; the user can stop it at any time
ANSWER_TOKENS: Final = 1024
FRAME_TOKENS: Final = 200  # what stands around the turns in the prompt
EARLIER_SHARE: Final = 3  # of what is left besides the question, a third goes to earlier turns

CUT_OFF: Final = "\n\n*The answer was cut off here: it reached the limit of its length.*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the model is shown besides the conversation, and what all of it costs."""

    model: str
    taken: tuple[Taken, ...]
    n_tokens: int
    window_tokens: int

    def lines(self) -> list[str]:
        """One for each mention, and one for what all of it costs."""
        lines = [_line(each) for each in self.taken]
        return [*lines, f"About {self.n_tokens:,} of {self.window_tokens:,} tokens for {self.model}."]

    def as_markdown(self) -> str:
        """A quotation; what it says is no part of the conversation."""
        return "".join(f"> {line}  \n" for line in self.lines())


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of the answer: whole words, with what was masked put back."""

    text: str = field(repr=False)


async def ask(
    turns: Sequence[Turn],
    place: Place | None,
    *,
    models: ModelSource,
    workspace: Workspace,
    project: Project = NO_PROJECT,
    operations: Collection[str] = (),
) -> AsyncGenerator[Context | Text, None]:
    """Answer the last turn; a strong model may order `operations` on files.

    Raises:
        UserActionNeeded, BackendFailure: there is no model, or it did not answer.
    """
    model = await models.model_for("chat")
    question = turns[-1].text
    room = model.context_tokens - ANSWER_TOKENS - FRAME_TOKENS - n_tokens(question)
    earlier = _recent(turns[:-1], max(room // EARLIER_SHARE, 0))
    spent = sum(n_tokens(turn.text) for turn in earlier)
    taken = await gather(question, place, workspace, most_tokens=max(room - spent, 0))
    left = room - spent - sum(each.n_tokens for each in taken)
    taken = (*await _of_project(project, place, model, most_tokens=left), *taken)
    request, maskings = _request(model, (*earlier, turns[-1]), taken, operations)
    size = sum(len(message.content) for message in request.messages) // CHARS_PER_TOKEN
    yield Context(model=model.label, taken=taken, n_tokens=size, window_tokens=model.context_tokens)
    waiting = ""
    async with aclosing(model.backend.chat(request)) as chunks:
        async for chunk in chunks:
            waiting += chunk.text
            ready = _whole_words(waiting)
            waiting = waiting[len(ready) :]
            if ready:
                yield Text(_finished(ready, maskings, workspace))
            if chunk.finish_reason == "length":
                waiting += CUT_OFF
    yield Text(_finished(waiting, maskings, workspace) + _sources(taken))


async def _of_project(
    project: Project, place: Place | None, model: Model, *, most_tokens: int
) -> tuple[Taken, ...]:
    """What nobody mentioned; all of it where it fits, else the notes, else nothing."""
    snapshot, offset = (place.snapshot, place.span.start) if place else (None, 0)
    parts = await project.parts(snapshot, offset, "chat", model)
    for chosen in (parts, [part for part in parts if NOTES in part.sources]):
        excerpts = tuple(Excerpt(label=part.path, text=part.text) for part in chosen)
        taken = Taken(mention="the project", excerpts=excerpts)
        if excerpts and taken.n_tokens <= most_tokens:
            return (taken,)
    return ()


def _recent(turns: Sequence[Turn], most_tokens: int) -> tuple[Turn, ...]:
    """The last ones that fit, whole; they begin with a question."""
    kept: list[Turn] = []
    for turn in reversed(turns):
        most_tokens -= n_tokens(turn.text)
        if most_tokens < 0:
            break
        kept.insert(0, turn)
    while kept and kept[0].role != "user":
        del kept[0]
    return tuple(kept)


def _request(
    model: Model, turns: Sequence[Turn], taken: Sequence[Taken], operations: Collection[str]
) -> tuple[ChatRequest, tuple[Masked, ...]]:
    tokens = control_tokens(model.family)
    excerpts = [excerpt for each in taken for excerpt in each.excerpts]
    labels = [mask(excerpt.place, control_tokens=tokens) for excerpt in excerpts]
    texts = [mask(excerpt.text.rstrip("\n"), control_tokens=tokens) for excerpt in excerpts]
    said = [mask(turn.text, control_tokens=tokens) for turn in turns]
    request = chat_request(
        [Shown(label=label.text, text=text.text) for label, text in zip(labels, texts, strict=True)],
        [Said(role=turn.role, text=text.text) for turn, text in zip(turns, said, strict=True)],
        max_tokens=ANSWER_TOKENS,
        timeout_ms=SILENCE_MS,
        operations=operations if is_strong(model) else None,
    )
    return request, (*texts, *said)


def _whole_words(text: str) -> str:
    """As much of it as tears no citation apart: a path in backticks may have blanks in it."""
    end = max(text.rfind(" "), text.rfind("\n")) + 1
    line = text.rfind("\n", 0, end) + 1
    opened = text.count("`", line, end) % 2 == 1
    return text[: text.rfind("`", line, end) if opened else end]


def _finished(text: str, maskings: Sequence[Masked], workspace: Workspace) -> str:
    for masked in maskings:
        text = masked.restore(text)
    return linked(text, workspace.lines_of)


def _sources(taken: Sequence[Taken]) -> str:
    """Where an answer about the whole codebase comes from: what was read, not what the model says."""
    found = [excerpt for each in taken if each.mention == "@codebase" for excerpt in each.excerpts]
    if not found:
        return ""
    links = [
        f"- {cited(excerpt.label, excerpt.uri, excerpt.first_line, excerpt.last_line)}" for excerpt in found
    ]
    return "\n\nRead for this answer:\n\n" + "\n".join(links)


def _line(taken: Taken) -> str:
    places = ", ".join(f"`{excerpt.place}`" for excerpt in taken.excerpts)
    remark = f" ({taken.remark})" if taken.remark else ""
    cost = f", about {taken.n_tokens:,} tokens" if taken.excerpts else ""
    return f"{taken.mention}: {places or 'nothing'}{cost}{remark}"
