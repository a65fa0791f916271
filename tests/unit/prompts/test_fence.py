from __future__ import annotations

import pytest

from kibitz.prompts.fence import fence_for


@pytest.mark.parametrize(
    ("texts", "fence"),
    [
        ((), "```"),
        (("x = '```'",), "```"),
        (("```\nx\n```",), "````"),
        (("x", "  ````\n"), "`````"),
    ],
)
def test_a_fence_is_longer_than_those_inside(texts: tuple[str, ...], fence: str) -> None:
    assert fence_for(*texts) == fence
