"""Files that git ignores: asked about once, remembered, and never in the way of a key."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from kibitz.features.inline_completion.complete import InlineCompletion
from kibitz.features.inline_completion.ignored import FRESH_S, MOST_DOCUMENTS, Ignored
from kibitz.settings.model import Settings
from support.inline import PARSER, OneModel, ScriptedBackend, request_at

if TYPE_CHECKING:
    from pathlib import Path

    from kibitz.features.inline_completion.request import Trigger

URI = "file:///project/build/made.py"


class Git:
    """Says of every file what it is told to; counts the questions."""

    def __init__(self, *, ignored: bool = True) -> None:
        self.ignored = ignored
        self.n_asked = 0
        self.now_s = 0.0
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def __call__(self, path: Path) -> bool:
        self.n_asked += 1
        await self.may_answer.wait()
        return self.ignored


async def test_git_is_asked_once_a_document() -> None:
    git = Git()
    ignored = Ignored(git)
    assert [await ignored(URI) for _ in range(3)] == [True] * 3
    assert git.n_asked == 1


async def test_two_keys_at_once_ask_once_and_both_know() -> None:
    git = Git()
    ignored = Ignored(git)
    assert await asyncio.gather(ignored(URI), ignored(URI)) == [True, True]
    assert git.n_asked == 1


async def test_a_git_that_hangs_holds_up_one_key_and_no_more() -> None:
    git = Git()
    git.may_answer.clear()
    ignored = Ignored(git)
    assert await ignored(URI) is False
    assert await asyncio.wait_for(ignored(URI), 0.05) is False
    git.may_answer.set()


async def test_a_rule_that_changed_is_noticed_behind_the_keys() -> None:
    git = Git()
    ignored = Ignored(git, clock=lambda: git.now_s)
    assert await ignored(URI)
    git.ignored, git.now_s = False, FRESH_S + 1
    assert await ignored(URI), "what was known is said at once"
    for _ in range(3):
        await asyncio.sleep(0)
    assert not await ignored(URI)


async def test_what_is_no_file_is_not_asked_about() -> None:
    git = Git()
    assert not await Ignored(git)("untitled:Untitled-1")
    assert not git.n_asked


async def test_no_more_documents_are_remembered_than_are_worth_it() -> None:
    git = Git()
    ignored = Ignored(git)
    for number in range(MOST_DOCUMENTS + 1):
        await ignored(f"file:///p/{number}.py")
    await ignored("file:///p/0.py")
    assert git.n_asked == MOST_DOCUMENTS + 2


@pytest.mark.parametrize(("trigger", "reason"), [("automatic", "ignored file"), ("invoked", None)])
async def test_only_who_asks_gets_a_suggestion_there(trigger: Trigger, reason: str | None) -> None:
    backend = ScriptedBackend("a + b")
    inline = InlineCompletion(models=OneModel(backend), parser=PARSER, ignored=Ignored(Git()))
    request = request_at("def add(a, b):\n    return ║", uri=URI, trigger=trigger)
    result = await inline.complete(request, Settings())
    assert result.reason == reason
    assert bool(backend.requests) is (reason is None)
    await inline.aclose()
