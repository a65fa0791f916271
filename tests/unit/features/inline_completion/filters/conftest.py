from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from kibitz.features.inline_completion.candidate import Candidate, Drop
from support.inline import situation_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from kibitz.features.inline_completion.place import Situation

    Filter = Callable[[Candidate, Situation], Candidate | Drop]


class Check:
    """One filter in one situation; an outcome is the text that is left, or `None` when it is dropped."""

    def __call__(self, filter_: Filter, picture: str, text: str, **situation: Any) -> tuple[str, int] | None:
        outcome = filter_(Candidate(text=text), situation_at(picture, **situation))
        return None if isinstance(outcome, Drop) else (outcome.text, outcome.replaces)

    def text(self, filter_: Filter, picture: str, text: str, **situation: Any) -> str | None:
        outcome = self(filter_, picture, text, **situation)
        return None if outcome is None else outcome[0]


@pytest.fixture
def check() -> Check:
    return Check()
