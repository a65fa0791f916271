from __future__ import annotations

import asyncio

import pytest

from kibitz.features.inline_completion.alternatives import ranked
from kibitz.features.inline_completion.candidate import Candidate
from support.inline import Bench, request_at


def texts(best: str, *samples: str) -> list[str]:
    return [each.text for each in ranked(Candidate(text=best), [Candidate(text=text) for text in samples])]


def test_the_best_stays_first_and_what_several_samples_say_comes_next() -> None:
    assert texts("a", "b", "c", "c") == ["a", "c", "b"]


def test_what_differs_only_in_white_space_is_the_same() -> None:
    assert texts("f(a, b)", "f(a,  b)", "g()", "g() ", "  ") == ["f(a, b)", "g()"]


async def test_who_asks_where_something_is_known_gets_more() -> None:
    bench = Bench("foo(a)\n")
    await bench.ask("x = ║\n")
    bench.backend.answer = "bar(b)\n"

    result = await bench.ask("x = ║\n", trigger="invoked")

    assert [each.text for each in result.suggestions] == ["foo(a)", "bar(b)"]
    assert len({each.id for each in result.suggestions}) == 2
    assert [request.temperature for request in bench.backend.requests] == [0, 0.4, pytest.approx(0.6)]


async def test_they_are_asked_in_parallel() -> None:
    bench = Bench("foo(a)\n")
    bench.set(alternatives=4)
    await bench.ask("x = ║\n")
    go = asyncio.Event()
    bench.backend.before_chunk = lambda: _wait(go)
    asked = asyncio.create_task(bench.ask("x = ║\n", trigger="invoked"))

    await bench.until_asked(4)
    go.set()

    assert (await asked).suggestions


async def test_the_first_answer_to_who_asks_does_not_wait_for_others() -> None:
    bench = Bench("foo(a)\n")

    assert len((await bench.ask("x = ║\n", trigger="invoked")).suggestions) == 1
    assert len(bench.backend.requests) == 1


async def test_an_editor_that_steps_through_one_answer_gets_more_while_typing() -> None:
    bench = Bench("foo(a)\n")
    bench.set(automatic_alternatives=2)

    await bench.ask("x = ║\n")
    assert sorted(request.temperature for request in bench.backend.requests) == [0, 0.4]


async def test_who_takes_a_part_of_another_one_is_shown_the_rest_of_that() -> None:
    bench = Bench("foo(a, b)\n")
    await bench.ask("x = ║\n")
    bench.backend.answer = "bar(c, d)\n"
    await bench.ask("x = ║\n", trigger="invoked")
    n_requests = len(bench.backend.requests)

    assert await bench.ghost("x = bar║\n") == "(c, d)"
    assert await bench.ghost("x = bar(c║\n") == ", d)"
    assert len(bench.backend.requests) == n_requests


async def test_they_end_lines_as_the_document_does() -> None:
    bench = Bench("a = x\n    return a\n")
    await bench.ask("def f(x):\r\n    ║\r\n")
    bench.backend.answer = "b = x\n    return b\n"

    result = await bench.ask("def f(x):\r\n    ║\r\n", trigger="invoked")

    assert [each.text for each in result.suggestions] == ["a = x\r\n    return a", "b = x\r\n    return b"]


async def test_leaving_ends_them_too() -> None:
    bench = Bench("foo(a)\n")
    bench.set(automatic_alternatives=3)
    bench.backend.before_chunk = lambda: _wait(asyncio.Event())
    task = asyncio.create_task(bench.inline.complete(request_at("x = ║\n"), bench.settings))
    await bench.until_asked(3)

    task.cancel()
    await bench.until_closed(3)


async def _wait(event: asyncio.Event) -> None:
    await event.wait()
