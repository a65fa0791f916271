"""The user types on, or takes a suggestion: what is asked, and what is there already."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from kibitz.features.inline_completion.flights import MOST_AT_ONCE
from support.inline import Bench

if TYPE_CHECKING:
    from kibitz.features.inline_completion.request import InlineResult, Trigger


class TestNextLine:
    """Where a suggestion was followed to the end of its line, the next line is suggested."""

    async def test_comes_below_a_line_that_was_taken(self) -> None:
        bench = Bench("foo(a)\n")
        await bench.ask("x = ║\n")
        bench.backend.answer = "y = 2\n\n\n"

        assert await bench.ghost("x = foo(a)║\n") == "\ny = 2"
        assert await bench.ghost("x = foo(a)\n║\n") == "y = 2"
        assert await bench.ghost("x = foo(a)\ny║\n") == " = 2"
        assert [request.prompt for request in bench.backend.requests] == ["x = ", "x = foo(a)\n"]

    async def test_ends_its_lines_as_the_document_does(self) -> None:
        bench = Bench("foo(a)\n")
        await bench.ask("x = ║\r\n")
        bench.backend.answer = "y = 2\n\n\n"

        assert await bench.ghost("x = foo(a)║\r\n") == "\r\ny = 2"

    async def test_not_where_the_user_wants_single_lines(self) -> None:
        bench = Bench("foo(a)\n")
        bench.set(multi_line=False)
        await bench.ask("x = ║\n")
        bench.backend.answer = "y = 2\n"

        assert (await bench.ask("x = foo(a)║\n")).reason

    async def test_what_a_model_wrote_beyond_a_suggestion_is_kept_for_it(self) -> None:
        bench = Bench("foo(a)\ny = 2\nz = 3\n")
        bench.backend.chunk_chars = 100
        await bench.ask("x = ║\n")
        bench.backend.answer = "other\n"

        assert await bench.ghost("x = foo(a)\n║\n") == "y = 2"
        assert len(bench.backend.requests) == 1


async def test_it_is_known_which_text_the_model_works_on() -> None:
    bench = Bench("foo(a)\n")
    go = asyncio.Event()
    bench.backend.before_chunk = _wait_for(go)
    asking = asyncio.create_task(bench.ask("x = ║\n"))
    await bench.until_asked(1)
    uri = "file:///project/example"

    assert bench.inline.is_asking(uri, "x = \n")
    assert not bench.inline.is_asking(uri, "x = 1\n")
    go.set()
    await asking
    assert not bench.inline.is_asking(uri, "x = \n")


class TestSpeculation:
    async def test_what_comes_after_a_suggestion_is_there_when_it_is_taken(self) -> None:
        bench = Bench("foo(a)\n")
        bench.set(speculate="on")
        await bench.ask("x = ║\n")
        bench.backend.answer = "y = 2\n\n\n"
        await bench.until_asked(2)
        await bench.until_closed(2)

        result = await bench.ask("x = foo(a)║\n")

        assert result.suggestions[0].text == "\ny = 2"
        assert result.trace.as_dict()["answered_by"] == "cache"

    async def test_taking_it_early_waits_for_what_is_under_way(self) -> None:
        bench = Bench("foo(a)\n")
        bench.set(speculate="on")
        await bench.ask("x = ║\n")
        go = asyncio.Event()
        bench.backend.answer, bench.backend.before_chunk = "y = 2\n\n\n", _wait_for(go)
        await bench.until_asked(2)

        taken = asyncio.create_task(bench.ghost("x = foo(a)\n║\n"))
        await asyncio.sleep(0)
        go.set()

        assert await taken == "y = 2"
        assert len(bench.backend.requests) == 2

    async def test_is_dropped_when_the_user_goes_another_way(self) -> None:
        bench = Bench("foo(a)\n")
        bench.set(speculate="on")
        await bench.ask("x = ║\n")
        bench.backend.before_chunk = _wait_for(asyncio.Event())
        await bench.until_asked(2)

        other = asyncio.create_task(bench.ask("x = [║\n", trigger="invoked"))
        await bench.until_closed(2)
        other.cancel()

    async def test_asks_once_for_a_suggestion_that_is_typed_on(self) -> None:
        bench = Bench("foo(a)\n")
        bench.set(speculate="on")
        for typed in ("", "f", "fo", "foo"):
            await bench.ask(f"x = {typed}║\n")
            await bench.until_closed(2)

        assert len(bench.backend.requests) == 2

    async def test_is_not_even_asked_for_when_the_user_went_another_way_at_once(self) -> None:
        bench = Bench("foo(a)\n")
        bench.set(speculate="on")
        await bench.ask("x = ║\n")
        bench.backend.answer = ""
        await bench.ask("x = [║\n")
        for _ in range(20):
            await asyncio.sleep(0)

        assert [request.prompt for request in bench.backend.requests] == ["x = ", "x = ["]

    async def test_is_not_asked_for_twice(self) -> None:
        bench = Bench("foo(a)\n")
        bench.set(speculate="on")
        await bench.ask("def f():\n    x = ║\n")
        bench.backend.answer = ""
        await bench.until_closed(2)
        for _ in range(20):
            await asyncio.sleep(0)

        assert len(bench.backend.requests) == 2

    async def test_not_where_it_may_cost_money_unless_it_is_asked_for(self) -> None:
        metered = Bench("foo(a)\n", local=False)
        metered.set(speculate="auto")
        await metered.ask("x = ║\n")
        for _ in range(20):
            await asyncio.sleep(0)
        assert len(metered.backend.requests) == 1


async def _typed_on(bench: Bench, first: str, then: str) -> tuple[asyncio.Task[InlineResult], asyncio.Event]:
    """The editor's second request, before the model has answered the first; it does when the event is set."""
    go = asyncio.Event()
    bench.backend.before_chunk = _wait_for(go)
    overtaken = asyncio.create_task(bench.editor_asks(first))
    await bench.until_asked(1)
    overtaken.cancel()
    second = asyncio.create_task(bench.editor_asks(then))
    await asyncio.sleep(0)
    return second, go


