from __future__ import annotations

import asyncio

import pytest

from kibitz.base.errors import ModelMissing, Unreachable
from kibitz.text.span import Span
from support.inline import Bench, accept, request_at


async def test_asks_with_what_is_around_the_cursor() -> None:
    bench = Bench("a, b)\n")

    result = await bench.ask("x = f(║)\nreturn x")

    request = bench.backend.requests[0]
    assert (request.prompt, request.suffix) == ("x = f(", ")\nreturn x")
    assert request.stop == ("\n",)
    assert result.suggestions[0].text == "a, b"
    assert result.reason is None
    assert result.trace.as_dict()["answered_by"] == "model"


async def test_says_why_there_is_nothing() -> None:
    bench = Bench("")
    assert (await bench.ask("x = ║\n")).reason == "empty"

    bench.set(enabled=False)
    assert (await bench.ask("y = ║\n")).reason == "disabled"


async def test_comments_and_strings_follow_the_settings() -> None:
    bench = Bench("more words")
    bench.set(in_comments=False, in_strings=False)

    assert (await bench.ask("x = 1  # a║\n")).reason == "comment"
    assert (await bench.ask('x = "some ║"\n')).reason == "string"
    assert not bench.backend.requests


async def test_typing_through_a_suggestion_asks_the_model_once() -> None:
    bench = Bench("foo(a, b)\n")

    assert await bench.ghost("x = ║\n") == "foo(a, b)"
    for typed in ("f", "fo", "foo(a, ", "fo", "", "foo"):
        assert await bench.ghost(f"x = {typed}║\n") == "foo(a, b)"[len(typed) :]
    assert len(bench.backend.requests) == 1


async def test_brackets_closed_by_the_editor_do_not_end_typing_through() -> None:
    bench = Bench("foo(a, b)\n")
    await bench.ask("x = ║\n")

    request = request_at("x = foo(║)\n")
    result = await bench.inline.complete(request, bench.settings)

    assert len(bench.backend.requests) == 1
    assert accept(request, result.suggestions[0]) == "x = foo(a, b)\n"


async def test_coming_back_to_a_place_is_answered_from_memory() -> None:
    bench = Bench("foo(a)\n")
    await bench.ask("x = ║\n")
    bench.backend.answer = "other\n"
    await bench.ask("y = ║\n")

    again = await bench.ask("x = ║\n")

    assert again.suggestions[0].text == "foo(a)"
    assert again.trace.as_dict()["answered_by"] == "cache"
    assert len(bench.backend.requests) == 2


async def test_what_follows_the_cursor_is_part_of_the_question() -> None:
    bench = Bench("foo(a)\n")
    await bench.ask("x = ║\n")
    await bench.ask("x = ║\nreturn x\n")

    assert len(bench.backend.requests) == 2


async def test_debounces_only_real_requests_of_the_editor() -> None:
    bench = Bench("foo(a)\n")
    bench.set(debounce="fixed", debounce_ms=80)

    await bench.ask("x = ║\n")
    await bench.ask("x = f║\n")
    await bench.ask("y = ║\n", trigger="invoked")

    assert bench.slept_s == [0.08]


async def test_closes_the_stream_as_soon_as_a_line_is_complete() -> None:
    bench = Bench("foo(a)\n" + "and on and on\n" * 100)

    assert await bench.ghost("x = ║\n") == "foo(a)"
    assert bench.backend.closed == 1
    assert bench.backend.sent < 20


async def test_gives_up_on_an_answer_without_end() -> None:
    bench = Bench("x" * 1_000_000)
    bench.backend.chunk_chars = 500

    assert (await bench.ask("x = ║\n")).reason == "too long"
    assert bench.backend.sent < 10_000


async def test_closes_the_stream_as_soon_as_a_block_is_complete() -> None:
    bench = Bench("\n    return a + b\n\n\ndef other():\n" + "    pass\n" * 100)

    assert await bench.ghost("def add(a, b):║\n") == "\n    return a + b"
    assert bench.backend.closed == 1
    assert bench.backend.sent < 60


async def test_cancelling_while_the_model_thinks_closes_the_stream() -> None:
    bench = Bench("foo")
    thinking = asyncio.Event()

    async def think() -> None:
        thinking.set()
        await asyncio.Event().wait()

    bench.backend.before_chunk = think
    task = asyncio.create_task(bench.ask("x = ║\n"))
    await thinking.wait()

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert bench.backend.closed == 1


