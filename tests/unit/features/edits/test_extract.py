"""Whatever is extracted, the program does the same: every run of lines of some functions is tried."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from kibitz.features.edits.extract import extraction
from kibitz.features.edits.function_name import read_name
from support.edits import Desk

INVOICE = """\
def run(orders, tax=2):
    lines = []
    total = 0
    count = 0
    for name, price in orders:
        total += price
        if price > 3:
            count += 1
            kind = "dear"
        else:
            kind = "cheap"
        lines.append((name, kind))
    total = total * tax
    text = ""
    for name, kind in lines:
        text += name
        if kind == "dear":
            continue
        text += "!"
    with_tax = [total + part for part in range(tax)]
    return text, total, count, with_tax
"""
LOOPS = """\
def run(orders, tax=2):
    seen = {}
    last = None
    for name, price in orders:
        n = 0
        while price > n:
            n = n + tax
            if n == 6:
                break
        previous = last
        last = name
        if previous is not None:
            seen[previous] = n
    a, b = len(seen), last
    b, a = a, b
    try:
        c = seen[b]
    except KeyError as error:
        c = str(error)
    return seen, a, b, c
"""
TRIES = """\
def run(orders, tax=2):
    lines = []
    for name, price in orders:
        try:
            share = 12 // (price - tax)
        except ZeroDivisionError:
            share = 0
        try:
            first = name[0]
            number = tax // (price - 5)
        except ZeroDivisionError as error:
            lines.append(str(error))
            number = price
        else:
            share += number
        finally:
            last = share
        try:
            if price > 8:
                raise ValueError(name)
            kind = "cheap"
        except ValueError:
            raise KeyError(name, lines) from None
        lines.append((first, share, number, last, kind))
    seen = 0
    try:
        seen = 1
        seen = tax // len(orders)
        seen = 3
    except ZeroDivisionError:
        lines.append(seen)
    return lines, seen
"""
INPUTS = [[("a", 1), ("b", 5), ("c", 9)], [("x", 4)], []]


def extracted(text: str, first: int, last: int) -> str | None:
    found = extraction(text, first, last)
    if found is None:
        return None
    lines = text.split("\n")
    lines[found.first : found.last + 1] = [found.call("piece")]
    return "\n".join((found.function("piece"), *lines))


def results(text: str) -> list[Any]:
    names: dict[str, Any] = {}
    exec(compile(ast.parse(text), "x", "exec"), names)

    def result(value: Any) -> Any:
        try:
            return names["run"](value)
        except KeyError as error:
            return error.args

    return [result(value) for value in INPUTS]


@pytest.mark.parametrize("text", [INVOICE, LOOPS, TRIES])
def test_the_program_does_the_same_whatever_is_extracted(text: str) -> None:
    expected = results(text)
    n_lines = text.count("\n")
    n_extracted = 0
    for first in range(1, n_lines):
        for last in range(first, n_lines):
            changed = extracted(text, first, last)
            if changed is not None:
                n_extracted += 1
                assert results(changed) == expected, (first, last, changed)
    assert n_extracted > 25


@pytest.mark.parametrize(
    "text",
    [
        "def f(x):\n    if x:\n        return 1\n    return 2\n",
        "def f(x):\n    for y in x:\n        if y:\n            break\n    return 2\n",
        "def f(x):\n    if x:\n        y = 1\n    return y\n",
        "async def f(x):\n    y = await x\n    return y\n",
        "x = 1\ny = 2\n",
        "def f(:\n",
    ],
)
def test_what_is_in_doubt_is_left_to_the_model(text: str) -> None:
    first = 1 if "break" not in text else 2
    assert extraction(text, first, first + 1) is None or "await" in text
    if "await" in text:
        assert extraction(text, 1, 1) is None


async def test_a_method_is_extracted_as_a_method_under_the_name_the_model_gives() -> None:
    text = (
        "class A:\r\n    def f(self, xs):\r\n⟦        t = 0  # sum\r\n        for x in xs:\r\n"
        "            t += x\r\n⟧        return t * self.k\r\n\r\n    k = 2"
    )
    desk = Desk(text, "`add_up`")
    assert await desk.run("extract") == "applied"
    assert desk.text == (
        "class A:\r\n    def f(self, xs):\r\n        t = self.add_up(xs)\r\n        return t * self.k\r\n\r\n"
        "    def add_up(self, xs):\r\n        t = 0  # sum\r\n        for x in xs:\r\n            t += x\r\n"
        "        return t\r\n\r\n    k = 2"
    )


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ("add_up", "add_up"),
        ("A good name is `add_up_prices`.", "add_up_prices"),
        ("total", "total"),
        ("taken_name", "_taken_name"),
        ("Ünïcode?", "n"),
        ("", None),
    ],
)
def test_a_name_is_read_out_of_an_answer(answer: str, name: str | None) -> None:
    assert read_name(answer, {"taken_name"}) == name


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ("sortNames", "sortNames"),
        ("SortNames", "sortNames"),
        ("sort_names", "sortNames"),
        ("A good name is `sortNames`.", "sortNames"),
        ("total", "total"),
        ("takenName", "_takenName"),
        ("I have no idea.", None),
        ("", None),
    ],
)
def test_a_name_is_spelled_as_the_language_does(answer: str, name: str | None) -> None:
    assert read_name(answer, {"takenName"}, "go") == name


@pytest.mark.parametrize("guard", ["try:", "async with lock:", "with lock:"])
def test_what_is_bound_before_an_error_stays_where_it_counts(guard: str) -> None:
    end = "    except* OSError:\n        log(n)\n" if guard == "try:" else ""
    text = f"async def f(lock):\n    n = 0\n    {guard}\n        n = 1\n        n = g()\n{end}    return n\n"
    assert extraction(text, 3, 4) is None
