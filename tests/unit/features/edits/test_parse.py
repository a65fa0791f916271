from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kibitz.features.edits.parse import (
    ELIDED,
    EMPTY,
    ENDLESS,
    Code,
    Refused,
    goes_round,
    is_complete,
    parse_answer,
)

SHOWN = "def f(x):\n    return x"

LINE = st.text(st.characters(codec="utf-8", exclude_characters="\n\r`~<"), max_size=20)
BLOCK = st.lists(LINE, min_size=1, max_size=8).map("\n".join).filter(lambda text: bool(text.strip()))
PROSE = st.sampled_from(["", "Sure! Here is the code:\n\n", "Certainly.\n", "1. First:\n"])


def code(answer: str, shown: str = SHOWN) -> str:
    found = parse_answer(answer, shown)
    assert isinstance(found, Code), found
    return found.text


def trimmed(text: str) -> str:
    lines = text.split("\n")
    while not lines[0].strip():
        del lines[0]
    while not lines[-1].strip():
        del lines[-1]
    return "\n".join(lines)


@given(block=BLOCK, before=PROSE, after=PROSE, language=st.sampled_from(["", "python", "c++", "objective-c"]))
def test_a_fenced_block_is_taken_exactly(block: str, before: str, after: str, language: str) -> None:
    found = parse_answer(f"{before}```{language}\n{block}\n```\n\n{after}", "")
    assert found is ELIDED or found == Code(trimmed(block))


@given(st.text())
def test_no_text_makes_it_fail(answer: str) -> None:
    for shown in ("", SHOWN, answer):
        found = parse_answer(answer, shown)
        assert isinstance(found, Refused) or found.text.strip()
        is_complete(answer, shown)


@given(st.text(st.sampled_from("`~\n #.a")), st.text(st.sampled_from("`~\n #.a")))
def test_no_arrangement_of_fences_makes_it_fail(answer: str, shown: str) -> None:
    found = parse_answer(answer, shown)
    assert isinstance(found, Refused) or found.text.strip()


def test_bare_code_is_code() -> None:
    assert code("def f(x):\n    return 2 * x\n") == "def f(x):\n    return 2 * x"


def test_sentences_around_bare_code_are_left_out() -> None:
    answer = "Here is the edited code:\n\nx = 1\ny = 2\n\nThis sets both of them."
    assert code(answer) == "x = 1\ny = 2"


def test_sentences_are_kept_where_the_text_is_made_of_them() -> None:
    answer = "The fox jumps over it.\nThe dog sleeps still."
    assert code(answer, shown="The quick fox jumps.\nThe dog sleeps.") == answer


def test_an_apology_is_no_code() -> None:
    assert parse_answer("I'm sorry, but I can't help with that.", SHOWN) is EMPTY


def test_a_block_without_an_end_is_taken_to_the_end_of_the_answer() -> None:
    assert code("```python\nx = 1\ny = 2") == "x = 1\ny = 2"


def test_the_code_shown_is_skipped_when_something_new_follows() -> None:
    assert code(f"Before:\n```\n{SHOWN}\n```\nAfter:\n```\nx = 1\n```") == "x = 1"


def test_a_usage_example_after_the_code_is_not_taken() -> None:
    assert code("```\ndef g():\n    pass\n```\nUsage:\n```\ng()\n```") == "def g():\n    pass"


def test_thinking_aloud_is_left_out() -> None:
    assert code("<think>\n```\nwrong\n```\n</think>\n```\nright\n```") == "right"


def test_a_block_in_the_block_belongs_to_it() -> None:
    assert code("```markdown\nRun:\n```sh\nmake\n```\nDone.\n```") == "Run:\n```sh\nmake\n```\nDone."


def test_line_endings_of_any_kind_are_read() -> None:
    assert code("```\r\nx = 1\r\ny = 2\r\n```\r\n") == "x = 1\ny = 2"


@pytest.mark.parametrize(
    "line",
    [
        "# ... existing code ...",
        "    // ... rest of the function",
        "...",
        "    …",
        "... (unchanged)",
        "# rest of the code",
        "// Rest of the method remains the same",
        "/* existing code */",
        "/* ... */",
        "-- ... --",
        "<!-- ... -->",
        "{/* ... other code ... */}",
        "# existing code here",
        "# [rest of the code unchanged]",
        "// code omitted",
    ],
)
def test_an_answer_that_leaves_code_out_is_refused(line: str) -> None:
    assert parse_answer(f"```\nx = 1\n{line}\ny = 2\n```", SHOWN) is ELIDED


@pytest.mark.parametrize(
    "line",
    [
        "const copy = { ...rest };",
        "...rest,",
        "  ...existing,",
        "f(*args, ...)",
        "# Read the rest of the file.",
        "# remaining lines are data",
        "x = y[..., 0]",
        "# The same thing again",
        "print('...')",
    ],
)
def test_code_that_only_looks_like_that_is_taken(line: str) -> None:
    assert line in code(f"```\nx = 1\n{line}\ny = 2\n```")


def test_dots_that_stood_there_before_may_stay() -> None:
    shown = "def f():\n    # ... existing code ...\n    ..."
    assert code(f"```\n{shown}\n\nx = 1\n```", shown=shown).startswith(shown)


def test_dots_are_the_body_of_a_new_definition_but_not_of_an_old_one() -> None:
    assert code("```\nclass P(Protocol):\n    def g(self) -> int:\n        ...\n```")
    assert parse_answer("```\ndef f(x):\n    ...\n```", SHOWN) is ELIDED


@pytest.mark.parametrize(
    ("answer", "complete"),
    [
        ("```python\nx = 1\n", False),
        ("```python\nx = 1\n```", False),
        ("```python\nx = 1\n```\n", True),
        ("```python\nx = 1\n```\nThis", True),
        (f"```\n{SHOWN}\n```\n", False),
        ("```\n```\n", False),
        ("x = 1\n", False),
    ],
)
def test_an_answer_is_complete_once_a_block_with_something_new_is_closed(answer: str, complete: bool) -> None:
    assert is_complete(answer, SHOWN) is complete


CASES = "".join(f'    assert roman({n}) == "{"I" * n}"\n' for n in range(30))
PAIRS = "".join(f"def test_{n}():\n    assert f({n}) == {n}\n\n" for n in range(10))


@pytest.mark.parametrize("cases", [CASES, PAIRS], ids=["line by line", "test by test"])
def test_cases_without_end_are_no_answer(cases: str) -> None:
    begun = f"```python\ndef test_roman():\n{cases}"
    assert goes_round(begun, "") and parse_answer(begun, "") is ENDLESS
    assert not goes_round(begun, cases)  # the code has such lines
    assert not goes_round(begun[: len(begun) // 2], "")
    assert not goes_round(f"{begun}```\n", "")  # it has ended


def test_a_table_may_grow_by_some_lines() -> None:
    row = "    ({n}, 'a'),\n"
    table = "ROWS = [\n" + "".join(row.format(n=n) for n in range(20))
    assert not goes_round(f"```\n{table}" + row * 20, f"{table}]")
    assert goes_round(f"```\n{table}" + row * 30, f"{table}]")


def test_long_code_is_not_taken_for_repetition() -> None:
    code = "".join(f"    {name} = load({name!r})\n" for name in map("field_{:c}".format, range(97, 123)))
    assert not goes_round(f"```python\n{code}", "")
