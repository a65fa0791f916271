from __future__ import annotations

import pytest

from kibitz.features.inline_completion.filters.following_line import stop_at_following_line as stop


@pytest.mark.parametrize(
    ("picture", "text", "left"),
    [
        ("x = f(║)\nreturn x", "a, b)\nreturn x", "a, b)"),
        ("def f():\n    ║\n    return total", "total = 1\n    return total", "total = 1"),
        ("def f():\n    ║\n\n\n    return total", "a = 1\n    return total\n    x", "a = 1"),
        ("def f():\n    ║\n    return total", "a = 1\n  return total", "a = 1"),
        ("if a:\n    ║\nelse:\n    c()", "if b:\n        x()\n    else:\n        y()", None),
        ("def f():\n    ║", "a = 1\n    return total", None),
    ],
)
def test_stops_where_the_document_goes_on(check, picture: str, text: str, left: str | None) -> None:
    assert check.text(stop, picture, text) == (text if left is None else left)


def test_nothing_but_what_follows_is_dropped(check) -> None:
    assert check(stop, "def f():\n    ║\n    return total", "return total\n") is None


def test_what_closes_the_block_that_goes_on_below_has_left_something_out(check) -> None:
    picture = "def f(xs):\n    for x in xs:\n║\n            n += int(x)\n    return n - sum(xs)\n"

    assert check(stop, picture, "    return n - sum(xs)\n\nprint(f(1))") is None
    assert check.text(stop, picture, "        m = n\n    return n - sum(xs)\n") == "        m = n"
    assert check.text(stop, picture, "        return n - sum(xs)\n") == "        return n - sum(xs)\n"


def test_a_header_like_one_further_down_has_left_nothing_out(check) -> None:
    picture = "func f() {\n║\n\t\tx = 1\n\t}\n\tgo run(func() {\n\t\ty = 2\n\t})\n}\n"
    text = "\tgo run(func() {"

    assert check.text(stop, picture, text, language_id="go") == text


def test_the_next_line_is_not_said_at_the_end_of_this_one(check) -> None:
    assert check(stop, "match a {║\n    1 => b,\n}", "    1 => b,\n    2 => c", language_id="rust") is None


def test_an_inner_brace_is_not_the_one_below(check) -> None:
    text = "if (a) {\n        b();\n    }\n    c();"
    assert check.text(stop, "function f() {\n    ║\n}", text, language_id="javascript") == text
