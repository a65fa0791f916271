"""One deadline for many waits."""

from __future__ import annotations

import asyncio

import pytest

from kibitz.backends.wires.deadline import Deadline


async def never() -> None:
    await asyncio.Event().wait()


async def test_ends_the_wait_it_comes_in_and_nothing_else() -> None:
    with Deadline(0.001) as deadline, pytest.raises(TimeoutError):
        await deadline.wait(never)
    task = asyncio.current_task()
    assert task is not None
    assert not task.cancelling()
    await asyncio.sleep(0)  # the work of the caller goes on


async def test_between_two_waits_it_lets_the_caller_be_and_begins_no_other() -> None:
    begun: list[str] = []

    async def work() -> str:
        begun.append("work")
        return "done"

    with Deadline(0) as deadline:
        assert await deadline.wait(work) == "done"
        for _ in range(10):
            await asyncio.sleep(0)
        with pytest.raises(TimeoutError):
            await deadline.wait(work)
    assert begun == ["work"]


async def test_what_is_in_time_is_not_disturbed() -> None:
    with Deadline(60) as deadline:
        assert await deadline.wait(lambda: asyncio.sleep(0, "a")) == "a"
        assert await deadline.wait(lambda: asyncio.sleep(0, "b")) == "b"


async def test_who_is_cancelled_is_cancelled() -> None:
    waiting = asyncio.Event()

    async def wait() -> None:
        with Deadline(60) as deadline:
            waiting.set()
            await deadline.wait(never)

    task = asyncio.create_task(wait())
    await waiting.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
