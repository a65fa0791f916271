from __future__ import annotations

from kibitz.features.inline_completion.pace import LEVELS, Pace

SLOW, FAST = LEVELS[0], LEVELS[-1]


def budget(pace: Pace, context_tokens: int = 32_768) -> int:
    return pace.budget(context_tokens, 192).prefix_chars


def saw(pace: Pace, prompt: str, first_text_s: float, *, target_ms: int = 600) -> None:
    pace.saw(prompt, first_text_s, target_ms=target_ms)


def test_starts_small_with_a_model_on_this_machine() -> None:
    assert budget(Pace(local=True)) == SLOW.prefix_chars


def test_a_model_elsewhere_gets_much_at_once() -> None:
    assert budget(Pace(local=False)) == FAST.prefix_chars


def test_a_fast_machine_gets_more_and_a_slow_one_does_not() -> None:
    fast, slow = Pace(local=True), Pace(local=True)
    saw(fast, "x" * 1800, 0.05)
    saw(slow, "x" * 1800, 4.0)

    assert budget(fast) == FAST.prefix_chars
    assert budget(slow) == SLOW.prefix_chars


def test_what_the_server_had_read_already_says_nothing_of_its_speed() -> None:
    pace = Pace(local=True)
    saw(pace, "x" * 1800, 4.0)
    for n_typed in range(20):
        saw(pace, "x" * 1800 + "y" * n_typed, 0.02)

    assert budget(pace) == SLOW.prefix_chars


def test_does_not_waver_between_two_windows() -> None:
    pace = Pace(local=True)
    windows: list[int] = []
    for number in range(40):
        saw(pace, f"{number}" + "x" * 2400, 1.0 if number % 2 else 1.1)
        windows.append(budget(pace))

    assert len(set(windows)) == 1


def test_never_more_than_the_model_can_take_together_with_its_answer() -> None:
    for context_tokens in (512, 1024, 4096):
        for max_tokens in (8, 192, 2048):
            window = Pace(local=False).budget(context_tokens, max_tokens)
            tokens = (window.prefix_chars + window.suffix_chars) / 3
            assert 0 < tokens <= max(context_tokens - max_tokens, 64)


def test_who_waits_longer_gets_more_code_in_the_prompt() -> None:
    patient, hasty = Pace(local=True), Pace(local=True)
    saw(patient, "x" * 1800, 1.0, target_ms=5000)
    saw(hasty, "x" * 1800, 1.0, target_ms=200)

    assert budget(patient) > budget(hasty)


def test_context_of_other_places_gets_what_the_code_around_the_cursor_leaves() -> None:
    pace = Pace(local=False)

    assert pace.budget(32_768, 192).context_tokens == FAST.context_tokens
    assert 0 < pace.budget(4300, 192).context_tokens < FAST.context_tokens
    assert pace.budget(2048, 192).context_tokens == 0


def test_says_how_fast_the_model_reads_and_writes() -> None:
    pace = Pace(local=True)
    assert pace.facts() == {}

    saw(pace, "x" * 3000, 0.5)
    pace.wrote(90, 1.0)

    assert pace.facts() == {"read_tokens_per_s": 2000, "written_tokens_per_s": 30, "first_text_ms": 500}


def test_knows_a_model_that_ends_its_answers_itself_by_most_of_the_last_ones() -> None:
    pace = Pace(local=True)
    for ended, known in ((True, False), (True, False), (False, True), (False, False), (True, True)):
        pace.answered(ended_itself=ended)

        assert pace.ends_itself is known
