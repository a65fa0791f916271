from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kibitz.features.inline_completion.candidate import Candidate, Drop
from support.inline import situation_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from kibitz.features.inline_completion.place import Situation

    Filter = Callable[[Candidate, Situation], Candidate | Drop]


class Check:
    """One filter in one situation; an outcome is the text that is left, or `None` when it is dropped."""

    def __call__(
        self, filter_: Filter, picture: str, text: str, *, language_id: str = "python"
    ) -> tuple[str, int] | None:
        outcome = filter_(Candidate(text=text), situation_at(picture, language_id=language_id))
        return None if isinstance(outcome, Drop) else (outcome.text, outcome.replaces)

    def text(self, filter_: Filter, picture: str, text: str, *, language_id: str = "python") -> str | None:
        outcome = self(filter_, picture, text, language_id=language_id)
        return None if outcome is None else outcome[0]


@pytest.fixture
def check() -> Check:
    return Check()
