from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kibitz.features.chat.blocks import block_at, blocks_in

TEXT = (
    "Use\n\n```python\nx = 1\n```\n\nor\n\n````md src/a.md\n```\ny\n```\n````\n"
    "and\n```js\n// web/b.js\nz\n```\n```open\n"
)


def test_closed_blocks_with_their_language_and_file() -> None:
    found = [(block.language, block.path, block.code) for block in blocks_in(TEXT)]
    assert found == [
        ("python", "", "x = 1\n"),
        ("md", "src/a.md", "```\ny\n```\n"),
        ("js", "web/b.js", "// web/b.js\nz\n"),
    ]


def test_the_block_at_a_place() -> None:
    block = block_at(TEXT, TEXT.index("x = 1"))
    assert block is not None and TEXT[block.span.start : block.span.end] == "```python\nx = 1\n```"
    assert block_at(TEXT, 0) is None


@given(st.lists(st.sampled_from(["```\n", "~~~\n", "a\n", "````x\n", "\r\n", "é"]), max_size=12).map("".join))
def test_never_fails_and_blocks_do_not_overlap(text: str) -> None:
    end = 0
    for block in blocks_in(text):
        assert end <= block.span.start < block.span.end <= len(text)
        end = block.span.end
