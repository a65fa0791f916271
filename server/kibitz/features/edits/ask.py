"""One short question to a model about a piece of a document, and its answer as text.

The answer comes back with everything masked put back. Judging it is the caller's business; so is asking once
more: `Conversation.repair` goes on where the last answer was not usable.
"""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, Final, LiteralString

from kibitz.base.errors import ConfigProblem
from kibitz.context.privacy import PRIVATE, clean, is_private, mask
from kibitz.features.edits.fit import plain
from kibitz.features.edits.parse import goes_round, is_complete, without_thoughts
from kibitz.features.project import NO_PROJECT
from kibitz.prompts.edit import repair_request
from kibitz.prompts.fim import control_tokens
from kibitz.prompts.project import NOTHING
from kibitz.prompts.task import TaskPrompt, task_request
from kibitz.syntax.language import language_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from kibitz.backends.model import Model, ModelSource
    from kibitz.base.llm import ChatRequest, Job
    from kibitz.base.ports import Progress
    from kibitz.context.privacy import Masked
    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.project import Project

SILENCE_MS: Final = 120_000  # reading 4,000 tokens takes the embedded 1.5B model that long on two busy cores
CHARS_PER_TOKEN: Final = 3  # low for code (Qwen2.5-Coder on our own sources: 3.9), so that it always fits

TOO_LONG: Final = "That is more code than the model can read at once. Select less."


def _goes_round(answer: str) -> bool:
    return goes_round(answer, "")


class Conversation:
    """Questions to one model about one piece of code.

    Attributes:
        was_cut: the last answer ended at the limit of its length.
    """

    def __init__(
        self,
        *,
        model: Model,
        request: ChatRequest,
        masked: Masked,
        progress: Progress,
        whole: bool,
        is_lost: Callable[[str], bool],
    ) -> None:
        self._whole = whole
        self._is_lost = is_lost
        self._model = model
        self._request = request
        self._masked = masked
        self._progress = progress
        self._last = ""
        self.was_cut = False

    async def answer(self) -> str:
        """Ask; a fenced block that is complete ends the answer, unless all of it is wanted.

        Cut off at its longest, it is what it is.
        """
        answer = ""
        async with aclosing(self._model.backend.chat(self._request)) as chunks:
            async for chunk in chunks:
                answer += chunk.text
                self.was_cut = chunk.finish_reason == "length"
                if "\n" in chunk.text:
                    lines = answer.count("\n")
                    self._progress.report(f"{lines} lines")
                    if not self._whole and (is_complete(answer, "") or self._is_lost(answer)):
                        break
        self._last = without_thoughts(answer)
        return self._masked.restore(self._last)

    async def repair(self, hint: str) -> str:
        """Say what is wrong with the last answer and ask again."""
        self._progress.report("The answer was not usable; asking once more")
        tokens = control_tokens(self._model.family)
        self._request = repair_request(
            self._request, clean(self._last, control_tokens=tokens), clean(hint, control_tokens=tokens)
        )
        return await self.answer()


async def converse(
    snapshot: Snapshot,
    code: str,
    *,
    role: LiteralString,
    question: str,
    max_tokens: int,
    models: ModelSource,
    progress: Progress,
    job: Job = "edit",
    whole: bool = False,
    is_lost: Callable[[str], bool] = _goes_round,
    project: Project = NO_PROJECT,
) -> Conversation:
    """Begin a conversation about `code` of a document.

    Args:
        snapshot: the document.
        code: what it is about.
        role, question, max_tokens: as in `TaskPrompt`.
        models: to ask.
        progress: to tell.
        job: which model.
        whole: for an answer that is not one block.
        is_lost: what ends an answer that is still coming, when it is not `whole`.
        project: what the model is told besides, where that can change the answer.

    Raises:
        ConfigProblem: the file keeps secrets, or the code is too long for the model.
        UserActionNeeded, BackendFailure: there is no model.
    """
    if is_private(snapshot.uri):
        raise ConfigProblem(PRIVATE)
    model = await models.model_for(job)
    tokens = control_tokens(model.family)
    masked = mask(plain(code), control_tokens=tokens)
    language = language_for(snapshot.language_id, snapshot.uri)
    prompt = TaskPrompt(
        role=role,
        language=clean(language.id if language else snapshot.language_id, control_tokens=tokens),
        code=masked.text,
        question=clean(question, control_tokens=tokens),
        project=await project.told(snapshot, max(snapshot.text.find(code), 0), job, model),
    )
    request = task_request(prompt, max_tokens=max_tokens, timeout_ms=SILENCE_MS)
    if prompt.project and not fits(request, model):
        alone = replace(prompt, project=NOTHING)
        request = task_request(alone, max_tokens=max_tokens, timeout_ms=SILENCE_MS)
    if not fits(request, model):
        raise ConfigProblem(TOO_LONG)
    return Conversation(
        model=model, request=request, masked=masked, progress=progress, whole=whole, is_lost=is_lost
    )


def fits(request: ChatRequest, model: Model) -> bool:
    """Whether the question and the longest answer have room in the model's window."""
    n_chars = sum(len(message.content) for message in request.messages)
    return n_chars // CHARS_PER_TOKEN + request.max_tokens <= model.context_tokens
