"""Answers of models, kept by what was asked; also found while the user types what was suggested.

Besides, what a model wrote beyond a suggestion: it is judged when the cursor gets there.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import NamedTuple

from kibitz.features.inline_completion.candidate import Candidate, Drop

MOST_ANSWERS = 200  # with windows of 8,000 characters about 2 MB
MOST_TRIED = 50  # earlier questions about one place, the newest first: 20 microseconds in a window of 8,000


class Question(NamedTuple):
    """Everything an answer depends on: equal questions get equal answers (temperature 0).

    Attributes:
        shaped_by: what else shaped the prompt, such as settings and context.
    """

    model_label: str
    language_id: str
    shaped_by: tuple[str | int, ...]
    suffix: str
    prefix: str

    @property
    def place(self) -> tuple[object, ...]:
        """What stays the same while the user types."""
        return self[:-1]

    def behind(self, typed: str) -> Question:
        """The same with `typed` before the cursor."""
        return self._replace(prefix=self.prefix + typed)


@dataclass(slots=True)
class _Known:
    """What is known of one question: its answer, or what a model wrote there unasked."""

    answer: Candidate | Drop | None = None
    unread: str = ""


class AnswerCache:
    """Least recently used goes first. Only answers that came to their end are put in."""

    def __init__(self) -> None:
        self._places: dict[tuple[object, ...], dict[str, _Known]] = {}  # by prefix, the newest last
        self._used: OrderedDict[Question, None] = OrderedDict()

    def put(self, question: Question, answer: Candidate | Drop) -> None:
        """Remember an answer, also that there is none."""
        self._entry(question).answer = answer

    def put_unread(self, question: Question, unread: str) -> None:
        """Remember what a model wrote at the place of `question` without being asked."""
        self._entry(question).unread = unread

    def get(self, question: Question) -> Candidate | Drop | None:
        """The answer to the same question, or the rest of one that the user has typed the beginning of."""
        by_prefix = self._places.get(question.place, {})
        same = by_prefix.get(question.prefix)
        if same is not None and same.answer is not None:
            self._used.move_to_end(question)
            return same.answer
        for _, (prefix, known) in zip(range(MOST_TRIED), reversed(by_prefix.items()), strict=False):
            rest = _rest(question.prefix, prefix, known.answer)
            if rest is not None:
                self._used.move_to_end(question._replace(prefix=prefix))
                return rest
        return None

    def unread(self, question: Question) -> str:
        """What a model wrote there unasked; empty when it did not."""
        known = self._places.get(question.place, {}).get(question.prefix)
        return known.unread if known else ""

    def _entry(self, question: Question) -> _Known:
        by_prefix = self._places.setdefault(question.place, {})
        known = by_prefix[question.prefix] = by_prefix.pop(question.prefix, None) or _Known()
        self._used[question] = None
        self._used.move_to_end(question)
        if len(self._used) > MOST_ANSWERS:
            self._forget(self._used.popitem(last=False)[0])
        return known

    def _forget(self, question: Question) -> None:
        by_prefix = self._places[question.place]
        del by_prefix[question.prefix]
        if not by_prefix:
            del self._places[question.place]


def _rest(prefix: str, earlier: str, answer: Candidate | Drop | None) -> Candidate | None:
    """What is left of an earlier answer, of which the beginning was typed."""
    n_typed = len(prefix) - len(earlier)
    if not isinstance(answer, Candidate) or not 0 < n_typed < len(answer.text):
        return None
    if not prefix.endswith(answer.text[:n_typed]) or not prefix.startswith(earlier):
        return None
    return replace(answer, text=answer.text[n_typed:])
