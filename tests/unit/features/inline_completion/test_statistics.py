from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from kibitz.features.inline_completion.outcomes import Record
from kibitz.features.inline_completion.statistics import VERSIONS, Statistics
from kibitz.storage.database import Database

if TYPE_CHECKING:
    from pathlib import Path


def record(**more: Any) -> Record:
    values: dict[str, Any] = {
        "language_id": "python",
        "model": "a/b",
        "trigger": "automatic",
        "mode": "line",
        "answered_by": "model",
        "latency_ms": 100.0,
        "n_chars": 10,
    }
    return Record(**(values | more))


async def test_counts_by_language_and_model(tmp_path: Path) -> None:
    statistics = Statistics(tmp_path / "s.sqlite")
    for number in range(100):
        statistics.keep(record(latency_ms=float(number + 1)))
    statistics.keep(record(outcome="accepted", kept_30s=1.0, kept_5min=0.5))
    statistics.keep(record(outcome="accepted", kept_30s=0.5, kept_5min=0.0))
    statistics.keep(record(outcome="partly", n_words=2))
    statistics.keep(record(language_id="go", outcome="typed"))
    await statistics.aclose()

    async with aclosing(Statistics(tmp_path / "s.sqlite")) as later:
        python, go = await later.lines()

    assert (python.language_id, python.n_shown, python.n_accepted, python.n_partly) == ("python", 103, 2, 1)
    assert (python.n_rejected, python.n_words) == (100, 2)
    assert (python.kept_30s, python.kept_5min) == (0.75, 0.25)
    assert 50 <= python.latency_p50_ms <= 54
    assert 94 <= python.latency_p95_ms <= 100
    assert (go.n_typed, go.kept_30s) == (1, None)


async def test_tells_which_share_is_followed(tmp_path: Path) -> None:
    statistics = Statistics(tmp_path / "s.sqlite")
    for outcome in ("rejected", "rejected", "accepted", "typed"):
        statistics.keep(record(outcome=outcome))
    await statistics.aclose()

    async with aclosing(Statistics(tmp_path / "s.sqlite")) as later:
        assert await later.shares() == {"python": (4, 0.5)}


async def test_tells_which_share_of_the_blocks_that_came_unasked_is_followed(tmp_path: Path) -> None:
    statistics = Statistics(tmp_path / "s.sqlite")
    statistics.keep(record(outcome="accepted"))
    statistics.keep(record(outcome="accepted", mode="block", trigger="invoked"))
    for outcome in ("rejected", "typed"):
        statistics.keep(record(outcome=outcome, mode="block"))
    await statistics.aclose()

    async with aclosing(Statistics(tmp_path / "s.sqlite")) as later:
        assert await later.shares(blocks=True) == {"python": (2, 0.5)}


async def test_a_file_of_the_first_version_is_read_on(tmp_path: Path) -> None:
    file = tmp_path / "s.sqlite"
    async with aclosing(Database(file, VERSIONS[:1])) as old:
        await old.run(
            lambda connection: connection.execute(
                "INSERT INTO suggestions (language_id, model, outcome) VALUES ('go', 'a/b', 'accepted')"
            )
        )

    async with aclosing(Statistics(file)) as statistics:
        assert await statistics.shares() == {"go": (1, 1.0)}
        assert await statistics.shares(blocks=True) == {}


async def test_a_file_that_cannot_be_written_disturbs_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    statistics = Statistics(tmp_path / "file" / "s.sqlite")
    statistics.keep(record())
    statistics.keep(record())

    await statistics.aclose()
