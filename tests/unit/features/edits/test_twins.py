"""Of two functions of one name, the one that is called by the other is new, if that is certain."""

from __future__ import annotations

import pytest

from kibitz.features.edits.twins import twins_in
from support.edits import PARSER, Desk

CALLING, CALLED = "fn f(n: u32) -> u32 {\n    f(n + 1)\n}", "fn f(m: u32) -> u32 {\n    // of f\n    m\n}"
SHOWN = "fn f(n: u32) -> u32 {\n    n + 1\n}"


@pytest.mark.parametrize("code", [f"{CALLING}\n\n{CALLED}", f"{CALLED}\n\n{CALLING}"])
def test_the_one_that_is_called_gets_the_name(code: str) -> None:
    tree = PARSER.parse(SHOWN, "rust")
    assert tree is not None
    twins = twins_in(code, SHOWN, tree, PARSER)
    assert twins is not None and twins.called == CALLED
    named = {CALLING: CALLING.replace("f(n + 1)", "g(n + 1)"), CALLED: CALLED.replace("fn f", "fn g")}
    assert twins.named("g") == code.replace(CALLING, named[CALLING]).replace(CALLED, named[CALLED])


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        (f"{CALLING}\n\n{CALLING}", SHOWN),
        (f"{CALLED}\n\n{CALLED}", SHOWN),
        (f"{CALLING}\n\n{CALLED}\n\n{CALLED}", SHOWN),
        (f"{CALLING}\n\n{CALLED}", CALLING),
        (f"{CALLING}\n\n{CALLED}\n\nfn g() {{}}\n\nfn g() {{}}", SHOWN),
        (CALLING, SHOWN),
    ],
    ids=["both call", "none calls", "three", "it called itself", "two names", "one"],
)
def test_in_doubt_nothing_is_renamed(code: str, shown: str) -> None:
    tree = PARSER.parse(shown, "rust")
    assert tree is not None
    assert twins_in(code, shown, tree, PARSER) is None


async def test_overloads_are_no_second_function_and_a_second_one_is_refused() -> None:
    text = "function f(n: number): number;\nfunction f(n: any) {\n  ║return n;\n}\n"
    desk = Desk(text, "```\nfunction f(n: any) {\n  return 2;\n}\n```", language_id="typescript")
    assert await desk.edit("Return 2") == "applied"
    twice = "```\nfunction g() {\n  return 1;\n}\n\nfunction g() {\n  return 2;\n}\n```"
    desk = Desk("function g() {\n  ║return 1;\n}\n", twice, language_id="typescript")
    assert await desk.edit("Return 2") == "nothing"
    assert "defines one name twice" in desk.user.told[0]
