"""Parts of other files reach the prompt, and stay the same while the cursor stays near."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kibitz.context.excerpt import Excerpt
from kibitz.context.workspaces import Workspaces
from kibitz.documents.notebook import Neighbours
from kibitz.documents.store import DocumentStore
from kibitz.features.inline_completion.complete import InlineCompletion
from kibitz.features.inline_completion.request import InlineRequest
from kibitz.features.inline_completion.surroundings import ContextKeeper, settled
from kibitz.features.inline_completion.view import view_of
from kibitz.settings.model import Settings
from kibitz.syntax.parser import Parser
from support.inline import OneModel, ScriptedBackend

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


class Desk:
    """A workspace with ghost text."""

    def __init__(self, root: Path, cache: Path) -> None:
        parser = Parser()
        self.root = root
        self.settings = Settings()
        self.documents = DocumentStore()
        self.workspaces = Workspaces(
            [root],
            documents=self.documents,
            settings=lambda: self.settings.context,
            cache=cache,
            parser=parser,
        )
        self.backend = ScriptedBackend("")
        self.context = ContextKeeper(self.workspaces)
        self.inline = InlineCompletion(models=OneModel(self.backend), parser=parser, context=self.context)

    async def prompt(self, name: str, picture: str) -> str:
        """What the model is asked for the cursor in `picture`."""
        self.result = await self.inline.complete(self.request(name, picture), self.settings)
        return self.backend.requests[-1].prompt

    def request(self, name: str, picture: str) -> InlineRequest:
        before, _, after = picture.partition("║")
        uri = (self.root / name).as_uri()
        snapshot = self.documents.open(uri, "python", 1, before + after)
        return InlineRequest(snapshot=snapshot, offset=len(before), trigger="invoked")


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    root = tmp_path / "project"
    root.mkdir()
    (root / "store.py").write_text("def load(key): ...\ndef save(key, value): ...\ndef drop(key): ...\n")
    desk = Desk(root, tmp_path / "cache")
    desk.workspaces.start()
    await desk.workspaces.built()
    yield desk
    await desk.workspaces.aclose()


async def test_definitions_of_imports_stand_above_the_code(desk: Desk) -> None:
    prompt = await desk.prompt("user.py", "from store import load, save\n\nx = ║\n")

    assert prompt.startswith("# store.py\n# def load(key):\n# def save(key, value):\n")
    assert prompt.endswith("from store import load, save\n\nx = ")


async def test_a_cell_knows_the_files_that_another_cell_imports(desk: Desk) -> None:
    uri = (desk.root / "book.ipynb").as_uri().replace("file:", "vscode-notebook-cell:") + "#W1"
    cell = desk.documents.open(uri, "python", 1, "x = ")
    above = Neighbours(above="from store import load, save\n\n")
    request = InlineRequest(snapshot=cell, offset=4, trigger="invoked", neighbours=above)
    await desk.inline.complete(request, desk.settings)

    assert desk.backend.requests[-1].prompt.startswith(
        "# store.py\n# def load(key):\n# def save(key, value):\n"
    )


async def test_they_stay_while_the_cursor_is_near(desk: Desk) -> None:
    first = await desk.prompt("user.py", "from store import load, save\n\nx = ║\n")
    then = await desk.prompt("user.py", "from store import load, save\n\nx = load(1)\ndrop\ny = ║\n")

    comment = first[: first.index("from store")]
    assert then.startswith(comment + "from store")


async def test_they_are_ready_where_something_was_typed(desk: Desk) -> None:
    await desk.prompt("user.py", "from store import load, save\n\nx = ║\n")
    far = "from store import drop\n" + "\n" * 40 + "x = ║\n"
    expected = desk.request("user.py", far)
    await desk.context.prepare(expected.snapshot, view_of(expected))
    prompt = await desk.prompt("user.py", far)

    assert "# def drop(key):" in prompt
    assert desk.result.trace.fact("context") == "kept"


async def test_a_request_waits_for_what_is_being_got_ready_there(desk: Desk) -> None:
    await desk.prompt("user.py", "from store import load, save\n\nx = ║\n")
    far = "from store import drop\n" + "\n" * 40 + "x = ║\n"
    expected = desk.request("user.py", far)
    getting_ready = asyncio.create_task(desk.context.prepare(expected.snapshot, view_of(expected)))
    await asyncio.sleep(0)
    prompt = await desk.prompt("user.py", far)
    await getting_ready

    assert "# def drop(key):" in prompt
    assert desk.result.trace.fact("context") == "kept"


async def test_nothing_is_looked_for_before_the_first_request(desk: Desk) -> None:
    expected = desk.request("user.py", "from store import drop\nx = ║\n")
    await desk.context.prepare(expected.snapshot, view_of(expected))
    await desk.prompt("user.py", "from store import drop\nx = ║\n")

    assert desk.result.trace.fact("context") != "kept"


async def test_a_new_import_brings_new_ones(desk: Desk) -> None:
    await desk.prompt("user.py", "from store import load\n\nx = ║\n")
    then = await desk.prompt("user.py", "from store import drop, load\n\nx = load()\ny = ║\n")

    assert "# def drop(key):" in then


async def test_a_changed_file_is_asked_about_anew(desk: Desk) -> None:
    picture = "from store import load, save\n\nx = ║\n"
    await desk.prompt("user.py", picture)
    (desk.root / "store.py").write_text("def load(key, default): ...\ndef save(key, value): ...\n")
    desk.workspaces.changed([desk.root / "store.py"])
    await desk.workspaces.updated()

    assert "# def load(key, default):" in await desk.prompt("user.py", picture)


async def test_can_be_switched_off(desk: Desk) -> None:
    desk.settings = replace(desk.settings, context=replace(desk.settings.context, enabled=False))

    assert (await desk.prompt("user.py", "from store import load\n\nx = ║\n")).startswith("from store")


async def test_a_file_of_its_own_has_none(desk: Desk, tmp_path: Path) -> None:
    desk.root = tmp_path

    assert (await desk.prompt("alone.py", "from store import load\n\nx = ║\n")).startswith("from store")


def test_what_stays_keeps_its_place() -> None:
    a, b, c, d = (Excerpt(source="s", path=path, lines=((0, path),), score=1) for path in "abcd")

    assert settled([d, c, a], [a, b, c]) == (d, a, c)
    assert settled([a, b], []) == (a, b)
