"""Answers arrive, end, time out and are given up in the same way on every wire."""

from __future__ import annotations

import asyncio
import json
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from kibitz.base.errors import BadAnswer, TimedOut, Unreachable
from kibitz.base.llm import Chunk

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

SOON_S = 5.0


async def test_pieces_come_as_they_are_and_the_last_says_why(wire: Any) -> None:
    async def script(exchange: Any) -> None:
        await exchange.start()
        for piece in ("naïve ", "= 🙂\n", "  x"):
            await exchange.event(wire.dialect.piece(piece))
        await exchange.event(wire.dialect.piece("", "length"))
        await exchange.event("[DONE]")
        await exchange.end()

    wire.script(script)
    assert await wire.answer() == [Chunk("naïve "), Chunk("= 🙂\n"), Chunk("  x"), Chunk("", "length")]
    assert wire.failures == []


async def test_text_beside_the_finish_reason_counts(wire: Any) -> None:
    async def script(exchange: Any) -> None:
        await exchange.start()
        await exchange.event(wire.dialect.piece("all of it", "stop"))
        await exchange.end()

    wire.script(script)
    assert await wire.answer() == [Chunk("all of it", "stop")]


async def test_bytes_may_be_cut_anywhere(wire: Any) -> None:
    async def script(exchange: Any) -> None:
        await exchange.start()
        stream = b"".join(
            b": comment\r\ndata: " + _json(event) + b"\r\n\r\n"
            for event in (wire.dialect.piece("é🙂"), wire.dialect.piece("b", "stop"))
        )
        for byte in stream:
            await exchange.raw(bytes([byte]))
        await exchange.end()

    wire.script(script)
    assert "".join(chunk.text for chunk in await wire.answer()) == "é🙂b"


async def test_a_finished_answer_leaves_its_connection_to_the_next(wire: Any) -> None:
    async def script(exchange: Any) -> None:
        await exchange.start()
        await exchange.event(wire.dialect.piece("a", "stop"))
        await exchange.event("[DONE]")
        await exchange.end()

    wire.script(script)
    await wire.answer()
    async with aclosing(wire.stream()) as stream:
        async for chunk in stream:
            if chunk.finish_reason:
                break
    await wire.answer()
    assert wire.server.n_connections == 1