class TestTypingOn:
    """The user types while the model works."""

    async def test_joins_the_request_that_is_under_way(self) -> None:
        bench = Bench("foo(a)\n")
        second, go = await _typed_on(bench, "x = ║\n", "x = fo║\n")
        go.set()

        assert (await second).suggestions[0].text == "o(a)"
        assert len(bench.backend.requests) == 1

    async def test_asks_anew_only_after_a_pause_when_the_answer_was_another(self) -> None:
        bench = Bench("foo(a)\n")
        bench.set(debounce="fixed", debounce_ms=80)
        second, go = await _typed_on(bench, "x = ║\n", "x = ba║\n")
        bench.backend.answer = "r(a)\n"
        go.set()

        assert (await second).suggestions[0].text == "r(a)"
        assert bench.slept_s == [0.08, 0.08]

    async def test_brackets_that_the_editor_closed_do_not_matter(self) -> None:
        bench = Bench("(a)\n")
        second, go = await _typed_on(bench, "x = f║\n", "x = f(║)\n")
        go.set()

        assert (await second).suggestions[0].text == "a)"
        assert len(bench.backend.requests) == 1

    async def test_asks_anew_as_soon_as_the_model_writes_something_else(self) -> None:
        bench = Bench("foo(a)\n" * 50)
        go = asyncio.Event()
        bench.backend.before_chunk = _wait_for(go)
        first = asyncio.create_task(bench.editor_asks("x = ║\n"))
        await bench.until_asked(1)
        first.cancel()
        second = asyncio.create_task(bench.editor_asks("x = b║\n"))
        await asyncio.sleep(0)
        go.set()

        assert (await second).suggestions[0].text == "foo(a)"
        assert [request.prompt for request in bench.backend.requests] == ["x = ", "x = b"]
        assert bench.backend.sent < 20

    async def test_goes_on_for_a_moment_when_the_editor_cancels_because_of_a_key(self) -> None:
        bench = Bench("foo(a)\n")
        go = asyncio.Event()
        bench.backend.before_chunk = _wait_for(go)
        task = asyncio.create_task(bench.editor_asks("x = ║\n"))
        await bench.until_asked(1)
        bench.documents["file:///project/example"] = "x = f\n"
        task.cancel()
        await asyncio.sleep(0)
        go.set()
        await bench.until_closed(1)

        assert await bench.ghost("x = f║\n") == "oo(a)"
        assert len(bench.backend.requests) == 1

    @pytest.mark.parametrize("now", ["x = \n", "x =\n", "y = f\n"])
    async def test_ends_at_once_when_nothing_was_typed_that_it_may_answer(self, now: str) -> None:
        bench = Bench("foo(a)\n")
        bench.backend.before_chunk = _wait_for(asyncio.Event())
        task = asyncio.create_task(bench.editor_asks("x = ║\n"))
        await bench.until_asked(1)
        bench.documents["file:///project/example"] = now
        task.cancel()

        await bench.until_closed(1)

    async def test_few_requests_are_under_way_over_all_documents_and_those_asked_for_stay(self) -> None:
        bench = Bench("foo(a)\n")
        bench.backend.before_chunk = _wait_for(asyncio.Event())
        asked: list[asyncio.Task[InlineResult]] = []
        for n in range(MOST_AT_ONCE + 2):
            trigger: Trigger = "automatic" if n else "invoked"
            asked.append(asyncio.create_task(bench.ask("x = ║\n", uri=f"file:///{n}", trigger=trigger)))
            await bench.until_asked(n + 1)
        await bench.until_closed(2)

        done, _ = await asyncio.wait(asked, timeout=0)
        assert [task.result().reason for task in done] == ["overtaken"] * 2
        assert asked[0] not in done
        await bench.inline.aclose()


def _wait_for(event: asyncio.Event):
    async def wait() -> None:
        await event.wait()

    return wait
