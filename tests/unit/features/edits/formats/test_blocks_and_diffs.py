"""Both forms carry out what they say, at the place they quote, or refuse."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kibitz.features.edits.formats.blocks import TORN, from_blocks
from kibitz.features.edits.formats.changes import NOT_FOUND, OVERLAPPING
from kibitz.features.edits.formats.choose import format_for
from kibitz.features.edits.formats.diff import NO_CONTEXT, from_diff
from kibitz.features.edits.parse import ELIDED, EMPTY, Code, Refused
from support.edits import Desk, ScriptedModel

if TYPE_CHECKING:
    from kibitz.features.edits.formats.choose import Format

SHOWN = "def f(xs):\n    total = 0\n    for x in xs:\n        total += x\n    return total"


def block(old: str, new: str) -> str:
    return f"<<<<<<< SEARCH\n{old}\n=======\n{new}\n>>>>>>> REPLACE\n"


def read(outcome: Code | Refused) -> str | Refused:
    return outcome.text if isinstance(outcome, Code) else outcome


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        (block("    total = 0", "    total = 1"), "    total = 1"),
        (f"Sure:\n```python\n{block('    total = 0', '    total = 1')}```\nDone.", "    total = 1"),
        (block("total = 0", "total = 1"), "    total = 1"),  # the indentation is lost
        (block("\ttotal = 0  ", "\ttotal = 1"), "    total = 1"),
        (block("    total = 0\n    for y in xs:\n        total += y", "    total = 1"), "    total = 1"),
    ],
)
def test_a_block_replaces_the_lines_it_quotes(answer: str, line: str) -> None:
    text = read(from_blocks(answer, SHOWN))
    assert isinstance(text, str) and text.split("\n")[1] == line


def test_indentation_is_that_of_the_place() -> None:
    answer = block("for x in xs:\n    total += x", "for x in xs:\n    if x:\n        total += x")
    expected = SHOWN.replace("        total += x", "        if x:\n            total += x")
    assert read(from_blocks(answer, SHOWN)) == expected


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("", EMPTY),
        ("```python\nx = 1\n```", EMPTY),
        (block("    nothing = 0", "x"), NOT_FOUND),
        (block("", "x"), NOT_FOUND),
        (block("    total = 0", "    total = 1").replace(">>>>>>> REPLACE", ""), TORN),
        (block("    total = 0", "    total = 1").replace("=======\n", ""), TORN),
        (block("    total = 0", "    # ... existing code ..."), ELIDED),
        (block("    total = 0", "    a = 0") + block("    total = 0", "    b = 0"), OVERLAPPING),
        (block("    total = 0\n    for x in xs:", "    a") + block("    for x in xs:", "    b"), OVERLAPPING),
    ],
)
def test_what_is_in_doubt_is_refused(answer: str, reason: Refused) -> None:
    assert from_blocks(answer, SHOWN) is reason


def test_lines_that_are_there_twice_need_more_around_them() -> None:
    twice = "a = 1\nx = 0\nb = 2\nx = 0"
    assert from_blocks(block("x = 0", "x = 1"), twice) is NOT_FOUND
    assert read(from_blocks(block("b = 2\nx = 0", "b = 2\nx = 1"), twice)) == "a = 1\nx = 0\nb = 2\nx = 1"


@pytest.mark.parametrize(
    "answer",
    [
        "```diff\n--- a/x.py\n+++ b/x.py\n@@ -1,2 +1,2 @@\n def f(xs):\n-    total = 0\n+    total = 1\n```",
        "@@\n def f(xs):\n-    total = 0\n+    total = 1\n",
        "@@ -77 +99 @@ class A\n-    total = 0\n+    total = 1\n\nThat is all.",
    ],
)
def test_a_diff_is_read_whatever_its_numbers_say(answer: str) -> None:
    assert read(from_diff(answer, SHOWN)) == SHOWN.replace("total = 0", "total = 1")


def test_a_diff_without_a_place_is_refused() -> None:
    assert from_diff("@@ -0,0 +1 @@\n+x = 1\n", SHOWN) is NO_CONTEXT
    assert from_diff("@@\n-nothing\n+x = 1\n", SHOWN) is NOT_FOUND
    assert from_diff("no diff", SHOWN) is EMPTY


LINES = st.lists(
    st.sampled_from(["a", "b = 1", "    c(b)", "", "\td", "if e:", "  - f", "+ g", "@h"]), max_size=12
)


@given(LINES, LINES)
def test_a_true_diff_gives_the_new_text_or_is_refused(old: list[str], new: list[str]) -> None:
    diff = "\n".join(difflib.unified_diff(old, new, lineterm="", n=3))
    outcome = from_diff(f"```diff\n{diff}\n```", "\n".join(old))
    if isinstance(outcome, Code):
        told = [line for line in outcome.text.split("\n") if line.strip()]
        assert told == [line for line in new if line.strip()]


@given(st.lists(st.integers(0, 30), unique=True, min_size=3, max_size=12), st.data())
def test_blocks_change_what_they_quote_and_nothing_else(numbers: list[int], data: st.DataObject) -> None:
    lines = [f"{'    ' * (number % 3)}name_{number} = {number}" for number in numbers]
    start = data.draw(st.integers(0, len(lines) - 1))
    end = data.draw(st.integers(start + 1, len(lines)))
    old, new = lines[start:end], ["new line"]
    outcome = from_blocks(block("\n".join(old), "\n".join(new)), "\n".join(lines))
    assert read(outcome) == "\n".join([*lines[:start], *new, *lines[end:]])


NOISE = st.text(alphabet="<=>@+- \nab:`#.", max_size=200)


@given(NOISE, NOISE)
def test_no_answer_raises(answer: str, shown: str) -> None:
    for outcome in (from_blocks(answer, shown), from_diff(answer, shown)):
        assert isinstance(outcome, Code | Refused)


@given(NOISE)
def test_noise_loses_no_line_silently(noise: str) -> None:
    """Whatever stands around one good block, its line is the only one that changes."""
    answer = noise.replace("<", "") + "\n" + block("    total = 0", "    total = 1")
    outcome = from_blocks(answer, SHOWN)
    assert isinstance(outcome, Refused) or read(outcome) == SHOWN.replace("total = 0", "total = 1")


@pytest.mark.parametrize(
    ("label", "local", "form"),
    [
        ("local/qwen2.5-coder-1.5b", True, "region"),
        ("ollama/qwen2.5-coder:7b", True, "region"),
        ("ollama/qwen2.5-coder:32b-instruct", True, "blocks"),
        ("ollama/llama3:latest", True, "region"),
        ("work/some-large-model", False, "blocks"),
        ("work/mistral-7b", False, "region"),
    ],
)
async def test_the_form_goes_by_the_strength_of_the_model(label: str, *, local: bool, form: Format) -> None:
    from dataclasses import replace

    model = replace(await ScriptedModel().model_for("edit"), label=label, local=local)
    assert format_for("auto", model, "x" * 5000) == form
    assert format_for("auto", model, "x") == "region"
    assert format_for("diff", model, "x") == "diff"
    assert format_for("diff", model, "") == "region"


@pytest.mark.parametrize(
    ("form", "answer"),
    [
        ("blocks", block("    total = 0", "    total = 1")),
        ("diff", "@@\n def f(xs):\n-    total = 0\n+    total = 1\n"),
        ("blocks", f"```python\n{SHOWN.replace('total = 0', 'total = 1')}\n```"),
    ],
)
async def test_the_setting_goes_all_the_way_to_the_file(form: Format, answer: str) -> None:
    from kibitz.settings.model import Edits, Settings

    text = f"class A:\r\n{''.join(f'    {line}' + chr(13) + chr(10) for line in SHOWN.split(chr(10)))}"
    desk = Desk(
        text.replace("total += x", "║total += x"), answer, settings=Settings(edits=Edits(format=form))
    )
    assert await desk.edit("Start at 1") == "applied", desk.user.told
    assert desk.text == text.replace("total = 0", "total = 1")


QUOTED = (
    "def first_of_all(values):\n    return values[0]\n\n"
    "def the_second_one(values):\n    return values[1]\n\n"
    "def and_the_third(values):\n    return values[2]\n"
)


def test_a_line_that_was_not_quoted_does_not_go_with_those_around_it() -> None:
    lines = [f"value_{number} = compute_the_value_of({number}, options)" for number in range(12)]
    lines.insert(3, "close()")
    torn = [
        *lines[:3],
        *lines[4:9],
        lines[9][:12],
        lines[9][12:],
        *lines[10:],
    ]  # as many lines, all but alike
    answer = "<<<<<<< SEARCH\n" + "\n".join(torn) + "\n=======\npass\n>>>>>>> REPLACE\n"
    assert from_blocks(answer, "\n".join(lines)) is NOT_FOUND


def test_lines_in_the_middle_that_a_diff_only_repeats_stay_as_they_are() -> None:
    diff = "@@ -1,8 +1,8 @@\n"
    for line in QUOTED.rstrip("\n").split("\n"):
        changes = line == "    return values[0]" or line == "    return values[2]"
        diff += f"-{line}\n+{line} or None\n" if changes else f" {line.replace('second', 'secnd')}\n"
    found = from_diff(diff, QUOTED)
    assert isinstance(found, Code)
    assert found.text == QUOTED.replace("[0]", "[0] or None").replace("[2]", "[2] or None")
