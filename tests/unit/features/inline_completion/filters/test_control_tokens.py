from __future__ import annotations

from kibitz.features.inline_completion.filters.control_tokens import cut_control_tokens as cut


def test_cuts_at_the_first_token_left_over(check) -> None:
    assert check.text(cut, "x = ║", "a + b<|endoftext|># Explain<|fim_pad|>") == "a + b"
    assert check.text(cut, "x = ║", "<|fim_middle|>a") == ""


def test_leaves_code_that_only_looks_similar(check) -> None:
    assert check.text(cut, "x = ║", "a <| b |> c") == "a <| b |> c"


def test_makes_line_endings_plain(check) -> None:
    assert check.text(cut, "║", "a\r\nb\rc") == "a\nb\nc"
