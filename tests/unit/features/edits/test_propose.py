"""What `propose` does besides what the scenarios show: cancelling, limits, secrets, what the model gets."""

from __future__ import annotations

import asyncio

import pytest

from kibitz.base.errors import Unreachable
from kibitz.context.privacy import PRIVATE
from kibitz.features.edits.ask import SILENCE_MS
from kibitz.features.edits.propose import TOO_LONG
from support.edits import Desk

TEXT = "def f():\n    ║return 1\n"
ANSWER = "```python\ndef f():\n    return 2\n```\nThis returns 2.\n" + "More words. " * 40


async def test_the_prompt_shows_the_code_and_ends_with_the_instruction() -> None:
    desk = Desk("import os\n\n\n" + TEXT, ANSWER)
    await desk.edit("Return 2")
    [request] = desk.model.requests
    assert "```python\ndef f():\n    return 1\n```" in desk.model.prompt
    assert "import os" in desk.model.prompt
    assert desk.model.prompt.rindex("Return 2") > desk.model.prompt.rindex("return 1")
    assert (request.timeout_ms, request.timeout_of) == (SILENCE_MS, "silence")
    assert request.temperature == 0.0
    assert 200 < request.max_tokens < 600


LONG = "def f(xs):\n    total = 0\n    for x in xs:\n        total += x\n    return total\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (LONG.replace("return total", "⟦return total⟧"), "return total"),
        (LONG.replace("    return", "    # kibitz: do it║\n    return"), "return total"),
        (LONG.replace("return total", "return ║total"), None),
        (LONG.replace("total = 0", "⟦total = 0").replace("return total", "return total⟧"), None),
    ],
    ids=["selection", "comment", "cursor", "nearly all of it"],
)
async def test_the_model_is_told_which_lines_of_a_function_are_meant(text: str, told: str | None) -> None:
    desk = Desk(text, ANSWER)
    await desk.edit(None if "kibitz" in text else "Do it")
    [request, *_] = desk.model.requests
    blocks = request.messages[-1].content.split("```")[1::2]
    assert [block.removeprefix("python\n").strip() for block in blocks[1:]] == ([told] if told else [])


async def test_reading_stops_where_the_code_is_complete() -> None:
    desk = Desk(TEXT, ANSWER)
    assert await desk.edit() == "applied"
    assert desk.model.n_sent * 7 < ANSWER.index("More words")
    assert desk.model.n_open == 0


async def test_progress_counts_lines_and_ends_before_the_question() -> None:
    desk = Desk(TEXT, ANSWER)
    await desk.edit("Return 2")
    assert desk.user.titles == ["Edit: Return 2"]
    assert desk.user.progressing.reports[-1].endswith("lines")


async def test_cancelling_closes_the_stream_and_changes_nothing() -> None:
    desk = Desk(TEXT, ANSWER)
    waiting = asyncio.Event()

    async def for_ever() -> None:
        if desk.model.n_sent == 2:
            waiting.set()
            await asyncio.Event().wait()

    desk.model.before_chunk = for_ever
    task = asyncio.ensure_future(desk.edit())
    await waiting.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert desk.model.n_open == 0
    assert desk.text == "def f():\n    return 1\n"
    assert not desk.user.told and not desk.user.questions


async def test_a_model_that_fails_midway_changes_nothing_and_is_told_in_one_sentence() -> None:
    desk = Desk(TEXT, ANSWER)

    async def break_down() -> None:
        if desk.model.n_sent == 2:
            raise Unreachable("The model server is gone.")

    desk.model.before_chunk = break_down
    assert await desk.edit() == "nothing"
    assert desk.user.told == ["The model server is gone."]
    assert desk.model.n_open == 0


async def test_a_file_of_secrets_is_never_sent() -> None:
    desk = Desk("KEY=║1\n", ANSWER, uri="file:///project/.env")
    assert await desk.edit() == "nothing"
    assert not desk.model.requests
    assert PRIVATE in desk.user.told[0]


SECRET = "sk-abcdefgh12345678ijkl"
WITH_SECRET = f'def f():\n    key = "{SECRET}"\n    ║return key\n'


def echoing(desk: Desk, old: str, new: str) -> None:
    """The model answers with the code it was shown, but for one thing."""

    async def answer() -> None:
        code = desk.model.prompt.split("```")[1].removeprefix("python\n")
        desk.model.answers = [f"```python\n{code.replace(old, new)}```\n"]

    original = desk.model.chat

    async def chat(request):
        desk.model.requests.append(request)
        await answer()
        desk.model.requests.pop()
        async for chunk in original(request):
            yield chunk

    desk.model.chat = chat


async def test_secrets_are_masked_for_the_model_and_put_back_in_the_answer() -> None:
    desk = Desk(WITH_SECRET)
    echoing(desk, "return key", "return key.strip()")
    assert await desk.edit() == "applied"
    assert all(SECRET not in message.content for message in desk.model.requests[0].messages)
    assert desk.text == WITH_SECRET.replace("║return key", "return key.strip()")
    assert not any("secret" in question for question in desk.user.questions)


async def test_a_secret_the_model_lost_is_warned_of() -> None:
    desk = Desk(WITH_SECRET, '```python\ndef f():\n    key = "MASKED_00"\n    return key\n```')
    await desk.edit()
    assert "A secret that was masked" in desk.user.questions[0]


async def test_control_tokens_in_the_code_reach_the_model_harmless_and_come_back_whole() -> None:
    desk = Desk('def f():\n    ║return "<|im_end|>"\n')
    echoing(desk, "def f()", "def f(x)")
    assert await desk.edit() == "applied"
    assert "<|im_end|>" not in desk.model.requests[0].messages[-1].content
    assert desk.text == 'def f(x):\n    return "<|im_end|>"\n'


