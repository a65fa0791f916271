from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest

from kibitz.features.code_actions.action import ActionContext
from kibitz.features.code_actions.offer import offer
from kibitz.features.code_actions.own import parse_action
from kibitz.settings.model import OwnAction, Settings
from support.edits import PARSER, Desk

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "def f():\n    ║return 1\n"
ANSWER = "```python\ndef f():\n    return 2\n```"
SETTINGS = Settings(actions=MappingProxyType({"Make it two": OwnAction(prompt="Return two.")}))


def titles(desk: Desk) -> list[str]:
    context = ActionContext(snapshot=desk.snapshot, span=desk.span)
    return [each.title for each in offer(context, parser=PARSER, own=desk.services.own.all())]


async def test_an_action_of_the_settings_is_offered_and_run() -> None:
    desk = Desk(TEXT, ANSWER, settings=SETTINGS)
    assert "Make it two" in titles(desk)
    assert await desk.run("own:Make it two") == "applied"
    assert "Return two." in desk.model.prompt and "return 2" in desk.text


async def test_a_file_of_the_project_is_one_too_and_followed_when_it_changes(tmp_path: Path) -> None:
    folder = tmp_path / ".kibitz" / "actions"
    folder.mkdir(parents=True)
    path = folder / "explain-risks.md"
    path.write_text("---\nanswer: text\nscope: file\n---\nName the risks.\n", "utf-8")
    desk = Desk(TEXT, "There are *none*.", folders=(tmp_path,))
    assert "explain risks" in titles(desk)
    assert await desk.run("own:explain risks") == "shown"
    assert "Name the risks." in desk.model.prompt
    assert desk.editor.opened[0].text == "# explain risks\n\nThere are *none*.\n"
    path.write_text("---\ntitle: Risks\n---\nName all risks.\n", "utf-8")
    assert "Risks" in titles(desk) and "explain risks" not in titles(desk)
    path.unlink()
    assert "Risks" not in titles(desk)


async def test_a_selection_is_needed_where_the_action_says_so(tmp_path: Path) -> None:
    own = OwnAction(prompt="x", scope="selection")
    settings = Settings(actions=MappingProxyType({"Mine": own}))
    assert "Mine" not in titles(Desk(TEXT, settings=settings))
    assert "Mine" in titles(Desk("x = ⟦1⟧\n", settings=settings))


async def test_links_out_of_the_project_are_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "project" / ".kibitz" / "actions"
    folder.mkdir(parents=True)
    (tmp_path / "secret.md").write_text("secret", "utf-8")
    (folder / "link.md").symlink_to(tmp_path / "secret.md")
    assert "link" not in titles(Desk(TEXT, folders=(tmp_path / "project",)))


async def test_an_unknown_action_is_told() -> None:
    desk = Desk(TEXT)
    assert await desk.run("own:none") == "nothing"
    assert "no action" in desk.user.told[0]


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        ("Do it.", "a b", OwnAction(prompt="Do it.")),
        ("---\r\ntitle: T\r\nscope: file\r\n---\r\nDo it.", "T", OwnAction(prompt="Do it.", scope="file")),
        ("---\nscope: planet\nrun: rm -rf /\n---\nDo it.", "a b", OwnAction(prompt="Do it.")),
        ("---\nnot closed", "a b", OwnAction(prompt="---\nnot closed")),
    ],
)
def test_what_a_head_does_not_say_has_its_default(text: str, title: str, expected: OwnAction) -> None:
    assert parse_action(text, "a-b") == (title, expected)
