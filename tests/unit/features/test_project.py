"""What models that talk are shown of the project: the notes always, other files where there is room."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kibitz.context.workspaces import Workspaces
from kibitz.features.chat.ask import Context, ask
from kibitz.features.chat.gather import Place
from kibitz.features.chat.transcript import Turn
from kibitz.features.chat.workspace import Workspace
from kibitz.features.project import CHAT_SIZE_TOKENS, Project
from kibitz.settings.model import Context as ContextSettings
from kibitz.syntax.parser import Parser
from kibitz.text.span import Span
from support.edits import Desk

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from kibitz.backends.model import Model
    from kibitz.base.llm import Job

CODE = "from tax import vat\n\n\ndef total(prices):\n    ║return sum(prices)\n"
ANSWER = "```python\ndef total(prices):\n    return vat(sum(prices))\n```\n"
NOTES = "Write British English.\n"


class Office:
    """A project on disk with its index, and one of its files open in an editor."""

    def __init__(self, folder: Path, cache: Path, *answers: str, window: int, enabled: bool = True) -> None:
        self.desk = Desk(CODE, *answers, uri=(folder / "shop.py").as_uri())
        (folder / "shop.py").write_text(self.desk.text)
        (folder / "tax.py").write_text("def vat(amount, rate=0.2):\n    return amount * (1 + rate)\n")
        self.folder = folder
        self.window = window
        self.workspaces = Workspaces(
            [folder],
            documents=self.desk.documents,
            settings=lambda: ContextSettings(enabled=enabled),
            cache=cache,
            parser=Parser(),
        )
        self.project = Project(self.workspaces)
        self.desk.services = replace(self.desk.services, models=self, project=self.project)

    async def model_for(self, job: Job) -> Model:
        return replace(await self.desk.model.model_for(job), context_tokens=self.window)

    @property
    def prompt(self) -> str:
        """All that the model was shown last."""
        return "\n".join(message.content for message in self.desk.model.requests[-1].messages)

    async def edited(self) -> str:
        """What the model was shown for an edit."""
        await self.desk.edit("Add the tax")
        return self.prompt

    async def asked(self, question: str, *, place: bool = True) -> tuple[list[str], str]:
        """What the user is told of a chat's context, and the prompt."""
        told: list[str] = []
        here = Place(snapshot=self.desk.snapshot, span=Span(0, 0)) if place else None
        workspace = Workspace(self.desk.documents, Parser(), [self.folder.as_uri()])
        turns = [Turn(role="user", text=question)]
        async for event in ask(turns, here, models=self, workspace=workspace, project=self.project):
            if isinstance(event, Context):
                told = event.lines()
        return told, self.prompt


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Callable[..., Office]]:
    made: list[Office] = []
    folder = tmp_path / "project"
    folder.mkdir()

    class Here(Office):
        def __init__(self, *answers: str, window: int = 8192, enabled: bool = True) -> None:
            super().__init__(folder, tmp_path / "cache", *answers, window=window, enabled=enabled)
            made.append(self)

    yield Here
    for each in made:
        await each.workspaces.aclose()


async def test_an_edit_follows_the_notes_of_the_project(office: Callable[..., Office]) -> None:
    here = office(ANSWER)
    (here.folder / ".kibitz.md").write_text(NOTES)
    prompt = await here.edited()
    assert NOTES.strip() in prompt
    assert prompt.index(NOTES.strip()) < prompt.index("You edit code")


async def test_a_small_question_about_code_is_asked_with_the_notes_too(office: Callable[..., Office]) -> None:
    here = office("Adds up.")
    (here.folder / "AGENTS.md").write_text(NOTES)
    await here.desk.run("document")
    assert NOTES.strip() in here.prompt


@pytest.mark.parametrize(("window", "shown"), [(8192, False), (CHAT_SIZE_TOKENS, True)])
async def test_other_files_go_along_where_the_window_has_room(
    office: Callable[..., Office], window: int, shown: bool
) -> None:
    here = office(ANSWER, window=window)
    here.workspaces.start()
    await here.workspaces.built()
    assert ("def vat(amount, rate=0.2)" in await here.edited()) is shown


async def test_without_anything_to_tell_the_prompt_is_as_short_as_it_was(
    office: Callable[..., Office],
) -> None:
    assert (await office(ANSWER).edited()).startswith("You edit code.")


async def test_switched_off_nothing_is_read(office: Callable[..., Office]) -> None:
    here = office(ANSWER, enabled=False)
    (here.folder / ".kibitz.md").write_text(NOTES)
    assert NOTES.strip() not in await here.edited()


async def test_notes_give_way_to_code_that_would_not_fit_beside_them(office: Callable[..., Office]) -> None:
    here = office(ANSWER, window=520)
    (here.folder / ".kibitz.md").write_text("Mind this. " * 20)
    assert "Mind this" not in await here.edited()
    assert "vat(sum(prices))" in here.desk.text


async def test_a_secret_in_the_notes_stays_here(office: Callable[..., Office]) -> None:
    here = office(ANSWER)
    (here.folder / ".kibitz.md").write_text("The server wants AKIA" + "ABCDEFGHIJKLMNOP" + ".\n")
    prompt = await here.edited()
    assert "The server wants" in prompt
    assert "AKIAABCDEFGHIJKLMNOP" not in prompt


async def test_a_chat_tells_that_it_read_the_notes(office: Callable[..., Office]) -> None:
    here = office("Fine.")
    (here.folder / "AGENTS.md").write_text(NOTES)
    told, prompt = await here.asked("Is this right?")
    assert told[0].startswith("the project: `AGENTS.md`, about ")
    assert NOTES.strip() in prompt


async def test_a_chat_about_no_file_has_the_notes_too(office: Callable[..., Office]) -> None:
    here = office("Fine.")
    (here.folder / "AGENTS.md").write_text(NOTES)
    _, prompt = await here.asked("How do we spell colour?", place=False)
    assert NOTES.strip() in prompt


async def test_a_chat_with_a_large_window_knows_what_the_repository_holds(
    office: Callable[..., Office],
) -> None:
    here = office("Fine.", window=32_000)
    here.workspaces.start()
    await here.workspaces.built()
    told, prompt = await here.asked("Where are taxes?")
    assert "`files`" in told[0]
    assert "tax.py: vat" in prompt
