from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kibitz.backends.local.errors import DownloadNeeded, PullFailed
from kibitz.base.errors import ModelMissing
from kibitz.features.model_setup import DOWNLOAD, NOT_NOW, ModelSetup
from kibitz.models.catalogue import CATALOGUE
from kibitz.settings.model import Local, Settings
from support.edits import FakeUser

if TYPE_CHECKING:
    from kibitz.base.ports import Progress
    from kibitz.models.catalogue import CatalogueEntry
    from kibitz.settings.model import Downloads

ENTRY = CATALOGUE[0]
MISSING = DownloadNeeded(ENTRY)


class Setup:
    """A setup whose downloads are counted and may fail."""

    def __init__(self, answer: str | None = DOWNLOAD, downloads: Downloads = "ask") -> None:
        self.user = FakeUser(answer=answer)
        self.fetched: list[CatalogueEntry] = []
        self.fails: list[PullFailed] = []
        settings = replace(Settings(), local=Local(downloads=downloads))
        self.setup = ModelSetup(user=self.user, settings=lambda: settings, fetch=self.fetch)

    async def fetch(self, entry: CatalogueEntry, progress: Progress) -> None:
        if self.fails:
            raise self.fails.pop()
        self.fetched.append(entry)


async def test_what_would_be_fetched_is_said_and_fetched_on_consent() -> None:
    here = Setup()
    assert await here.setup.offer(ENTRY)
    (question,) = here.user.questions
    assert ENTRY.name in question and "MB" in question and ENTRY.licence in question
    assert here.fetched == [ENTRY]
    assert here.user.titles == [f"Fetching {ENTRY.name}"]
    assert here.user.told == [f"{ENTRY.name} is ready."]


@pytest.mark.parametrize("answer", [NOT_NOW, None])
async def test_without_consent_nothing_is_fetched_and_nobody_is_asked_again(answer: str | None) -> None:
    here = Setup(answer)
    assert not await here.setup.offer(ENTRY)
    assert here.setup.failed(MISSING)
    assert not await here.setup.offer(ENTRY)
    assert (here.fetched, len(here.user.questions)) == ([], 1)


async def test_a_download_that_failed_is_told_and_may_be_tried_again() -> None:
    here = Setup()
    here.fails = [PullFailed("The network is gone.")]
    assert not await here.setup.offer(ENTRY)
    assert here.user.told == ["The network is gone."]
    assert await here.setup.offer(ENTRY)
    assert here.fetched == [ENTRY]


async def test_whoever_always_wants_it_is_not_asked() -> None:
    here = Setup(downloads="always")
    assert await here.setup.offer(ENTRY)
    assert (here.fetched, here.user.questions) == ([ENTRY], [])


def test_whoever_never_wants_it_is_told_and_not_asked() -> None:
    assert not Setup(downloads="never").setup.failed(MISSING)


def test_other_errors_are_not_mended_by_a_download() -> None:
    assert not Setup().setup.failed(ModelMissing("no such model"))
