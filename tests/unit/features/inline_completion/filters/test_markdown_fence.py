from __future__ import annotations

from kibitz.features.inline_completion.filters.markdown_fence import remove_markdown_fence as remove


def test_takes_code_out_of_a_fence(check) -> None:
    assert check.text(remove, "x = ║", "```python\na + b\n```\nThis adds.") == "a + b"


def test_cuts_at_a_fence_that_ends_the_answer(check) -> None:
    assert check.text(remove, "x = ║", "a + b\n```\n\nThis adds a and b.") == "a + b"


def test_knows_that_markdown_has_fences(check) -> None:
    text = "```python\na\n```"
    assert check.text(remove, "Example:\n║", text, language_id="markdown") == text


def test_leaves_a_backtick_string_alone(check) -> None:
    assert check.text(remove, "let x = ║", "`a ${b}`", language_id="javascript") == "`a ${b}`"
