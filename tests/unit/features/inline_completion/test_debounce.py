from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kibitz.features.inline_completion.debounce import FIRST_INTERVAL_MS, SLOWEST_MS, Rhythm


def typing(interval_ms: float, n_keys: int = 20) -> Rhythm:
    rhythm = Rhythm()
    for number in range(n_keys):
        rhythm.key(number * interval_ms)
    return rhythm


def test_the_first_request_goes_out_at_once() -> None:
    assert Rhythm().wait_ms(None) == 0


def test_who_types_something_else_is_waited_for() -> None:
    rhythm = Rhythm()
    rhythm.disagreed()

    assert rhythm.wait_ms(None) == FIRST_INTERVAL_MS


def test_waits_longer_with_every_request_in_vain_and_not_at_all_after_one_that_was_followed() -> None:
    rhythm = typing(100)
    waits = []
    for _ in range(5):
        rhythm.disagreed()
        waits.append(rhythm.wait_ms(500))
    rhythm.followed()

    assert waits == sorted(waits)
    assert waits[-1] <= 150
    assert rhythm.wait_ms(500) == 0


def test_learns_how_quickly_the_user_types() -> None:
    quick, slow = typing(80), typing(250)
    quick.disagreed()
    slow.disagreed()

    assert quick.wait_ms(None) == 80
    assert slow.wait_ms(None) == 250


def test_a_quick_model_is_asked_sooner() -> None:
    rhythm = typing(200)
    rhythm.disagreed()

    assert rhythm.wait_ms(20) == 100
    assert rhythm.wait_ms(2000) == 200


def test_a_pause_begins_something_new() -> None:
    rhythm = typing(100)
    rhythm.disagreed()
    rhythm.key(10_000)

    assert rhythm.wait_ms(None) == 0


@given(st.lists(st.floats(0, 5000), max_size=40), st.integers(0, 9), st.none() | st.floats(0, 60_000))
def test_never_waits_for_long(intervals: list[float], n_vain: int, first_text_ms: float | None) -> None:
    rhythm, now_ms = Rhythm(), 0.0
    for interval in intervals:
        now_ms += interval
        rhythm.key(now_ms)
    for _ in range(n_vain):
        rhythm.disagreed()

    assert 0 <= rhythm.wait_ms(first_text_ms) <= 1.5 * SLOWEST_MS
