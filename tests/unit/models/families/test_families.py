"""What must hold for the data of every family, also for one that somebody adds tomorrow."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from kibitz.models.choose import families

if TYPE_CHECKING:
    from kibitz.models.family import ModelFamily


@pytest.mark.parametrize("family", families(), ids=lambda family: family.id)
class TestEveryFamily:
    def test_has_the_tokens_a_prompt_needs(self, family: ModelFamily) -> None:
        assert family.prefix_token
        assert family.suffix_token
        assert family.middle_token or family.suffix_first, "nothing would tell the model to begin"

    def test_ends_where_another_part_of_a_prompt_would_begin(self, family: ModelFamily) -> None:
        for token in (family.prefix_token, family.suffix_token, family.file_separator):
            assert not token or token.strip() in family.stops

    def test_its_patterns_are_for_lower_case_names(self, family: ModelFamily) -> None:
        for pattern in family.name_patterns:
            re.compile(pattern)
            assert pattern == pattern.lower()

    def test_no_stop_is_a_word_of_ordinary_code(self, family: ModelFamily) -> None:
        code = "</s> <s> // -- # ``` \n\n }; <p> [0] <T> <EOF>"
        assert not [stop for stop in family.stops if stop in code]


def test_ids_are_unique() -> None:
    ids = [family.id for family in families()]

    assert len(ids) == len(set(ids)) >= 9
