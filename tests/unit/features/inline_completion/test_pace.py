from __future__ import annotations

from kibitz.features.inline_completion.pace import LEVELS, Pace

SLOW, FAST = LEVELS[0], LEVELS[-1]


def budget(pace: Pace, context_tokens: int = 32_768) -> int:
    return pace.budget(context_tokens, 192).prefix_chars


def test_starts_small_with_a_model_on_this_machine() -> None:
    assert budget(Pace(local=True)) == SLOW.prefix_chars


def test_a_model_elsewhere_gets_much_at_once() -> None:
    assert budget(Pace(local=False)) == FAST.prefix_chars


def test_a_fast_machine_gets_more_and_a_slow_one_does_not() -> None:
    fast, slow = Pace(local=True), Pace(local=True)
    fast.saw("x" * 1800, 0.05)
    slow.saw("x" * 1800, 4.0)

    assert budget(fast) == FAST.prefix_chars
    assert budget(slow) == SLOW.prefix_chars


def test_what_the_server_had_read_already_says_nothing_of_its_speed() -> None:
    pace = Pace(local=True)
    pace.saw("x" * 1800, 4.0)
    for n_typed in range(20):
        pace.saw("x" * 1800 + "y" * n_typed, 0.02)

    assert budget(pace) == SLOW.prefix_chars


def test_does_not_waver_between_two_windows() -> None:
    pace = Pace(local=True)
    windows: list[int] = []
    for number in range(40):
        pace.saw(f"{number}" + "x" * 2400, 1.0 if number % 2 else 1.1)
        windows.append(budget(pace))

    assert len(set(windows)) == 1


def test_never_more_than_the_model_can_take_together_with_its_answer() -> None:
    for context_tokens in (512, 1024, 4096):
        for max_tokens in (8, 192, 2048):
            window = Pace(local=False).budget(context_tokens, max_tokens)
            tokens = (window.prefix_chars + window.suffix_chars) / 3
            assert 0 < tokens <= max(context_tokens - max_tokens, 64)