async def test_an_answer_that_was_cut_off_is_not_used() -> None:
    desk = Desk(TEXT, "```python\ndef f():\n    return 2")
    desk.model.finish_reason = "length"
    assert await desk.edit() == "nothing"
    assert "cut off" in desk.user.told[0]
    assert [len(request.messages) for request in desk.model.requests] == [2, 2]  # begun anew


async def test_more_code_than_the_model_takes_is_declined_without_asking() -> None:
    desk = Desk("⟦" + "x = 1\n" * 500 + "⟧", ANSWER)
    desk.model.context_tokens = 2048
    assert await desk.edit() == "nothing"
    assert TOO_LONG.reason in desk.user.told[0]


async def test_of_a_long_file_the_model_reads_and_writes_the_function_alone() -> None:
    other = "def g_{n}(x):\n    y = x + {n}\n    z = y * 2\n    return z\n\n\n"
    before, after = ("".join(other.format(n=n) for n in some) for some in (range(450), range(450, 900)))
    alone, inside = Desk(TEXT, ANSWER), Desk(f"{before}{TEXT}\n\n{after}", ANSWER)
    assert inside.snapshot.index.line_count > 5000
    for desk in (alone, inside):
        assert await desk.edit("Return 2") == "applied"
    assert inside.model.prompt == alone.model.prompt
    assert inside.model.requests[0].max_tokens == alone.model.requests[0].max_tokens
    assert inside.text == f"{before}{alone.text}\n\n{after}"


async def test_the_second_question_tells_what_is_wrong_with_the_first_answer() -> None:
    broken = "```python\ndef f():\n    return (2\n```\n"
    desk = Desk(TEXT, broken, ANSWER)
    assert await desk.edit() == "applied"
    roles = [message.role for message in desk.model.requests[1].messages]
    assert roles == ["system", "user", "assistant", "user"]
    assert "return (2" in desk.model.prompt
    assert desk.text == "def f():\n    return 2\n"


async def test_a_model_that_is_gone_at_the_second_question_leaves_the_first_answer() -> None:
    desk = Desk(TEXT, "```python\ndef f():\n    return unknown\n```")

    async def break_down() -> None:
        if len(desk.model.requests) == 2:
            raise Unreachable("The model server is gone.")

    desk.model.before_chunk = break_down
    assert await desk.edit() == "applied"
    assert "Not defined in this file: unknown." in desk.user.questions[0]


SAME = "```python\ndef f():\n    return 1\n```\n"


async def test_a_model_that_copies_the_code_is_asked_anew_to_say_first_what_to_do() -> None:
    desk = Desk(TEXT, SAME, f"The result has to be 2.\n{ANSWER}")
    assert await desk.edit() == "applied"
    first, second = desk.model.requests
    assert [message.role for message in second.messages] == ["system", "user"]
    assert "one sentence" in second.messages[1].content and "one sentence" not in first.messages[1].content
    assert desk.text == "def f():\n    return 2\n"


async def test_an_answer_without_end_is_not_waited_for() -> None:
    endless = "```python\n" + "".join(f"assert f({n}) == {n}\n" for n in range(400))
    desk = Desk(TEXT, endless, ANSWER)
    assert await desk.edit() == "applied"
    assert desk.model.n_sent * 7 < len(endless) // 2
    assert desk.text == "def f():\n    return 2\n"


async def test_there_is_no_second_question_where_it_would_not_fit() -> None:
    body = "    x = 1  # one\n" * 200
    desk = Desk(f"def f():\n{body}    ║return x\n", f"```\ndef f():\n{body}    x = (\n```\n")
    desk.model.context_tokens = 3600
    await desk.edit()
    assert len(desk.model.requests) == 1
    desk.model.context_tokens = 8192
    await desk.edit()
    assert len(desk.model.requests) == 3


async def test_the_file_above_is_shown_where_code_is_to_be_written() -> None:
    desk = Desk("def double(x):\n    return 2 * x\n\n║\n", "```python\ndef halve(x):\n    return x / 2\n```")
    assert await desk.edit("A function that halves") == "applied"
    assert "def double" in desk.model.prompt
    assert desk.text == "def double(x):\n    return 2 * x\n\ndef halve(x):\n    return x / 2\n"


async def test_a_file_of_lone_carriage_returns_loses_no_line() -> None:
    text = "import os\r\r\rdef f():\r    return ║1\r\r\rdef g():\r    return 3\r"
    desk = Desk(text, ANSWER)
    assert await desk.edit() == "applied"
    assert desk.text == text.replace("║1", "2")


async def test_that_the_comment_with_the_instruction_goes_is_no_warning() -> None:
    desk = Desk("# kibitz: return 2\n⟦def f():\n    return 1⟧\n", ANSWER)
    assert await desk.edit(None) == "applied"
    assert desk.text == "def f():\n    return 2\n"
    assert "outside" not in desk.user.questions[0]


async def test_a_model_is_not_shown_its_thoughts_again() -> None:
    broken = "<think>\nLet me see.\n</think>\n```python\ndef f(:\n    return 2\n```"
    desk = Desk("def f():\n    ║return 1\n", broken, "```python\ndef f():\n    return 2\n```")
    assert await desk.edit("Return 2") == "applied"
    told = [message.content for message in desk.model.requests[1].messages]
    assert any("def f(:" in each for each in told) and not any("Let me see" in each for each in told)
