from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kibitz.features.code_actions.action import ActionContext
from kibitz.features.code_actions.offer import PREPARED_KIND, actions, is_kind, offer
from support.edits import NO_EDITS, PARSER, Desk, picture
from support.inline import snapshot_of
from support.work import lines_run

if TYPE_CHECKING:
    from typing import Any

TEXT = "class Cart:\n    def total(self):\n        ║return 1\n"


def titles(text: str, language_id: str = "python", **more: Any) -> list[str]:
    plain, span = picture(text)
    context = ActionContext(snapshot=snapshot_of(plain, language_id, uri="untitled:o"), span=span, **more)
    return [entry.title for entry in offer(context, parser=PARSER)]


def test_in_a_function_its_name_is_in_the_titles() -> None:
    assert titles(TEXT) == [
        "Document `total`",
        "Simplify `total`",
        "Explain `total`",
        "Draw `total`",
        "Find bugs in `total`",
    ]


def test_a_selection_is_called_the_selection() -> None:
    assert titles("x = ⟦1 + 1⟧\n") == [
        "Simplify the selection",
        "Explain the selection",
        "Draw the selection",
        "Find bugs in the selection",
    ]


@pytest.mark.parametrize(
    "text", ["⟦def f():\n    pass\n⟧", "⟦def f():\n⟧    pass\n", "⟦def f():⟧\n    pass\n"]
)
def test_a_selected_function_is_called_by_its_name_also_if_its_first_line_is_all(text: str) -> None:
    assert titles(text) == [
        "Document `f`",
        "Simplify `f`",
        "Explain `f`",
        "Draw `f`",
        "Find bugs in `f`",
    ]


def test_where_there_is_no_code_nothing_is_offered() -> None:
    assert titles("x = 1\n║\n") == []
    assert titles("║") == []


def test_an_instruction_in_a_comment_is_offered_in_its_words() -> None:
    assert titles("# kibitz: add type hints║\ndef f(x):\n    pass\n")[0] == "Edit: add type hints"


def test_long_instructions_are_cut_for_the_menu() -> None:
    [title, *_] = titles("# kibitz: " + "word " * 40 + "║\nx = 1\n")
    assert title.endswith("…") and len(title) < 80


def test_a_client_that_can_ask_is_offered_an_input_box_also_where_code_is_missing() -> None:
    assert titles("x = 1\n║\n", can_prompt=True) == ["Edit by instruction…"]


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        (
            (),
            [
                "Edit by instruction…",
                "Document `total`",
                "Simplify `total`",
                "Explain `total`",
                "Draw `total`",
                "Find bugs in `total`",
            ],
        ),
        (("refactor",), ["Edit by instruction…", "Document `total`", "Simplify `total`"]),
        (("refactor.rewrite.kibitz.refactor",), ["Simplify `total`"]),
        (("kibitz",), ["Explain `total`", "Draw `total`", "Find bugs in `total`"]),
        (("quickfix", "kibitz.explain"), ["Explain `total`"]),
        (("refactor.extract",), []),
        (("source",), []),
        (("refactor.rewrite.kibitz.edit.more",), []),
    ],
)
def test_kinds_are_matched_by_their_parts(only: tuple[str, ...], expected: list[str]) -> None:
    assert titles(TEXT, only=only, can_prompt=True) == expected


def test_a_kind_is_not_the_beginning_of_a_word() -> None:
    assert is_kind("refactor.rewrite", "refactor")
    assert is_kind("anything", "")
    assert not is_kind("refactoring", "refactor")


def test_an_automatic_request_gets_quick_fixes_only() -> None:
    assert titles(TEXT, trigger="automatic", can_prompt=True) == []


async def test_a_finished_proposal_is_offered_first_with_its_edit() -> None:
    desk = Desk(TEXT, "```python\n    def total(self):\n        return 2\n```", abilities=NO_EDITS)
    assert await desk.edit("Return two") == "prepared"
    context = ActionContext(snapshot=desk.snapshot, span=desk.span)
    first, *_ = offer(context, parser=PARSER, prepared=desk.prepared)
    assert first.title == "Apply: Edit: Return two (+1 -1 lines)"
    assert first.kind == PREPARED_KIND
    assert first.step is not None and first.step.taken is not None
    assert "return 2" in first.step.taken.changes[0].new_text
    assert not first.action_id


def test_every_action_is_known_by_the_name_of_its_file() -> None:
    assert {"edit", "explain", "fix", "document", "tests"} <= set(actions())
    assert all(action.id == name for name, action in actions().items())


def test_no_action_is_of_a_kind_that_editors_run_on_save() -> None:
    assert not any(is_kind(action.kind, "source") for action in actions().values())


def test_a_large_file_is_not_read_line_by_line() -> None:
    method = "    def method(self, a, b):\n        for x in a:\n            print(x, b)\n        return a\n\n"
    text = "class A:\n" + method * 2000
    middle = text.index("return a", len(text) // 2)
    snapshot = snapshot_of(text, uri="untitled:large")
    context = ActionContext(snapshot=snapshot, span=picture(text[:middle] + "║" + text[middle:])[1])
    assert len(offer(context, parser=PARSER)) >= 6
    # 6,000 lines of Python at 10,000 lines of text, for the 20 ms that bench/listing.py measures
    assert lines_run(lambda: offer(context, parser=PARSER)) < 20_000


def test_the_documentation_names_every_action() -> None:
    text = (Path(__file__).parents[4] / "docs" / "actions.md").read_text("utf-8")
    assert all(f"| `{name}` |" in text for name in actions())
