"""Of tests without an end, what was right before the model lost its way is used."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kibitz.features.write_tests.endless import KEPT, beginnings, goes_on

MOST_ALIKE = 8
FIRST = "```python\ndef test_a():\n    assert f(0) == 0\n\n"
HEAD = "def test_b():\n    x = 1\n"


def asserted(n: int) -> str:
    return "".join(f'    assert f({each}, "{"x" * each}") == {each}\n' for each in range(n))


@pytest.mark.parametrize("begun", ["", "    assert f(9", '    assert f(9, "x'])
def test_the_only_test_keeps_its_first_assertions(begun: str) -> None:
    answer = f"```python\n{HEAD}{asserted(MOST_ALIKE)}{begun}"
    assert goes_on(answer, MOST_ALIKE)
    assert list(beginnings(answer)) == [f"```python\n{HEAD}{asserted(KEPT)}".rstrip("\n")]


def test_the_last_of_several_goes_if_it_can() -> None:
    first, second = beginnings(f"{FIRST}{HEAD}{asserted(20)}")
    assert first == FIRST.rstrip()
    assert second == f"{FIRST}{HEAD}{asserted(KEPT)}".rstrip("\n")


def test_rows_of_a_table_are_cases_too() -> None:
    rows = "".join(f'\t\t{{"v1.{"2." * n}", Version{{{n}, 2}}, nil}},\n' for n in range(MOST_ALIKE))
    table = "```go\nfunc TestParse(t *testing.T) {\n\tcases := []struct{}{\n"
    assert goes_on(table + rows, MOST_ALIKE)
    assert not goes_on(f"{table}{rows}\t}}\n", MOST_ALIKE)


@pytest.mark.parametrize(
    "answer",
    [
        f"```python\n{HEAD}{asserted(MOST_ALIKE - 1)}",
        f"```python\n{HEAD}{asserted(MOST_ALIKE)}```\n",
        f"```python\n{HEAD}{asserted(MOST_ALIKE)}    assert g() == 1\n",
        "```python\n" + "".join(f"    undo.do({n})\n" for n in range(MOST_ALIKE)),
        "",
    ],
    ids=["few", "ended", "something else", "no assertions", "nothing"],
)
def test_tests_may_be_long(answer: str) -> None:
    assert not goes_on(answer, MOST_ALIKE)


@given(st.text(alphabet="ab1\"' \n@(", max_size=80), st.integers(0, 12))
def test_a_beginning_is_one(before: str, n: int) -> None:
    answer = f"{before}\n{HEAD}{asserted(n)}"
    for each in beginnings(answer):
        assert answer.startswith(each) and len(each) < len(answer)
