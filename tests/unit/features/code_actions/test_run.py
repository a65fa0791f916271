from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kibitz.base.errors import ModelMissing
from kibitz.features.code_actions.actions.refactor import INSTRUCTION
from support.edits import Desk

if TYPE_CHECKING:
    from kibitz.base.errors import KibitzError

TEXT = "def f():\n    ║return 1\n"
ANSWER = "```python\ndef f():\n    return 2\n```"


async def test_an_error_is_told_in_one_sentence() -> None:
    desk = Desk(TEXT, ANSWER)
    desk.model.failure = ModelMissing("There is no model yet.")
    assert await desk.run("refactor") == "nothing"
    assert desk.user.told == ["There is no model yet."]


async def test_an_error_that_is_taken_care_of_is_not_told_again() -> None:
    desk = Desk(TEXT, ANSWER)
    desk.model.failure = ModelMissing("There is no model yet.")
    seen: list[KibitzError] = []
    desk.services = replace(desk.services, handled=lambda error: not seen.append(error))
    assert await desk.run("refactor") == "nothing"
    assert seen == [desk.model.failure] and not desk.user.told


async def test_a_bug_is_not_hidden() -> None:
    desk = Desk(TEXT, ANSWER)

    async def break_down() -> None:
        raise ZeroDivisionError

    desk.model.before_chunk = break_down
    with pytest.raises(ZeroDivisionError):
        await desk.run("refactor")


async def test_refactor_has_an_instruction_of_its_own() -> None:
    desk = Desk(TEXT, ANSWER)
    assert await desk.run("refactor") == "applied"
    assert INSTRUCTION in desk.model.prompt
    assert desk.user.titles == ["Simplify"]


async def test_refactor_takes_an_instruction_too() -> None:
    desk = Desk(TEXT, ANSWER)
    await desk.run("refactor", "Use recursion")
    assert f"{INSTRUCTION} Use recursion" in desk.model.prompt


async def test_edit_without_an_instruction_says_how_to_give_one() -> None:
    desk = Desk(TEXT, ANSWER)
    assert await desk.run("edit", "  ") == "nothing"
    assert "kibitz:" in desk.user.told[0]
    assert not desk.model.requests


async def test_an_instruction_given_with_the_request_goes_before_a_comment() -> None:
    desk = Desk("# kibitz: return three\n" + TEXT, ANSWER)
    assert await desk.run("edit", "Return two") == "applied"
    assert "Return two" in desk.model.prompt and "three" not in desk.model.prompt
    assert desk.text == "# kibitz: return three\ndef f():\n    return 2\n"
