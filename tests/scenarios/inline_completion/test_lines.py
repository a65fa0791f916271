"""The rest of a line: where the line has text already."""

from __future__ import annotations

import pytest


async def test_stops_at_line_the_user_already_has(check) -> None:
    await check(before="x = f(║)\nreturn x", model="a, b)\nreturn x", shows="a, b")


async def test_a_line_is_a_line(check) -> None:
    await check(before="total = ║\n", model="sum(prices)\nprint(total)\n", shows="sum(prices)")


async def test_a_word_is_completed(check) -> None:
    await check(before="import js║\n", model="on\nimport os\n", shows="on")


@pytest.mark.parametrize("chunk_chars", [1, 3, 1000])
async def test_it_does_not_matter_how_the_answer_is_cut_into_pieces(check, chunk_chars: int) -> None:
    await check(
        before="total = ║\n",
        model="sum(prices)\nprint(total)\n",
        shows="sum(prices)",
        chunk_chars=chunk_chars,
    )


async def test_a_complete_line_needs_nothing(check) -> None:
    await check(before="total = 0║\n", model="\n\nfor x in y:\n", shows=None, reason="empty")


async def test_brackets_of_the_editor_are_not_doubled(check) -> None:
    await check(before="print(max(║))\n", model="1, 2))\n", shows="1, 2", becomes="print(max(1, 2))\n")


async def test_a_colon_behind_the_bracket_replaces_it(check) -> None:
    await check(before="def area(║)\n", model="w, h):\n", shows="w, h):", becomes="def area(w, h):\n")


async def test_a_string_of_the_editor_is_not_closed_twice(check) -> None:
    await check(
        before='name = os.environ.get("║")\n',
        model='HOME")\n',
        shows="HOME",
        becomes='name = os.environ.get("HOME")\n',
    )


async def test_a_callback_in_the_middle_of_a_line_is_closed(check) -> None:
    await check(
        before='app.get("/", ║);\n',
        model="(req, res) => {\n  res.end();\n}",
        language="javascript",
        shows="(req, res) => {}",
        becomes='app.get("/", (req, res) => {});\n',
    )


async def test_a_chatty_model_is_cut_to_code(check) -> None:
    await check(before="x = ║\n", model="```python\nx = a + b\n```\nThis adds.", shows=None)
    await check(before="x = ║\n", model="a + b<|endoftext|>And more", shows="a + b")
    await check(before="x = ║\n", model="a + b  # adds a and b\n", shows="a + b")


async def test_prose_is_no_code(check) -> None:
    await check(
        before="x = ║\n",
        model="Sure, here is the rest of the line.\n",
        shows=None,
        reason="breaks the syntax",
    )


async def test_a_comment_is_continued_as_prose(check) -> None:
    await check(before="# Reads the ║\nx = 1\n", model="file line by line.\n", shows="file line by line.")


async def test_a_docstring_is_not_closed_twice(check) -> None:
    await check(
        before='def f(x):\n    """Return ║\n    """\n    return x\n',
        model='x itself."""\n',
        shows="x itself.",
    )


async def test_nothing_inside_a_word_or_before_code(check) -> None:
    await check(before="ret║urn x\n", model="a", shows=None, reason="inside a word")
    await check(before="x = ║ + y\n", model="a", shows=None, reason="inside a line")


async def test_who_asks_gets_an_answer_inside_a_line(check) -> None:
    await check(before="x = ║ + y\n", model="a\n", shows="a", trigger="invoked")


async def test_who_asks_right_before_a_line_gets_lines_above_it(check) -> None:
    await check(
        before="def f(xs):\n    ║return total\n",
        model="total = sum(xs)\n    return total\n",
        trigger="invoked",
        shows="total = sum(xs)\n    ",
        becomes="def f(xs):\n    total = sum(xs)\n    return total\n",
    )


async def test_who_asks_inside_a_line_gets_as_much_as_arrives_at_its_rest(check) -> None:
    await check(
        before="def f(n):\n    my_t║] * n\n    return my_tri\n",
        model="ri = []\n    for i in range(n):\n        my_tri.append(i)\n    my_tri = [0] * n\n    return\n",
        trigger="invoked",
        shows="ri = []\n    for i in range(n):\n        my_tri.append(i)\n    my_tri = [0",
    )


async def test_who_asks_at_the_end_of_a_line_gets_what_the_code_below_lacks(check) -> None:
    await check(
        before="def f(xs):\n    n = ║\n    return total / n\n",
        model="len(xs)\n    total = sum(xs)\n    print(total)\n    print(n)\n" + "    print()\n" * 9,
        trigger="invoked",
        shows="len(xs)\n    total = sum(xs)",
    )


async def test_while_typing_a_line_is_enough(check) -> None:
    await check(
        before="def f(xs):\n    n = ║\n    return total / n\n",
        model="len(xs)\n    total = sum(xs)\n",
        shows="len(xs)",
    )


async def test_who_asks_gets_the_line_also_where_a_bracket_below_could_be_its_own(check) -> None:
    await check(
        before="var set = (this║\n    a(o);\n}) : function(o) {\n    b(o);\n});\n",
        model=" && this.set) || (c ? (function(o) {\n    a(o);\n}) : function(o) {\n",
        language="javascript",
        trigger="invoked",
        shows=" && this.set) || (c ? (function(o) {",
    )
