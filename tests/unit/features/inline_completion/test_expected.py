"""What is typed is looked at before anybody asks, without getting in the way."""

from __future__ import annotations

import asyncio

import pytest

from kibitz.documents.store import DocumentStore
from kibitz.features.inline_completion.expected import Expected
from kibitz.features.inline_completion.request import InlineRequest


def request(text: str) -> InlineRequest:
    snapshot = DocumentStore().open("file:///a.py", "python", 1, text)
    return InlineRequest(snapshot=snapshot, offset=len(text), trigger="automatic")


class Looker:
    """Notes what it is shown; holds the first look up until told."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.looked = asyncio.Event()
        self.go_on = asyncio.Event()
        self.ended = False

    async def look(self, request: InlineRequest) -> None:
        self.seen.append(request.snapshot.text)
        self.looked.set()
        try:
            await self.go_on.wait()
        finally:
            self.ended = True
        if request.snapshot.text == "bad":
            raise ValueError


async def test_of_keys_in_a_row_the_last_one_is_looked_at() -> None:
    looker = Looker()
    expected = Expected(looker.look)
    for text in ("a", "ab", "abc"):
        expected.expect(request(text))
    await looker.looked.wait()

    assert looker.seen == ["abc"]
    await expected.aclose()


async def test_what_is_typed_meanwhile_comes_next_also_after_a_failure() -> None:
    looker = Looker()
    expected = Expected(looker.look)
    expected.expect(request("bad"))
    await looker.looked.wait()
    expected.expect(request("x"))
    expected.expect(request("xy"))
    looker.looked.clear()
    looker.go_on.set()
    await looker.looked.wait()

    assert looker.seen == ["bad", "xy"]
    await expected.aclose()


@pytest.mark.parametrize("begun", [True, False])
async def test_ends_with_the_session(begun: bool) -> None:
    looker = Looker()
    expected = Expected(looker.look)
    if begun:
        expected.expect(request("x"))
        await looker.looked.wait()
    await expected.aclose()

    assert looker.ended == begun
