"""The index of a folder: built by another process, kept in step, asked for what a cursor needs."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

import pytest

from kibitz.context.cursor import Cursor
from kibitz.context.index import index as index_module
from kibitz.context.index import tables
from kibitz.context.index.build import build
from kibitz.context.index.index import WorkspaceIndex
from kibitz.storage.database import Database
from kibitz.syntax.parser import Parser

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    Folder = Callable[[dict[str, str]], Path]

STORE = "class Store:\n    def load(self, key): ...\n\n    def drop(self, key): ...\n"
USER = "from pkg.store import Store\n\n\ndef use(store: Store):\n    ║\n"


def at(picture: str, path: str = "pkg/user.py") -> Cursor:
    before, _, after = picture.partition("║")
    return Cursor(path=path, language_id="python", text=before + after, offset=len(before))


async def heads(index: WorkspaceIndex, picture: str) -> list[str]:
    return [symbol.head.strip() for symbol, _ in await index.relevant(at(picture), 20)]


def new_index(root: Path, tmp_path: Path) -> WorkspaceIndex:
    return WorkspaceIndex(root, cache=tmp_path / "cache", parser=Parser(), most_files=1000)


async def test_finds_what_is_imported_and_its_members(folder: Folder, tmp_path: Path) -> None:
    root = folder({"pkg/store.py": STORE, "pkg/other.py": "def unrelated(): ...\n"})
    index = new_index(root, tmp_path)
    index.build()
    await index.built()

    found = await heads(index, USER)
    await index.aclose()

    assert found[0] == "class Store:"
    assert {"def load(self, key):", "def drop(self, key):"} <= set(found)
    assert "def unrelated():" not in found


async def test_an_import_without_use_comes_first(folder: Folder, tmp_path: Path) -> None:
    root = folder({"pkg/store.py": STORE + "\ndef used(): ...\ndef waiting(): ...\n"})
    index = new_index(root, tmp_path)
    index.build()
    await index.built()

    found = await heads(index, "from pkg.store import used, waiting\n\nused()\n║\n")
    await index.aclose()

    assert found[0] == "def waiting():"


async def test_follows_what_is_written_and_removed(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_module, "SETTLE_S", 0)
    root = folder({"pkg/store.py": STORE, "pkg/gone.py": "def gone(): ...\n"})
    index = new_index(root, tmp_path)
    index.build()
    await index.built()

    (root / "pkg/store.py").write_text("class Store:\n    def fetch(self): ...\n")
    (root / "pkg/gone.py").unlink()
    index.changed([root / "pkg/store.py", root / "pkg/gone.py", tmp_path / "outside.py"])
    await index.updated()
    found = await heads(index, USER + "\ngone()\n")
    await index.aclose()

    assert "def fetch(self):" in found
    assert "def load(self, key):" not in found
    assert "def gone():" not in found


class Typing:
    """One file of a built index, and what an editor has of it."""

    def __init__(self, folder: Folder, tmp_path: Path) -> None:
        self.root = folder({"pkg/store.py": STORE, ".gitignore": "made.py\n", "made.py": "def made(): ...\n"})
        self.path = self.root / "pkg/store.py"
        self.index = new_index(self.root, tmp_path)

    async def type(self, text: str, name: str = "pkg/store.py") -> bool:
        """Whether that says anything new."""
        before = self.index.edition
        await self.index.take_in(self.root / name, text)
        return self.index.edition > before

    async def heads(self) -> list[str]:
        return await heads(self.index, USER)


@pytest.fixture
async def typing(folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Typing]:
    monkeypatch.setattr(index_module, "SETTLE_S", 0)
    here = Typing(folder, tmp_path)
    here.index.build()
    await here.index.built()
    yield here
    await here.index.aclose()


async def test_knows_what_is_typed_before_it_is_saved(typing: Typing) -> None:
    assert await typing.type(STORE + "\n    def fetch(self): ...\n")
    assert "def fetch(self):" in await typing.heads()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (STORE + "\n# a remark\n", "pkg/store.py"),
        (STORE.replace("...", "return 1"), "pkg/store.py"),
        ("def half(\n" + STORE, "pkg/store.py"),
        ("", "pkg/store.py"),
        ("def more(): ...\n", "made.py"),
        ("def more(): ...\n", "../outside.py"),
    ],
    ids=["comment", "body", "half a line", "nothing", "ignored", "outside"],
)
async def test_what_says_nothing_new_to_others_disturbs_nobody(typing: Typing, text: str, name: str) -> None:
    before = await typing.heads()
    assert not await typing.type(text, name)
    assert await typing.heads() == before


async def test_closed_without_saving_what_is_on_disk_counts_again(typing: Typing) -> None:
    await typing.type("def fetch(): ...\n")
    assert "class Store:" not in await typing.heads()
    typing.index.closed(typing.path)
    await typing.index.updated()
    assert "class Store:" in await typing.heads()


async def test_what_was_never_saved_is_not_believed_by_the_next_session(
    typing: Typing, tmp_path: Path
) -> None:
    await typing.type("def fetch(): ...\n")
    later = new_index(typing.root, tmp_path)
    later.build()
    await later.built()
    found = await heads(later, USER)
    await later.aclose()
    assert "class Store:" in found


async def test_starts_warm(folder: Folder, tmp_path: Path) -> None:
    root = folder({"a.py": "def a(): ...\n", "b.py": "def b(): ...\n", "c.py": "def c(): ...\n"})
    database = Database(tmp_path / "index.sqlite", tables.VERSIONS)
    assert await build(database, Parser(), root, most_files=100) == 3

    (root / "a.py").write_text("def a2(): ...\n")
    os.utime(root / "b.py", ns=(1, 1))  # touched, not changed
    (root / "c.py").unlink()

    assert await build(database, Parser(), root, most_files=100) == 1
    assert set(await database.run(tables.known_files)) == {"a.py", "b.py"}
    assert await build(database, Parser(), root, most_files=100) == 0
    await database.aclose()


async def test_secrets_are_not_read(folder: Folder, tmp_path: Path) -> None:
    root = folder({".env": "KEY=1", "config/id_rsa.py": "def key(): ...\n", "a.py": "def a(): ...\n"})
    database = Database(tmp_path / "index.sqlite", tables.VERSIONS)

    await build(database, Parser(), root, most_files=100)

    assert set(await database.run(tables.known_files)) == {"a.py"}
    await database.aclose()


async def test_closing_ends_the_building(folder: Folder, tmp_path: Path) -> None:
    index = new_index(folder({"a.py": "def a(): ...\n"}), tmp_path)
    index.build()
    await asyncio.sleep(0)

    await index.aclose()


async def test_names_are_found_by_a_part_those_that_begin_with_it_first(
    folder: Folder, tmp_path: Path
) -> None:
    root = folder({"a.py": "class Store: ...\ndef restore(): ...\ndef store_all(): ...\ndef other(): ...\n"})
    index = new_index(root, tmp_path)
    index.build()
    await index.built()

    found = [await index.names_with(part, 10) for part in ("STORE", "none", "")]
    fewer = await index.names_with("store", 2)
    await index.aclose()

    assert found == [
        ["Store", "store_all", "restore"],
        [],
        ["Store", "other", "restore", "store_all"],
    ]
    assert fewer == ["Store", "store_all"]


async def test_a_file_that_is_no_index_costs_one_line_in_the_log(
    folder: Folder, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    index = new_index(folder({"a.py": STORE}), tmp_path)
    (tmp_path / "cache").write_text("where a folder should be")

    found = [await heads(index, USER) for _ in range(3)]
    near = await index.names_near("a.py", 3)
    await index.aclose()

    assert (found, near) == ([[], [], []], {})
    assert [record.getMessage().partition(":")[0] for record in caplog.records] == [
        "The index of the workspace cannot be read"
    ]