async def test_cancelling_while_a_chunk_is_looked_at_closes_the_stream(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The generator is suspended at a yield then, and nothing but aclose() ends it at once."""
    bench = Bench("foo(a)\n" * 3)
    module = "kibitz.features.inline_completion.ask.stopped"
    monkeypatch.setattr(module, lambda *args, **more: _raise_cancelled())

    assert (await bench.ask("x = ║\n")).reason == "overtaken"
    assert bench.backend.closed == 1


def _raise_cancelled() -> None:
    raise asyncio.CancelledError


async def test_an_interrupted_answer_is_not_remembered() -> None:
    bench = Bench("foo(a)\n")

    async def fail() -> None:
        raise Unreachable("The connection broke.")

    bench.backend.before_chunk = fail
    with pytest.raises(Unreachable):
        await bench.ask("x = ║\n")
    bench.backend.before_chunk = _nothing

    assert await bench.ghost("x = ║\n") == "foo(a)"


async def _nothing() -> None:
    return


async def test_faults_of_the_model_source_come_out() -> None:
    bench = Bench()
    bench.models.fault = ModelMissing("There is no model yet.")

    with pytest.raises(ModelMissing):
        await bench.ask("x = ║\n")


async def test_a_chat_model_fills_the_hole() -> None:
    bench = Bench("<COMPLETION>a, b</COMPLETION>", fim="chat")

    assert await bench.ghost("x = f(║)\n") == "a, b"


async def test_secrets_do_not_leave_but_come_back() -> None:
    key = "AK" + "IA" + "Q7ZP2M4XW9LT3BVN"
    bench = Bench()
    picture = f'KEY = "{key}"\ncheck(║)\n'
    await bench.ask(picture)
    prompt = bench.backend.requests[0].prompt
    placeholder = prompt.split('"')[1]
    assert key not in prompt

    bench.backend.answer = f'"{placeholder}")\n'

    assert await bench.ghost(f'KEY = "{key}"\ncheck2(║)\n') == f'"{key}"'


async def test_lines_of_a_suggestion_end_as_those_of_the_document() -> None:
    bench = Bench("\n    a = 1\n    return a\n\n\n")

    assert await bench.ghost("x = 1\r\ndef f():║\r\n") == "\r\n    a = 1\r\n    return a"


async def test_a_long_document_sends_a_window_that_stays() -> None:
    bench = Bench("1\n", local=False)
    lines = "".join(f"value_{number} = {number}\n" for number in range(2000))

    await bench.ask(f"{lines}x = ║\n{lines}")
    await bench.ask(f"{lines}xy = ║\n{lines}")

    first, second = (request.prompt for request in bench.backend.requests)
    assert len(first) < 8000
    assert second.startswith(first.removesuffix("x = "))


class TestMenuChoice:
    """The editor shows its completion menu; ghost text continues what is selected there."""

    async def test_a_suggestion_begins_with_the_choice(self) -> None:
        bench = Bench("(a)\n")
        request = request_at("x = pr║\n", menu_text="print")

        result = await bench.inline.complete(request, bench.settings)

        assert bench.backend.requests[0].prompt == "x = print"
        assert result.suggestions[0].text == "print(a)"
        assert accept(request, result.suggestions[0]) == "x = print(a)\n"

    async def test_what_the_menu_replaces_is_known_exactly(self) -> None:
        bench = Bench("(a)\n")
        request = request_at("x = a.pr║\n", menu_text="a.print", menu_span=Span(4, 8))

        result = await bench.inline.complete(request, bench.settings)

        assert accept(request, result.suggestions[0]) == "x = a.print(a)\n"


class TestWithin:
    """The completion menu: an answer at the deadline, the work behind it."""

    async def test_a_quick_answer_comes_at_once(self) -> None:
        bench = Bench("foo(a)\n")

        result = await bench.inline.complete_within(request_at("x = ║\n"), bench.settings, 10_000)

        assert result.suggestions[0].text == "foo(a)"

    async def test_a_slow_answer_is_there_for_the_next_key(self) -> None:
        bench = Bench("foo(a)\n")
        go = asyncio.Event()
        bench.backend.before_chunk = _wait_for(go)

        early = await bench.inline.complete_within(request_at("x = ║\n"), bench.settings, 1)
        assert early.reason == "deadline"

        go.set()
        await bench.backend.ended.wait()
        late = await bench.inline.complete_within(request_at("x = f║\n"), bench.settings, 10_000)
        assert late.suggestions[0].text == "oo(a)"
        assert len(bench.backend.requests) == 1

    async def test_the_same_question_waits_for_the_work_there_is(self) -> None:
        bench = Bench("foo(a)\n")
        go = asyncio.Event()
        bench.backend.before_chunk = _wait_for(go)
        request = request_at("x = ║\n")
        await bench.inline.complete_within(request, bench.settings, 1)

        go.set()
        result = await bench.inline.complete_within(request, bench.settings, 10_000)

        assert result.suggestions[0].text == "foo(a)"
        assert len(bench.backend.requests) == 1

    async def test_a_newer_question_ends_the_work_for_the_document_only(self) -> None:
        bench = Bench("foo(a)\n")
        bench.backend.before_chunk = _wait_for(asyncio.Event())
        other = request_at("y = ║\n", uri="file:///project/other")

        await bench.inline.complete_within(request_at("x = ║\n"), bench.settings, 1)
        await bench.inline.complete_within(other, bench.settings, 1)
        await bench.until_asked(2)
        assert bench.backend.closed == 0
        await bench.inline.complete_within(request_at("x = b║\n"), bench.settings, 1)

        await bench.until_asked(3)
        assert bench.backend.closed == 1
        await bench.inline.aclose()
        assert bench.backend.closed == 3

    async def test_whoever_is_overtaken_gets_nothing(self) -> None:
        bench = Bench("foo(a)\n")
        go = asyncio.Event()
        bench.backend.before_chunk = _wait_for(go)
        first = asyncio.create_task(
            bench.inline.complete_within(request_at("x = ║\n"), bench.settings, 10_000)
        )
        await asyncio.sleep(0)
        second = asyncio.create_task(
            bench.inline.complete_within(request_at("x = f║\n"), bench.settings, 10_000)
        )
        await asyncio.sleep(0)
        go.set()

        results = await asyncio.gather(first, second)

        assert [bool(result.suggestions) for result in results] == [False, True]

    async def test_cancelling_the_caller_ends_the_work(self) -> None:
        bench = Bench("foo(a)\n")
        asked = asyncio.Event()

        async def think() -> None:
            asked.set()
            await asyncio.Event().wait()

        bench.backend.before_chunk = think
        task = asyncio.create_task(
            bench.inline.complete_within(request_at("x = ║\n"), bench.settings, 10_000)
        )
        await asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await bench.inline.aclose()

        assert bench.backend.closed == 1

    async def test_a_fault_behind_the_deadline_is_told(self) -> None:
        bench = Bench("foo(a)\n")
        go = asyncio.Event()

        async def fail() -> None:
            await go.wait()
            raise Unreachable("The connection broke.")

        bench.backend.before_chunk = fail
        await bench.inline.complete_within(request_at("x = ║\n"), bench.settings, 1)
        go.set()

        assert isinstance(await bench.late_fault, Unreachable)

    async def test_a_fault_before_the_deadline_is_raised(self) -> None:
        bench = Bench()
        bench.models.fault = ModelMissing("There is no model yet.")

        with pytest.raises(ModelMissing):
            await bench.inline.complete_within(request_at("x = ║\n"), bench.settings, 10_000)


def _wait_for(event: asyncio.Event):
    async def wait() -> None:
        await event.wait()

    return wait


async def test_blocks_that_are_never_taken_come_when_asked_for() -> None:
    bench = Bench("    return a + b\n\n\n")
    bench.inline.learn({"python": (100, 0.0)}, blocks=True)
    picture = "def add(a, b):\n║\n"

    assert (await bench.ask(picture)).reason == "blocks are not taken here"
    assert not bench.backend.requests
    assert await bench.ghost(picture, trigger="invoked") == "    return a + b"

    bench.backend.answer = "a + b\n"
    assert await bench.ghost("total = ║\n") == "a + b"


async def test_inside_of_a_line_nothing_is_read_that_stands_at_the_margin() -> None:
    bench = Bench(" not in 'aeiou'])\n\n# Test the function\n" + "print(f('abc'))\n" * 20)

    await bench.ask("def f(t):\n    return [s for s in t if s║ in 'aeiou']\n", trigger="invoked")

    assert bench.backend.sent < 60


async def test_a_model_that_ends_its_answers_itself_is_heard_out() -> None:
    body = "n = 0\n" + "".join(f"    if a == {n}:\n        n += {n}\n" for n in range(6)) + "    n += 9"
    bench = Bench(body)
    picture = "def f(a):\n    ║\n    return g(a)\n"

    assert await bench.ghost(picture) == "n = 0"  # others would write on for ever
    for number in range(5):
        bench.backend.answer = "n = a"
        await bench.ghost(picture.replace("f(a)", f"f{number}(a)"))
    bench.backend.answer = body

    assert await bench.ghost(picture.replace("f(a)", "h(a)")) == body