class TestDeadline:
    @pytest.mark.parametrize("n_pieces", [0, 2])
    async def test_holds_for_the_whole_answer(self, wire: Any, n_pieces: int) -> None:
        async def script(exchange: Any) -> None:
            try:
                if n_pieces:
                    await exchange.start()
                for _ in range(n_pieces):
                    await exchange.event(wire.dialect.piece("a"))
                await exchange.until_gone()
            finally:
                gone.set()

        gone = asyncio.Event()
        wire.script(script)
        with pytest.raises(TimedOut, match=r"0\.4 s"):
            await wire.answer(timeout_ms=400)
        await asyncio.wait_for(gone.wait(), SOON_S)

    async def test_holds_when_pieces_keep_coming(self, wire: Any) -> None:
        async def script(exchange: Any) -> None:
            await exchange.start()
            while True:
                await exchange.event(wire.dialect.piece("a"))
                await asyncio.sleep(0.02)

        wire.script(script)
        with pytest.raises(TimedOut):
            await wire.answer(timeout_ms=400)

    async def test_of_silence_lets_an_answer_go_on_that_keeps_coming(
        self, wire: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        if wire.dialect.asked == "completion":
            return  # a suggestion has one deadline, as above
        loop = asyncio.get_running_loop()
        real, ahead = loop.time, [0.0]
        monkeypatch.setattr(loop, "time", lambda: real() + ahead[0])
        here = asyncio.Event()

        async def script(exchange: Any) -> None:
            await exchange.start()
            for _ in range(4):
                await exchange.event(wire.dialect.piece("a"))
                await here.wait()
                here.clear()
                ahead[0] += 40
            await exchange.event(wire.dialect.piece("b", "stop"))
            await exchange.end()

        wire.script(script)
        said = ""
        async with aclosing(wire.stream(timeout_ms=60_000, timeout_of="silence")) as stream:
            async for chunk in stream:
                said += chunk.text
                here.set()
        assert said == "aaaab"

    async def test_of_silence_ends_an_answer_that_does_not_come(self, wire: Any) -> None:
        if wire.dialect.asked == "completion":
            return
        wire.script(lambda exchange: exchange.until_gone())
        with pytest.raises(TimedOut, match=r"has said nothing for 0\.05 s"):
            await wire.answer(timeout_ms=50, timeout_of="silence")

    async def test_does_not_interrupt_the_consumer_in_its_own_work(self, wire: Any) -> None:
        async def script(exchange: Any) -> None:
            await exchange.start()
            await exchange.event(wire.dialect.piece("a"))
            await exchange.until_gone()

        wire.script(script)
        worked = False
        with pytest.raises(TimedOut):
            async with aclosing(wire.stream(timeout_ms=400)) as stream:
                async for _ in stream:
                    await asyncio.sleep(0.45)
                    worked = True
        assert worked


class TestGivingUp:
    """The connection is closed at once: that is what frees the model."""

    async def test_while_the_model_reads_the_prompt(self, wire: Any) -> None:
        await self._check(wire, n_pieces=0)

    async def test_while_waiting_for_the_next_piece(self, wire: Any) -> None:
        await self._check(wire, n_pieces=1)

    async def test_while_working_on_a_piece(self, wire: Any) -> None:
        await self._check(wire, n_pieces=1, busy_with_a_piece=True)

    async def test_by_leaving_the_loop(self, wire: Any) -> None:
        gone = asyncio.Event()

        async def script(exchange: Any) -> None:
            await exchange.start()
            await exchange.event(wire.dialect.piece("a"))
            await exchange.until_gone()
            gone.set()

        wire.script(script)
        async with aclosing(wire.stream()) as stream:
            async for _ in stream:
                break
        await asyncio.wait_for(gone.wait(), SOON_S)

    async def test_is_done_when_the_loop_is_left_and_not_when_the_garbage_is_collected(
        self, wire: Any
    ) -> None:
        class Body(httpx2.AsyncByteStream):
            closed = False

            async def __aiter__(self) -> AsyncIterator[bytes]:
                yield b"data: " + _json(wire.dialect.piece("a")) + b"\n\n"
                await asyncio.Event().wait()

            async def aclose(self) -> None:
                self.closed = True

        body = Body()
        answer = httpx2.Response(200, headers={"content-type": "text/event-stream"}, stream=body)
        wire.http = httpx2.AsyncClient(transport=httpx2.MockTransport(lambda _: answer))
        async with aclosing(wire.stream()) as stream:
            async for _ in stream:
                break
        assert body.closed

    async def _check(self, wire: Any, *, n_pieces: int, busy_with_a_piece: bool = False) -> None:
        here, gone = asyncio.Event(), asyncio.Event()

        async def script(exchange: Any) -> None:
            if n_pieces:
                await exchange.start()
            for _ in range(n_pieces):
                await exchange.event(wire.dialect.piece("a"))
            if not n_pieces:
                here.set()
            await exchange.until_gone()
            gone.set()

        async def consume() -> None:
            async with aclosing(wire.stream()) as stream:
                async for _ in stream:
                    here.set()
                    if busy_with_a_piece:
                        await asyncio.Event().wait()

        wire.script(script)
        task = asyncio.create_task(consume())
        await asyncio.wait_for(here.wait(), SOON_S)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.wait_for(gone.wait(), SOON_S)
        assert wire.failures == []


class TestBrokenAnswers:
    @pytest.mark.parametrize("done", [True, False])
    async def test_an_end_without_a_finish_reason(self, wire: Any, done: bool) -> None:
        async def script(exchange: Any) -> None:
            await exchange.start()
            await exchange.event(wire.dialect.piece("half of"))
            if done:
                await exchange.event("[DONE]")
            await exchange.end()

        await self._fails(wire, script, BadAnswer, "in the middle")

    async def test_nothing_but_empty_choices(self, wire: Any) -> None:
        async def script(exchange: Any) -> None:
            await exchange.start()
            await exchange.event({"choices": []})
            await exchange.end()

        await self._fails(wire, script, BadAnswer, "in the middle")

    @pytest.mark.parametrize("event", ['{"choices":[{"te', "5", "[]", "nonsense"])
    async def test_an_event_that_is_no_object(self, wire: Any, event: str) -> None:
        async def script(exchange: Any) -> None:
            await exchange.start()
            await exchange.event(event)
            await exchange.until_gone()

        await self._fails(wire, script, BadAnswer, "cannot be read")

    async def test_a_web_page(self, wire: Any) -> None:
        await self._fails(
            wire, lambda exchange: exchange.reply(200, "text/html", "<h1>Sign in</h1>"), BadAnswer, "web page"
        )

    @pytest.mark.parametrize("body", ['{"choices":[{"text":"tru', '{"choices":[]}'])
    async def test_an_answer_that_is_not_streamed(self, wire: Any, body: str) -> None:
        await self._fails(
            wire, lambda exchange: exchange.reply(200, "application/json", body), BadAnswer, "did not stream"
        )

    async def test_a_connection_lost_in_the_middle(self, wire: Any) -> None:
        async def script(exchange: Any) -> None:
            await exchange.start()
            await exchange.event(wire.dialect.piece("a"))
            exchange.writer.close()

        await self._fails(wire, script, Unreachable, "broke the connection")

    @pytest.mark.parametrize("started", [True, False])
    async def test_a_connection_that_is_reset(self, wire: Any, started: bool) -> None:
        async def script(exchange: Any) -> None:
            if started:
                await exchange.start()
            exchange.reset()

        await self._fails(wire, script, Unreachable, "broke the connection")

    async def test_no_answer_at_all(self, wire: Any) -> None:
        async def script(exchange: Any) -> None:
            exchange.writer.close()

        await self._fails(wire, script, Unreachable, "broke the connection")

    async def test_an_event_without_end(self, wire: Any) -> None:
        async def script(exchange: Any) -> None:
            await exchange.start()
            await exchange.raw(b"data: ")
            while True:
                await exchange.raw(b"x" * 65536)

        await self._fails(wire, script, BadAnswer, "cannot be read")

    async def _fails(self, wire: Any, script: Any, error: type[Exception], words: str) -> None:
        wire.script(script)
        with pytest.raises(error, match=words) as raised:
            await wire.answer()
        assert wire.failures == [raised.value]


async def test_an_answer_longer_than_asked_is_cut(wire: Any) -> None:
    gone = asyncio.Event()

    async def script(exchange: Any) -> None:
        await exchange.start()
        try:
            while True:
                await exchange.event(wire.dialect.piece("x" * 1000))
        finally:
            gone.set()

    wire.script(script)
    chunks = await wire.answer(max_tokens=100)
    assert sum(len(chunk.text) for chunk in chunks) == 6400
    assert chunks[-1].finish_reason == "length"
    await asyncio.wait_for(gone.wait(), SOON_S)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
