from __future__ import annotations

from support.edits import Desk

TEXT = "def f(x):\n    if x:\n        ║return 1\n    return 2\n"
FLOW = 'flowchart TD\nA{"x?"} -->|yes| B["return 1"]\nA --> C["return 2"]'


async def test_a_diagram_opens_as_markdown() -> None:
    desk = Desk(TEXT, f"Here:\n```mermaid\n{FLOW}\n```\nDone.")
    assert await desk.run("diagram") == "shown"
    [document] = desk.editor.opened
    assert document.text == f"# `f`\n\n```mermaid\n{FLOW}\n```\n"
    assert document.name == "diagram f.md" and document.language_id == "markdown" and document.finished
    assert "flow chart" in desk.model.prompt


async def test_what_is_no_mermaid_is_asked_for_again_with_its_line() -> None:
    desk = Desk(TEXT, "```mermaid\nflowchart TD\nA --> B -> C\n```", f"```mermaid\n{FLOW}\n```")
    assert await desk.run("diagram") == "shown"
    assert "Line 2 is not valid Mermaid: A --> B -> C" in desk.model.prompt


async def test_what_is_no_mermaid_twice_is_not_shown() -> None:
    desk = Desk(TEXT, "I cannot draw.")
    assert await desk.run("diagram") == "nothing"
    assert not desk.editor.opened and "not valid" in desk.user.told[0]


async def test_the_user_names_the_kind() -> None:
    desk = Desk(TEXT, "```\nsequenceDiagram\nA->>B: f(x)\n```")
    assert await desk.run("diagram", "as a sequence diagram") == "shown"
    assert "sequenceDiagram" in desk.model.prompt


async def test_a_class_is_drawn_as_classes() -> None:
    desk = Desk("class ║A:\n    pass\n", "```\nclassDiagram\nclass A\n```")
    assert await desk.run("diagram") == "shown"
    assert "class diagram" in desk.model.prompt
