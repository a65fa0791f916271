"""Asks for an edit, judges the answer and, where it is not usable, asks once more: the better answer counts.

The second question gives the answer back with what is wrong with it, or begins anew where a model that sees
its own answer gives it again. A cancelled task closes the model's stream.
"""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from kibitz.base.clean_text import join_clean
from kibitz.base.errors import BackendFailure
from kibitz.context.privacy import clean
from kibitz.features.edits.ask import fits
from kibitz.features.edits.draft import TWICE, UNCHANGED, Draft
from kibitz.features.edits.parse import ENDLESS, Refused, goes_round, is_complete, without_thoughts
from kibitz.prompts.edit import repair_request
from kibitz.prompts.fim import control_tokens

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from kibitz.backends.model import Model
    from kibitz.base.clean_text import CleanText
    from kibitz.base.llm import ChatRequest
    from kibitz.base.ports import Progress
    from kibitz.features.edits.proposal import DocumentChange


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What to ask, and what to make of the answer.

    Attributes:
        shown: the code to rewrite; empty when some is to be written.
        ends_early: the answer is over when its code is complete.
        anew: another question for the same, with more words; None where there is none.
        judge: what an answer comes to.
        apart: of an answer that defines one name twice, what to ask for a second name; None where that is
            no way out.
        verify: asks somebody else about a finished edit: what is wrong with it, empty for nothing.
    """

    request: ChatRequest
    shown: str
    ends_early: bool
    anew: Callable[[str], ChatRequest] | None
    judge: Callable[[str], Draft | Refused]
    apart: Callable[[str], Naming | None]
    verify: Callable[[DocumentChange], Awaitable[str]] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """A question for a name.

    Attributes:
        whole: the answer to the first question, with the name out of the one to this.
    """

    request: ChatRequest
    whole: Callable[[str], str]


async def ask_twice(question: Question, model: Model, progress: Progress) -> Draft | Refused:
    """The better one of two answers, or the first where that is good or nothing more can be asked.

    Raises:
        BackendFailure: the model did not answer, and there is nothing to show.
    """
    answer = await _read(model, question.request, question, progress)
    first = await _judged(answer, question, progress)
    naming = question.apart(answer) if first is TWICE and answer is not None else None
    again = naming.request if naming else _second(question, answer, first, control_tokens(model.family))
    if again is None or not fits(again, model):
        return first
    progress.report("The answer was not usable; asking once more")
    try:
        answer = await _read(model, again, question, progress)
    except BackendFailure:
        if isinstance(first, Draft):
            return first  # what there is can be shown
        raise
    if naming is not None and answer is not None:
        answer = naming.whole(answer)
    return _better(await _judged(answer, question, progress), first)


CUT_OFF: Final = Refused("was cut off at the limit of its length", "")
BEGUN_ANEW: Final[dict[Refused, str]] = {
    UNCHANGED: "",
    ENDLESS: "",
    CUT_OFF: "",
    TWICE: " A new function needs a new name.",
}
"""A model that is shown one of these answers of its own gives it again, so it is asked as for the first time;
and what is added to the instruction."""


async def _judged(answer: str | None, question: Question, progress: Progress) -> Draft | Refused:
    found = CUT_OFF if answer is None else question.judge(answer)
    if question.verify is None or isinstance(found, Refused) or found.problem is not None:
        return found
    progress.report("Checking")
    return replace(found, complaint=await question.verify(found.change))


def _second(
    question: Question, answer: str | None, first: Draft | Refused, tokens: tuple[str, ...]
) -> ChatRequest | None:
    """What to ask after an answer; None when it is good, or there is nothing to say about it."""
    hint = _hint(first)
    if hint is None:
        return None
    if question.anew is not None and isinstance(first, Refused) and first in BEGUN_ANEW:
        return question.anew(BEGUN_ANEW[first])
    if answer is None:
        return None
    return repair_request(question.request, clean(without_thoughts(answer), control_tokens=tokens), hint)


async def _read(model: Model, request: ChatRequest, question: Question, progress: Progress) -> str | None:
    """The answer, up to where its code is complete; None when its length was not enough for that."""
    shown = question.shown
    n_expected = shown.count("\n") + 3
    answer = ""
    async with aclosing(model.backend.chat(request)) as chunks:
        async for chunk in chunks:
            answer += chunk.text
            if "\n" in chunk.text:
                n_lines = answer.count("\n")
                progress.report(f"{n_lines} lines", min(99, 100 * n_lines // n_expected))
                if question.ends_early and (is_complete(answer, shown) or goes_round(answer, shown)):
                    return answer
            if chunk.finish_reason == "length":
                return None
    return answer


def _better(new: Draft | Refused, old: Draft | Refused) -> Draft | Refused:
    """A draft that parses, else the first one that does not, else the first reason: it tells most."""
    return (
        new if isinstance(new, Draft) and (isinstance(old, Refused) or _faults(new) < _faults(old)) else old
    )


def _faults(draft: Draft) -> tuple[bool, int, bool]:
    return draft.problem is not None, len(draft.undefined), bool(draft.complaint)


def _hint(outcome: Draft | Refused) -> CleanText | None:
    """What to tell the model about its answer; None when there is nothing to say."""
    if isinstance(outcome, Refused):
        return join_clean(outcome.hint)
    if outcome.problem is None and outcome.undefined:
        names = clean(", ".join(outcome.undefined))
        return join_clean(
            "Your code uses names that are not defined: ",
            names,
            ". Answer with the complete corrected code in one fenced block, with the imports it needs.",
        )
    if outcome.problem is None:
        return _checked(outcome)
    return join_clean(
        "Your code does not parse. The first error is at this line:\n",
        clean(outcome.problem.text),
        "\nAnswer with the complete corrected code in one fenced block.",
    )


def _checked(draft: Draft) -> CleanText | None:
    if not draft.complaint:
        return None
    return join_clean(
        "A checker says of your code: ",
        clean(draft.complaint),
        "\nAnswer with the complete corrected code in one fenced block.",
    )
