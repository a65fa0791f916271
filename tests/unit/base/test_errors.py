from __future__ import annotations

import pytest

from kibitz.base import errors

ALL = [kind for kind in vars(errors).values() if isinstance(kind, type)]


@pytest.mark.parametrize("kind", ALL)
def test_one_family_whose_words_are_the_message(kind: type[errors.KibitzError]) -> None:
    assert issubclass(kind, errors.KibitzError)
    assert str(kind("Set WORK_KEY.")) == "Set WORK_KEY."


def test_only_a_wrong_answer_is_not_worth_asking_again() -> None:
    failures = [kind for kind in ALL if issubclass(kind, errors.BackendFailure)]
    assert [kind for kind in failures if not kind.retryable] == [errors.BadAnswer]
