"""Answers of models, kept by what was asked; also found while the user types what was suggested."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from kibitz.features.inline_completion.candidate import Candidate, Drop

if TYPE_CHECKING:
    from kibitz.features.inline_completion.place import Mode

MOST_ANSWERS = 200  # with windows of 8,000 characters about 2 MB


class Question(NamedTuple):
    """Everything an answer depends on: equal questions get equal answers (temperature 0)."""

    model_label: str
    language_id: str
    mode: Mode
    suffix: str
    prefix: str


class AnswerCache:
    """Least recently used goes first. Only answers that came to their end are put in."""

    def __init__(self) -> None:
        self._answers: OrderedDict[Question, Candidate | Drop] = OrderedDict()

    def put(self, question: Question, answer: Candidate | Drop) -> None:
        """Remember an answer, also that there is none."""
        self._answers[question] = answer
        self._answers.move_to_end(question)
        if len(self._answers) > MOST_ANSWERS:
            self._answers.popitem(last=False)

    def get(self, question: Question) -> Candidate | Drop | None:
        """The answer to the same question, or the rest of one that the user has typed the beginning of."""
        exact = self._answers.get(question)
        if exact is not None:
            self._answers.move_to_end(question)
            return exact
        return next(filter(None, (_rest(question, *item) for item in reversed(self._answers.items()))), None)


def _rest(question: Question, earlier: Question, answer: Candidate | Drop) -> Candidate | None:
    """What is left of an earlier answer; its mode does not matter, since it was wanted when it came."""
    if (
        isinstance(answer, Drop)
        or len(question.prefix) <= len(earlier.prefix)
        or question.suffix != earlier.suffix
        or question.model_label != earlier.model_label
        or question.language_id != earlier.language_id
        or not question.prefix.startswith(earlier.prefix)
    ):
        return None
    typed = question.prefix[len(earlier.prefix) :]
    if len(typed) >= len(answer.text) or not answer.text.startswith(typed):
        return None
    return replace(answer, text=answer.text[len(typed) :])
