"""A model that answers with the whole file changes nothing but what was asked for."""

from __future__ import annotations

import pytest

from support.edits import Desk

FILES = {
    "python": """\
# ⚓ é
LIMIT = 3


def f(a):
    ║return 1


class C:
    def f(self):
        return 1
""",
    "typescript": """\
// ⚓
export const N = 3;

/** One. */
export function f(): number {
  ║return 1;
}

function g() {
}
""",
    "go": """\
package w

type T struct{}

// F is one.
func F() int {
	║return 1
}

func (t T) G() int {
	return 0
}
""",
    "rust": """\
pub struct T;

/// One.
#[inline]
pub fn f() -> i32 {
    ║return 1;
}

impl T {
    fn g(&self) {}
}
""",
    "java": """\
class W {
    int n;

    /**
     * One.
     */
    @Deprecated
    int f() {
        ║return 1;
    }

    int g() {
        return 0;
    }
}
""",
    "python method": """\
class C:
    n = 0

    @property
    def f(self):
        ║return 1

    def g(self):
        return 0
""",
    "rust method": """\
struct T;

impl T {
    fn f(&self) -> i32 {
        ║return 1;
    }

    fn g(&self) {}
}
""",
}


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("ends", [True, False], ids=["final newline", "none"])
@pytest.mark.parametrize("name", FILES)
async def test_the_rest_of_the_file_stays(name: str, ending: str, ends: bool) -> None:
    text = FILES[name] if ends else FILES[name].rstrip("\n")
    changed = FILES[name].replace("║return 1", "return 2")
    desk = Desk(text.replace("\n", ending), f"Here it is:\n```\n{changed}```\n", language_id=name.split()[0])
    assert await desk.edit("Return 2") == "applied"
    assert desk.text == text.replace("║return 1", "return 2").replace("\n", ending)
    assert len(desk.model.requests) == 1


async def test_a_new_class_around_a_method_is_not_guessed() -> None:
    answer = "```\nclass D:\n    pass\n\n\nclass C:\n    def f(self):\n        return 2\n```"
    desk = Desk("class C:\n    def f(self):\n        ║return 1\n", answer)
    assert await desk.edit("Return 2") == "nothing"
    assert "repeats the class around the code" in desk.user.told[0]


MADE_UP = """\
import json

class Problem(Exception):
    def __init__(self, key):
        self.key = key

    def __str__(self):
        return self.key

class C:
    def __init__(self, n):
        self._n = n

    def f(self):
        raise Problem("n")
"""
METHOD = """\
class Problem(Exception):
    pass


class C:
    def __init__(self, n):
        self.n = n

    def f(self):
        ║return 1
"""


async def test_what_a_model_makes_up_around_a_method_is_no_part_of_the_edit() -> None:
    desk = Desk(METHOD, f"```\n{MADE_UP}```")
    assert await desk.edit("Raise Problem") == "applied"
    assert desk.text == METHOD.replace("║return 1", 'raise Problem("n")')


async def test_a_method_that_uses_what_was_made_up_around_it_is_not_guessed() -> None:
    uses = MADE_UP.replace('Problem("n")', "Problem(self._n)")
    desk = Desk(METHOD, f"```\n{uses}```")
    assert await desk.edit("Raise Problem") == "nothing"
    assert desk.text == METHOD.replace("║", "")


async def test_a_class_that_is_made_up_around_a_method_may_have_another_name() -> None:
    desk = Desk(METHOD, f"```\n{MADE_UP.replace('class C:', 'class Handler:')}```")
    assert await desk.edit("Raise Problem") == "applied"
    assert desk.text == METHOD.replace("║return 1", 'raise Problem("n")')


async def test_a_method_that_is_made_of_another_class_is_not_guessed() -> None:
    answer = "```\nclass Problem(Exception):\n    def f(self):\n        return 2\n```"
    desk = Desk(METHOD, answer)
    assert await desk.edit("Return 2") == "nothing"
    assert desk.text == METHOD.replace("║", "")


async def test_a_variable_may_be_called_as_a_member_of_what_was_made_up() -> None:
    made_up = MADE_UP.replace("self.key", "self.n").replace("        raise", "        key = 1\n        raise")
    desk = Desk(METHOD, f"```\n{made_up.replace('        self.n = key', '        self.key = key')}```")
    assert await desk.edit("Raise Problem") == "applied"
    assert desk.text == METHOD.replace("║return 1", 'key = 1\n        raise Problem("n")')
