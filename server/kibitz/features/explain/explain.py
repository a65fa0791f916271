"""Explains a piece of code: Markdown that streams into a document beside it. Changes nothing."""

from __future__ import annotations

import asyncio
import re
from contextlib import aclosing
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from kibitz.base.clean_text import join_clean
from kibitz.base.errors import KibitzError
from kibitz.context.privacy import PRIVATE, clean, is_private, mask
from kibitz.features.edits.fit import plain
from kibitz.features.edits.pointed import pointed_at
from kibitz.features.explain.page import Page
from kibitz.prompts.explain import EXPLANATION_TOKENS, ExplainPrompt, explain_request
from kibitz.prompts.fim import control_tokens
from kibitz.syntax.language import language_for

if TYPE_CHECKING:
    from kibitz.backends.model import Model, ModelSource
    from kibitz.base.clean_text import CleanText
    from kibitz.base.llm import ChatRequest
    from kibitz.base.ports import Progress, User
    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.edits.editor import Editor
    from kibitz.features.edits.pointed import Pointed
    from kibitz.syntax.parser import Parser
    from kibitz.text.span import Span

SILENCE_MS: Final = 120_000  # whoever waits longer for the first word has read the code
CHARS_PER_TOKEN: Final = 3  # low for code, so that the prompt always fits
FRAME_TOKENS: Final = 300  # the words around the code in the prompt
SMALL_CHARS: Final = 400  # a smaller selection is told together with what is around it

CUT_OFF: Final = "\n\n*The answer was cut off here: it reached the limit of its length.*"
BROKEN_OFF: Final = "\n\n*The answer broke off here.*"
NOTHING: Final = "There is no code here to explain."


async def explain(
    snapshot: Snapshot,
    span: Span,
    *,
    models: ModelSource,
    parser: Parser,
    user: User,
    editor: Editor,
    problem: str = "",
) -> bool:
    """Stream an explanation of the selection, or of what the cursor is in, or of a problem there.

    Returns:
        Whether any of it was shown; if not, the user was told why.

    Raises:
        UserActionNeeded, BackendFailure: there is no model, or it did not answer.
    """
    if is_private(snapshot.uri):
        user.tell(PRIVATE, "warning")
        return False
    tree = parser.tree(snapshot.uri, snapshot.text, snapshot.language_id, near=span.start)
    target = pointed_at(snapshot, span, tree)
    if target is None:
        user.tell(NOTHING)
        return False
    async with user.progress(f"Explaining {target.name}") as progress:
        model = await models.model_for("chat")
        most_chars = (model.context_tokens - EXPLANATION_TOKENS - FRAME_TOKENS) * CHARS_PER_TOKEN
        code = _start_of(snapshot.text[target.span.start : target.span.end], most_chars)
        masked = mask(plain(code), control_tokens=control_tokens(model.family))
        page = Page(
            editor=editor,
            name=_file_name(target),
            heading=_heading(snapshot, target, n_chars=len(code)),
            restore=masked.restore,
        )
        around = _around(snapshot, target, model, most_chars=most_chars - len(code))
        request = _request(snapshot, masked.text, around, problem, model)
        await _stream(model, request, page, progress)
    return page.is_open


async def _stream(model: Model, request: ChatRequest, page: Page, progress: Progress) -> None:
    n_words, remark = 0, ""
    try:
        async with aclosing(model.backend.chat(request)) as chunks:
            async for chunk in chunks:
                n_words += chunk.text.count(" ")
                progress.report(f"{n_words} words")
                await page.write(chunk.text)
                if chunk.finish_reason == "length":
                    remark = CUT_OFF
    except (KibitzError, asyncio.CancelledError):
        await page.finish(BROKEN_OFF if page.is_open else "")
        raise
    await page.finish(remark)


def _request(
    snapshot: Snapshot, code: CleanText, around: CleanText, problem: str, model: Model
) -> ChatRequest:
    language = language_for(snapshot.language_id, snapshot.uri)
    tokens = control_tokens(model.family)
    name = clean(language.id if language else snapshot.language_id, control_tokens=tokens)
    said = clean(problem, control_tokens=tokens)
    prompt = ExplainPrompt(language=name, code=code, around=around, problem=said)
    return explain_request(prompt, max_tokens=EXPLANATION_TOKENS, timeout_ms=SILENCE_MS)


def _around(snapshot: Snapshot, target: Pointed, model: Model, *, most_chars: int) -> CleanText:
    """The function around a small selection, when there is room for all of it."""
    around = target.around
    if around is None or len(target.span) >= SMALL_CHARS or len(around) > most_chars:
        return join_clean()
    return clean(plain(snapshot.text[around.start : around.end]), control_tokens=control_tokens(model.family))


def _start_of(code: str, most_chars: int) -> str:
    """All of it, or the whole lines that fit."""
    if len(code) <= most_chars:
        return code
    return code[: code.rfind("\n", 0, most_chars) + 1] or code[:most_chars]


def _file_name(target: Pointed) -> str:
    words = re.findall(r"[\w-]+", target.name)
    return f"explain {' '.join(words)}.md"


def _heading(snapshot: Snapshot, target: Pointed, *, n_chars: int) -> str:
    """What is explained, and where it stands."""
    index = snapshot.index
    first, last = index.line_of(target.span.start) + 1, index.line_of(target.span.end) + 1
    place = f"{unquote(snapshot.uri.rsplit('/', 1)[-1])}:{first}" + (f"-{last}" if last > first else "")
    heading = f"# {target.name[:1].upper()}{target.name[1:]}\n\n{place}\n\n"
    if n_chars == len(target.span):
        return heading
    told = index.line_of(target.span.start + n_chars - 1) + 1
    return f"{heading}*Too long for the model: this is about lines {first} to {told}.*\n\n"
