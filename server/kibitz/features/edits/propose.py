"""From an instruction to a proposal: what to show the model, its answer, and whether that may be shown.

How the model is asked, at most twice, is in `attempts.py`. Changes nothing; `door.py` does.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Literal

from kibitz.base.clean_text import join_clean
from kibitz.context.privacy import PRIVATE, clean, is_private, mask
from kibitz.features.edits.ask import CHARS_PER_TOKEN, SILENCE_MS, fits
from kibitz.features.edits.attempts import Question, ask_twice
from kibitz.features.edits.check import lines_outside
from kibitz.features.edits.draft import Draft, draft_of
from kibitz.features.edits.fit import plain
from kibitz.features.edits.formats.choose import format_for, is_strong
from kibitz.features.edits.imports import import_lines
from kibitz.features.edits.instruction import lines_of
from kibitz.features.edits.parse import Refused
from kibitz.features.edits.proposal import Proposal
from kibitz.features.edits.region import DEFINITION_CHARS, choose_region
from kibitz.features.edits.twins import WORD, naming
from kibitz.features.project import NO_PROJECT
from kibitz.prompts.edit import EditPrompt, edit_request
from kibitz.prompts.fim import control_tokens
from kibitz.syntax.language import language_for

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from kibitz.backends.model import ModelSource
    from kibitz.base.clean_text import CleanText
    from kibitz.base.llm import ChatRequest
    from kibitz.base.ports import Progress
    from kibitz.context.privacy import Masked
    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.edits.attempts import Naming
    from kibitz.features.edits.formats.choose import Format
    from kibitz.features.edits.instruction import Instruction
    from kibitz.features.edits.proposal import DocumentChange
    from kibitz.features.edits.region import Region
    from kibitz.features.project import Project
    from kibitz.settings.model import EditFormat
    from kibitz.syntax.parser import Parser
    from kibitz.text.span import Span

SPARE_TOKENS: Final = 300  # what a short function may grow by: a doc comment with an example takes 150
QUOTED_CHARS: Final = 24_000  # of a definition whose changes alone are asked for
QUOTING_TOKENS: Final = 4000
WRITING_TOKENS: Final = 800  # for code where there was none
BEFORE_CHARS: Final = 2000  # of the file above such a place
IMPORT_LINES: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class EditTask:
    """What is to be done.

    Attributes:
        span: the selection; empty for a cursor.
        written: the comments the instruction came from, which the edit takes out.
        form: how the model is to answer, as set.
        verify: asks somebody else about a finished edit: what is wrong with it, empty for nothing.
        caution: what nobody has checked; a sentence for the user.
        above: code that comes before the document: the cells above, when it is one of a notebook.
        wants_code: that a comment is gone does not do what is asked for.
    """

    snapshot: Snapshot
    span: Span
    title: str
    instruction: str = field(repr=False)
    written: Instruction | None = None
    form: EditFormat = "auto"
    verify: Callable[[DocumentChange], Awaitable[str]] | None = None
    caution: str = ""
    above: str = field(default="", repr=False)
    wants_code: bool = False


@dataclass(frozen=True, slots=True)
class Declined:
    """Why there is no proposal: a sentence for the user."""

    reason: str


TOO_LONG: Final = Declined("That is more code than the model can rewrite at once. Select less.")


async def propose(
    task: EditTask,
    *,
    models: ModelSource,
    parser: Parser,
    progress: Progress,
    project: Project = NO_PROJECT,
) -> Proposal | Declined:
    """Ask the model for the edit.

    Raises:
        UserActionNeeded, BackendFailure: there is no model, or it did not answer.
    """
    snapshot = task.snapshot
    if is_private(snapshot.uri):
        return Declined(PRIVATE)
    tree = parser.tree(snapshot.uri, snapshot.text, snapshot.language_id, near=task.span.start)
    model = await models.model_for("edit")
    quotes = task.form in ("blocks", "diff") or (task.form == "auto" and is_strong(model))
    region = choose_region(
        snapshot,
        task.span,
        tree,
        task.written,
        definition_chars=QUOTED_CHARS if quotes else DEFINITION_CHARS,
    )
    form = format_for(task.form, model, region.shown)
    tokens = control_tokens(model.family)
    masked = mask(plain(region.shown or _above(task, region)), control_tokens=tokens)
    about = await project.told(snapshot, task.span.start, "edit", model)
    request = _request(task, region, masked, tokens, form, about)
    if not fits(request, model) and about:
        about = join_clean()
        request = _request(task, region, masked, tokens, form, about)
    if not fits(request, model):
        return TOO_LONG

    def anew(more: str) -> ChatRequest:
        more_told = replace(task, instruction=task.instruction + more)
        return _request(more_told, region, masked, tokens, "thought", about)

    def judge(answer: str) -> Draft | Refused:
        return draft_of(
            masked.restore(answer),
            snapshot=snapshot,
            region=region,
            parser=parser,
            form=form,
            above=task.above,
            wants_code=task.wants_code,
        )

    def apart(answer: str) -> Naming | None:
        taken = set(WORD.findall(snapshot.text))
        return tree and naming(answer, masked.text, taken, tree=tree, parser=parser, tokens=tokens)

    question = Question(
        request=request,
        shown=region.shown,
        ends_early=form == "region",
        anew=anew if form == "region" and region.shown else None,
        judge=judge,
        apart=apart,
        verify=task.verify,
    )
    outcome = await ask_twice(question, model, progress)
    if isinstance(outcome, Refused):
        return Declined(f"The answer of the model {outcome.reason}. Nothing was changed.")
    return Proposal(
        id=uuid.uuid4().hex,
        title=task.title,
        changes=(outcome.change,),
        warnings=_warnings(task, region, outcome, masked),
    )


def _request(
    task: EditTask,
    region: Region,
    masked: Masked,
    tokens: tuple[str, ...],
    form: Format | Literal["thought"],
    about: CleanText,
) -> ChatRequest:
    """A first question; room for an answer half as long again as the region."""
    rewriting = len(region.shown) // CHARS_PER_TOKEN * 3 // 2 + SPARE_TOKENS
    if form in ("blocks", "diff"):
        rewriting = min(rewriting, QUOTING_TOKENS)
    language = language_for(task.snapshot.language_id, task.snapshot.uri)
    prompt = EditPrompt(
        language=clean(language.id if language else task.snapshot.language_id, control_tokens=tokens),
        code=masked.text if region.shown else join_clean(),
        focus=clean(_focus(task, region), control_tokens=tokens),
        imports=clean(_imports(task, region), control_tokens=tokens),
        before=join_clean() if region.shown else masked.text,
        instruction=clean(task.instruction, control_tokens=tokens),
        project=about,
    )
    return edit_request(
        prompt,
        max_tokens=rewriting if region.shown else WRITING_TOKENS,
        timeout_ms=SILENCE_MS,
        form=form,
    )


def _focus(task: EditTask, region: Region) -> str:
    """The lines the user points at, where they are less than half of what is shown.

    Without them the embedded model finds nothing to do in a long function; told so of nearly all the lines
    of a short one, it changes the others only.
    """
    told = task.span or task.written
    if not told or len(region.focus) * 2 > len(region.shown):
        return ""
    return plain(region.shown[region.focus.start : region.focus.end])


def _imports(task: EditTask, region: Region) -> str:
    """The first of them; none where the region holds some itself."""
    if not region.shown or import_lines(region.shown):
        return ""
    return "\n".join(import_lines(task.above + task.snapshot.text)[:IMPORT_LINES])


def _above(task: EditTask, region: Region) -> str:
    here = task.snapshot.text[max(region.span.start - BEFORE_CHARS, 0) : region.span.start]
    return (task.above + here)[-BEFORE_CHARS:]


def _warnings(task: EditTask, region: Region, draft: Draft, masked: Masked) -> tuple[str, ...]:
    found: list[str] = []
    if draft.problem is not None:
        found.append(f"The result does not parse: see line {draft.problem.line + 1} after the edit.")
    if draft.undefined:
        found.append(f"Not defined in this file: {', '.join(draft.undefined)}.")
    if draft.complaint:
        found.append(f"The checker still says: {draft.complaint}")
    if task.caution:
        found.append(task.caution)
    comments = task.written.comments if task.written else ()
    asked = (lines_of(task.snapshot, comment) for comment in comments)
    asking = {line for start, end in asked for line in range(start, end + 1)}
    outside = lines_outside(task.snapshot.index, draft.rewritten, region.pointed) if task.span else ()
    outside = [line for line in outside if line not in asking]  # those are taken out in any case
    if outside:
        listed = ", ".join(str(line + 1) for line in outside)
        found.append(f"It also changes lines outside of the selection: {listed}.")
    new_text = draft.change.new_text
    if any(task.snapshot.text.count(secret) > new_text.count(secret) for secret in masked.originals.values()):
        found.append("A secret that was masked for the model is gone from the code, or was altered.")
    return tuple(found)
