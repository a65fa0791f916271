from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kibitz.features.inline_completion.outcomes import (
    FEWEST_BLOCKS,
    FEWEST_SHOWN,
    SHOWN_ALL_THE_SAME,
    Outcomes,
    Record,
)

if TYPE_CHECKING:
    from collections.abc import Callable

URI = "file:///project/example"
BEFORE, SUGGESTED, AFTER = "x = ", "foo(a, b)\n    bar", "\ny"


class Watched:
    """One suggestion in one document, and a clock that is turned by hand."""

    def __init__(self) -> None:
        self.text = BEFORE + AFTER
        self.kept: list[Record] = []
        self.timers: list[tuple[float, Callable[[], None]]] = []
        self.outcomes = Outcomes(
            current=lambda _: self.text,
            keep=self.kept.append,
            later=lambda delay_s, call: self.timers.append((delay_s, call)),
        )
        self.show()

    def show(self, mode: str = "line") -> None:
        record = Record(
            language_id="python",
            model="a/b",
            trigger="automatic",
            mode=mode,
            answered_by="model",
            latency_ms=12.0,
            n_chars=len(SUGGESTED),
        )
        self.outcomes.shown(URI, record, BEFORE + AFTER, len(BEFORE), SUGGESTED)

    def now(self, *inserted: str) -> None:
        """The document, one state after the other."""
        for each in inserted:
            self.text = BEFORE + each + AFTER
            self.outcomes.look(URI, self.text)

    def later(self, text: str) -> None:
        self.text = text
        timers, self.timers = self.timers, []
        for _, call in timers:
            call()

    def record(self) -> Record:
        self.outcomes.close()
        (record,) = self.kept
        return record


def test_what_is_put_in_at_once_was_accepted() -> None:
    watched = Watched()
    watched.now(SUGGESTED)

    record = watched.record()

    assert (record.outcome, record.n_taken_chars) == ("accepted", len(SUGGESTED))


def test_the_word_of_the_editor_counts_before_the_document_shows_it() -> None:
    watched = Watched()
    watched.outcomes.accepted(URI)

    assert watched.record().outcome == "accepted"


def test_what_is_typed_to_its_end_was_not_accepted() -> None:
    watched = Watched()
    watched.now(*(SUGGESTED[:n] for n in range(1, len(SUGGESTED) + 1)))

    assert (watched.record().outcome, watched.record().n_taken_chars) == ("typed", 0)


def test_words_and_lines_are_told_apart() -> None:
    watched = Watched()
    watched.now("foo", "foo(a,", "foo(a, b)\n    b")

    record = watched.record()

    assert (record.outcome, record.n_words, record.n_lines) == ("partly", 2, 1)


@pytest.mark.parametrize("states", [(), ("z",), ("f", "fo", "fox")])
def test_everything_else_was_rejected(states: tuple[str, ...]) -> None:
    watched = Watched()
    watched.now(*states)

    assert watched.record().outcome == "rejected"


def test_a_new_suggestion_ends_the_older_one() -> None:
    watched = Watched()
    watched.show()

    assert [record.outcome for record in watched.kept] == ["rejected"]


def test_looks_again_after_half_a_minute_and_after_five() -> None:
    watched = Watched()
    watched.now(SUGGESTED)
    assert [delay_s for delay_s, _ in watched.timers] == [30]
    watched.later(BEFORE + SUGGESTED + AFTER)
    assert [delay_s for delay_s, _ in watched.timers] == [270]
    assert not watched.kept
    watched.later("x = foo(a, b)\n")

    (record,) = watched.kept
    assert record.kept_30s == 1
    assert record.kept_5min == pytest.approx(9 / 12)


def test_who_leaves_early_leaves_what_is_known() -> None:
    watched = Watched()
    watched.now(SUGGESTED)
    watched.later(BEFORE + SUGGESTED + AFTER)

    assert (watched.record().kept_30s, watched.record().kept_5min) == (1, None)


def test_knows_where_suggestions_are_hardly_ever_taken() -> None:
    watched = Watched()
    assert not watched.outcomes.reluctant("python")
    for _ in range(3 * FEWEST_SHOWN):
        watched.show()

    assert watched.outcomes.reluctant("python")
    assert not watched.outcomes.reluctant("go")


def test_earlier_sessions_count() -> None:
    watched = Watched()
    watched.outcomes.remember("go", 100, 0.01)

    assert watched.outcomes.reluctant("go")


def test_blocks_that_nobody_takes_are_withheld_but_for_one_in_some() -> None:
    watched = Watched()
    for _ in range(2 * FEWEST_BLOCKS):
        watched.show("block")

    rounds = [watched.outcomes.withholds_block("python") for _ in range(2 * SHOWN_ALL_THE_SAME)]

    assert rounds == ([True] * (SHOWN_ALL_THE_SAME - 1) + [False]) * 2
    assert not watched.outcomes.withholds_block("go")


def test_lines_that_nobody_takes_say_nothing_of_blocks() -> None:
    watched = Watched()
    for _ in range(2 * FEWEST_BLOCKS):
        watched.show("line")

    assert not watched.outcomes.withholds_block("python")


def test_a_block_that_is_taken_brings_the_others_back() -> None:
    watched = Watched()
    watched.outcomes.remember("python", FEWEST_BLOCKS, 0.0, blocks=True)
    assert watched.outcomes.withholds_block("python")

    watched.show("block")
    watched.outcomes.accepted(URI)

    assert not watched.outcomes.withholds_block("python")
