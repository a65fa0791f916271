"""Many problems of a file are fixed a few at a time, as one proposal."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kibitz.context.problems import Problems
from support.edits import Desk

if TYPE_CHECKING:
    from collections.abc import Callable

    from kibitz.base.llm import ChatRequest

TEXT = """\
def f(a):
    return a + b


def g(a):
    return a + c


def h(a):
    return json.dumps(a)
║"""
F = "```python\ndef f(a):\n    return a + 1\n```"
G = "```python\ndef g(a):\n    return a + 2\n```"
B, C, JSON = (1, "b is not defined"), (5, "c is not defined"), (9, "json is not defined")


def desk(answer: Callable[[str], str], *problems: tuple[int, str], text: str = TEXT) -> Desk:
    """A document of which the editor told these problems; the model answers by what it is asked."""
    desk = Desk(text, "")
    told = Problems()
    told.told(desk.snapshot, problems)
    desk.services = replace(desk.services, problems=told.of)
    chat = desk.model.chat

    def answering(request: ChatRequest):
        desk.model.answers = [answer(request.messages[-1].content)]
        return chat(request)

    desk.model.chat = answering
    return desk


def by_function(question: str) -> str:
    return F if "def f" in question else G


async def test_each_function_is_asked_for_by_itself_and_all_of_it_is_one_edit() -> None:
    there = desk(by_function, B, C, JSON)
    assert await there.run("fix_all") == "applied"
    assert there.text == "import json\n\n" + TEXT.replace("a + b", "a + 1").replace("a + c", "a + 2").rstrip(
        "║"
    )
    assert len(there.editor.applied) == 1 and len(there.user.questions) == 1
    asked = [request.messages[-1].content for request in there.model.requests]
    assert ["def g" in each for each in asked] == [True, False]  # the last one first; json needs no model
    assert "c is not defined (at `return a + c`)" in asked[0] and "b is" not in asked[0]
    assert there.user.progressing.reports[-1].startswith("problem 3 of 3")


async def test_a_part_that_cannot_be_fixed_is_told_and_the_rest_is_proposed() -> None:
    there = desk(lambda question: F if "def f" in question else "I do not know.", B, C)
    assert await there.run("fix_all") == "applied"
    assert there.text == TEXT.replace("a + b", "a + 1").rstrip("║")
    assert "Not fixed: the problems of line 6." in there.user.questions[0]


async def test_where_nothing_can_be_fixed_the_reason_is_told() -> None:
    there = desk(lambda _: "", B, C)
    assert await there.run("fix_all") == "nothing"
    assert "holds no code" in there.user.told[-1]


async def test_no_more_than_a_few_are_asked_about_at_once() -> None:
    lines = [f"    x{n} = y{n}\n" for n in range(20)]
    text = "def f():\n" + "".join(lines) + "║"
    n_asked: list[int] = []

    def answer(question: str) -> str:
        n_asked.append(question.count("is not defined"))
        left = question.split("```python\n")[1].split("```")[0]
        for n in range(20):
            if f"y{n} is not defined" in question:
                left = left.replace(f"x{n} = y{n}\n", f"x{n} = {n}\n")
        return f"```python\n{left}```"

    there = desk(answer, *((n + 1, f"y{n} is not defined") for n in range(20)), text=text)
    assert await there.run("fix_all") == "applied"
    assert there.text == "def f():\n" + "".join(f"    x{n} = {n}\n" for n in range(20))
    assert n_asked == [8, 8, 4]


async def test_what_is_not_as_it_was_told_is_left_alone() -> None:
    there = desk(by_function, B, C)
    there.type("a + c", "a + 3")
    assert await there.run("fix_all") == "applied"
    assert there.text == TEXT.replace("a + b", "a + 1").replace("a + c", "a + 3").rstrip("║")


async def test_lines_that_moved_are_found_again() -> None:
    there = desk(by_function, B)
    there.type("def f(a):", "# new\n\n\ndef f(a):")
    assert await there.run("fix_all") == "applied"
    assert "return a + 1" in there.text


async def test_without_problems_it_is_said() -> None:
    there = desk(by_function)
    assert await there.run("fix_all") == "nothing"
    assert "no problem in this file" in there.user.told[0]


async def test_cancelling_between_two_functions_changes_nothing() -> None:
    there = desk(by_function, B, C)
    arrived = asyncio.Event()

    async def wait() -> None:
        if len(there.model.requests) == 2:
            arrived.set()
            await asyncio.Event().wait()

    there.model.before_chunk = wait
    task = asyncio.ensure_future(there.run("fix_all"))
    await arrived.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert there.text == TEXT.rstrip("║") and there.model.n_open == 0


def test_what_is_told_of_some_lines_leaves_the_others() -> None:
    there, problems = Desk(TEXT, ""), Problems()
    problems.told(there.snapshot, [B, C], range(9))
    problems.told(there.snapshot, [JSON], range(9, 10))
    problems.told(there.snapshot, [], range(1, 2))
    assert [each.line for each in problems.of(there.uri)] == [9, 5]
    problems.told(there.snapshot, [C])
    assert [each.line for each in problems.of(there.uri)] == [5]
