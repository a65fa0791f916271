"""However a model dresses an answer up, the document is the same afterwards."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest

from kibitz.text.diff import unified_diff
from support.edits import Desk

if TYPE_CHECKING:
    from collections.abc import Callable

OLD = {
    "python": "def f(a):\n    # so far\n    b = 1\n    return a + b",
    "go": "func f(a int) int {\n\t// so far\n\tb := 1\n\treturn a + b\n}",
    "typescript": "function f(a: number) {\n  // so far\n  const b = 1;\n  return a + b;\n}",
}
COMMENT = {"python": "#", "go": "//", "typescript": "//"}
CLOTHES: dict[str, Callable[[str, str, str], str]] = {
    "a fence": lambda _old, new, _sign: f"```\n{new}\n```",
    "none": lambda _old, new, _sign: new,
    "a list": lambda _old, new, _sign: "1. The code:\n" + textwrap.indent(f"```\n{new}\n```", "     "),
    "a language alone": lambda _old, new, _sign: f"typescript\n{new}",
    "no end": lambda _old, new, _sign: f"```python\n{new}",
    "tildes": lambda _old, new, _sign: f"Sure!\n\n~~~go\n{new}\n~~~\nDone.",
    "thoughts with code": lambda old, new, _sign: (
        f"<think>\nIt is\n```\n{old}!\n```\nHm.\n</think>\n```\n{new}\n```"
    ),
    "the old code first": lambda old, new, _sign: f"Old:\n```\n{old}\n```\nNew:\n```\n{new}\n```",
    "blocks": lambda old, new, _sign: f"<<<<<<< SEARCH\n{old}\n=======\n{new}\n>>>>>>> REPLACE",
    "fenced blocks": lambda old, new, _sign: (
        f"```\n<<<<<<< SEARCH\n{old}\n=======\n{new}\n>>>>>>> REPLACE\n```\n"
    ),
    "a diff": lambda old, new, _sign: "```diff\n" + unified_diff(old + "\n", new + "\n", "x") + "```",
    "numbers": lambda _old, new, _sign: "\n".join(
        ("```", *(f"{n:>3} | {line}" for n, line in enumerate(new.split("\n"), 7)), "```")
    ),
    "a name on top": lambda _old, new, sign: f"```\n{sign} src/work.py\n{new}\n```",
    "a title on top": lambda _old, new, sign: f"```\n{sign} Updated code:\n\n{new}\n```",
    "an example": lambda _old, new, sign: f"```\n{new}\n\n{sign} Example usage:\nprint(f(3))\n```",
    "other depth": lambda _old, new, _sign: f"```\n{textwrap.indent(new, '    ')}\n```",
}


@pytest.mark.parametrize("name", CLOTHES)
@pytest.mark.parametrize("language", OLD)
async def test_the_edit_is_the_same(language: str, name: str) -> None:
    old = OLD[language]
    new = old.replace("b = 1", "b = 2").replace("b := 1", "b := 2")
    before, after = "x = 1\n\n\n", "\n\n\ny = 2\n" if language == "python" else "\n"
    before = "" if language != "python" else before
    answer = CLOTHES[name](old, new, COMMENT[language])
    desk = Desk(before + old.replace("b ", "║b ", 1) + after, answer, language_id=language)
    assert await desk.edit("Two") == "applied", desk.user.told
    assert desk.text == before + new + after
    assert len(desk.model.requests) == 1


async def test_a_conflict_in_the_file_is_code() -> None:
    text = "<<<<<<< HEAD\na = 1\n=======\na = 2\n>>>>>>> NEW\n"
    desk = Desk(f"⟦{text}⟧", f"```\n{text.replace('2', '3')}```", language_id="text")
    assert await desk.edit("Three") == "applied"
    assert desk.text == text.replace("2", "3")


@pytest.mark.parametrize(
    "added",
    [
        "# work.py is read here\n{}",
        "# Updated when it changes\n{}",
        "# Usage\n{}",
        "{}\n\n\n# Example usage:\n\n\ndef g():\n    f(1)",
    ],
)
async def test_other_comments_and_code_come_along(added: str) -> None:
    new = added.format(OLD["python"])
    desk = Desk(OLD["python"].replace("b ", "║b ", 1) + "\n", f"```\n{new}\n```")
    assert await desk.edit("Say it") == "applied"
    assert desk.text == new + "\n"


async def test_an_indented_fence_in_code_without_one_is_code() -> None:
    new = 'def f(a):\n    """Of a:\n\n    ```\n    f(1)\n    ```\n    """\n    return a'
    desk = Desk("def f(a):\n    ║return a\n", new)
    assert await desk.edit("Document it") == "applied"
    assert desk.text == new + "\n"
