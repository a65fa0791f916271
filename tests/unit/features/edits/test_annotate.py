"""What `annotate` does when the model is gone in the middle; the scenarios show the rest."""

from __future__ import annotations

from kibitz.base.errors import Unreachable
from support.edits import Desk


async def test_the_types_of_the_first_answer_are_shown_when_the_second_does_not_come() -> None:
    desk = Desk("def f(a, b):\n    return ║a\n", "```python\ndef f(a: int, b: Mystery) -> int:\n```")

    async def break_down() -> None:
        if len(desk.model.requests) == 2:
            raise Unreachable("The model server is gone.")

    desk.model.before_chunk = break_down
    assert await desk.run("types") == "applied"
    assert desk.text == "def f(a: int, b) -> int:\n    return a\n"


async def test_a_union_of_a_type_in_quotes_is_put_in_quotes_whole() -> None:
    desk = Desk(
        "def f(a, b=None):\n    return ║a\n",
        "```python\ndef f(a: list['int'], b: 'int' | None = None) -> dict[str, 'int' | None]:\n```",
    )
    assert await desk.run("types") == "applied"
    assert desk.text.startswith(
        'def f(a: list[\'int\'], b: "int | None" = None) -> "dict[str, int | None]":\n'
    )
