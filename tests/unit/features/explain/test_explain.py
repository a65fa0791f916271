from __future__ import annotations

import asyncio

import pytest

from kibitz.base.errors import TimedOut, Unreachable
from kibitz.context.privacy import PRIVATE
from kibitz.features.explain.explain import BROKEN_OFF, CUT_OFF, NOTHING
from support.edits import Desk

TEXT = """\
import math


def area(r):
    square = r * r
    return ║math.pi * square
"""
ANSWER = "It computes the **area** of a circle.\n\n- `r` is the radius.\n"


async def page(desk: Desk) -> str:
    assert await desk.run("explain") == "shown"
    [document] = desk.editor.opened
    assert document.finished and document.language_id == "markdown"
    return document.text


async def test_a_heading_says_what_is_explained_and_where_it_is() -> None:
    desk = Desk(TEXT, ANSWER)
    assert await page(desk) == f"# `area`\n\nexample.py:4-6\n\n{ANSWER}"
    assert desk.editor.opened[0].name == "explain area.md"
    assert desk.user.titles == ["Explaining `area`"]


async def test_the_function_around_the_cursor_is_what_the_model_sees() -> None:
    desk = Desk(TEXT, ANSWER)
    await page(desk)
    assert "```python\ndef area(r):" in desk.model.prompt
    assert "import math" not in desk.model.prompt


async def test_a_small_selection_comes_with_the_function_around_it() -> None:
    desk = Desk(TEXT.replace("║", "").replace("r * r", "⟦r * r⟧"), ANSWER)
    assert (await page(desk)).startswith("# The selection\n\nexample.py:5\n")
    assert "```python\nr * r\n```" in desk.model.prompt
    assert desk.model.prompt.index("def area") < desk.model.prompt.index("\nr * r\n")


async def test_the_line_that_begins_a_function_stands_for_it() -> None:
    """Kate sends the line of the cursor as if it were selected."""
    desk = Desk(TEXT.replace("║", "").replace("def area(r):\n", "⟦def area(r):\n⟧"), ANSWER)
    assert (await page(desk)).startswith("# `area`\n\nexample.py:4-6\n")


async def test_a_large_selection_stands_alone() -> None:
    lines = "".join(f"    x{number} = {number}\n" for number in range(80))
    desk = Desk(f"def f():\n⟦{lines}⟧    return x1\n", ANSWER)
    await page(desk)
    assert "return x1" not in desk.model.prompt


async def test_code_outside_of_functions_is_explained_by_statement() -> None:
    desk = Desk("x = 1\nys = ║[\n    2,\n]\n", ANSWER)
    assert (await page(desk)).startswith("# This line\n\nexample.py:2-4\n")


async def test_an_unknown_language_is_explained_by_line() -> None:
    desk = Desk("one\ntw║o\n", ANSWER, language_id="klingon", uri="untitled:Untitled-1")
    assert (await page(desk)).startswith("# This line\n\nuntitled:Untitled-1:2\n")


async def test_an_answer_that_was_cut_off_says_so() -> None:
    desk = Desk(TEXT, ANSWER)
    desk.model.finish_reason = "length"
    assert (await page(desk)).endswith(f"the radius.{CUT_OFF}\n")


async def test_more_code_than_the_model_takes_is_cut_at_a_line_and_said_so() -> None:
    desk = Desk("⟦" + "x = 1\n" * 9000 + "⟧", ANSWER)
    assert "*Too long for the model: this is about lines 1 to 37" in await page(desk)
    code = desk.model.prompt.split("```")[1]
    assert len(code) < 8192 * 3 and code.endswith("x = 1\n\n")


async def test_a_missing_model_opens_no_document_and_is_told_in_one_sentence() -> None:
    desk = Desk(TEXT, ANSWER)
    desk.model.failure = Unreachable("Nothing listens there.")
    assert await desk.run("explain") == "nothing"
    assert desk.user.told == ["Nothing listens there."]
    assert not desk.editor.opened


async def test_an_answer_that_breaks_off_says_so_and_why() -> None:
    desk = Desk(TEXT, ANSWER)

    async def break_down() -> None:
        if desk.model.n_sent == 3:
            raise TimedOut("The model took too long.")

    desk.model.before_chunk = break_down
    assert await desk.run("explain") == "nothing"
    assert desk.user.told == ["The model took too long."]
    assert desk.editor.opened[0].text.endswith(f"{BROKEN_OFF}\n")
    assert desk.editor.opened[0].finished


async def test_cancelling_stops_the_model_and_leaves_what_was_written() -> None:
    desk = Desk(TEXT, ANSWER)
    waiting = asyncio.Event()

    async def for_ever() -> None:
        if desk.model.n_sent == 3:
            waiting.set()
            await asyncio.Event().wait()

    desk.model.before_chunk = for_ever
    task = asyncio.ensure_future(desk.run("explain"))
    await waiting.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert desk.model.n_open == 0
    assert desk.editor.opened[0].finished
    assert "It computes" in desk.editor.opened[0].text


async def test_an_empty_answer_opens_no_document() -> None:
    desk = Desk(TEXT, "  \n")
    assert await desk.run("explain") == "nothing"
    assert not desk.editor.opened


async def test_a_file_of_secrets_is_never_sent() -> None:
    desk = Desk("KEY=║1\n", ANSWER, uri="file:///project/id_rsa")
    assert await desk.run("explain") == "nothing"
    assert desk.user.told == [PRIVATE]
    assert not desk.model.requests


async def test_where_there_is_no_code_nothing_is_asked() -> None:
    desk = Desk("x = 1\n║\n", ANSWER)
    assert await desk.run("explain") == "nothing"
    assert desk.user.told == [NOTHING]


async def test_secrets_are_masked_and_put_back_even_when_they_come_in_pieces() -> None:
    secret = "sk-abcdefgh12345678ijkl"
    desk = Desk(f'⟦key = "{secret}"⟧\n', "")
    original = desk.model.chat

    async def chat(request):
        masked = request.messages[-1].content.split('"')[1]
        assert masked != secret
        desk.model.answers = [f"The key {masked} is used here.\n"]
        async for chunk in original(request):
            yield chunk

    desk.model.chat = chat
    assert f"The key {secret} is used" in await page(desk)
