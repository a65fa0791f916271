"""What each source makes of open documents, edits, files and the index."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kibitz.context.cursor import Cursor
from kibitz.context.index.index import WorkspaceIndex
from kibitz.context.problems import Problems
from kibitz.context.source import Workspace
from kibitz.context.sources import counterpart, diagnostics, edits, notes, similar, skeleton
from kibitz.context.windows import WINDOW_LINES, Windows, windows_of
from kibitz.documents.store import Change, DocumentStore
from kibitz.syntax.parser import Parser

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
    from pathlib import Path

    from kibitz.context.excerpt import Excerpt

READ = (
    "def read(path):\n    with open(path) as file:\n        header = file.readline()\n        return header\n"
)


def at(picture: str, path: str = "here.py") -> Cursor:
    before, _, after = picture.partition("║")
    return Cursor(path=path, language_id="python", text=before + after, offset=len(before))


def workspace(folder: Path, documents: DocumentStore, index: WorkspaceIndex | None = None) -> Workspace:
    return Workspace(
        folder=folder,
        documents=documents.recent(),
        edits=documents.history.newest_first(),
        index=index,
        windows=Windows(),
    )


def texts(found: Sequence[Excerpt]) -> list[tuple[str, str]]:
    return [(each.path, "\n".join(line for _, line in each.lines)) for each in found]


@pytest.fixture
def documents() -> DocumentStore:
    return DocumentStore()


class TestSimilar:
    async def test_shows_how_it_is_done_elsewhere(self, documents: DocumentStore, tmp_path: Path) -> None:
        documents.open((tmp_path / "a.py").as_uri(), "python", 1, "x = 1\n" * 42 + READ)
        documents.open((tmp_path / "b.py").as_uri(), "python", 1, "class Unlike:\n    pass\n")

        cursor = at("def write(path):\n    with open(path) as file:\n        ║\n")
        [(path, text)] = texts(await similar.find(cursor, workspace(tmp_path, documents)))

        assert path == "a.py"
        assert "header = file.readline()" in text

    async def test_not_the_document_itself(self, documents: DocumentStore, tmp_path: Path) -> None:
        documents.open((tmp_path / "here.py").as_uri(), "python", 1, READ)

        assert not await similar.find(at(READ + "║"), workspace(tmp_path, documents))

    def test_windows_cover_every_line_that_is_not_blank(self) -> None:
        lines = [f"name_{number} = 1" if number % 5 else "" for number in range(100)]

        windows = windows_of("\n".join(lines))

        assert {line for each in windows for line in each.lines} == set(lines)
        for each in windows:
            assert len(each.lines) <= WINDOW_LINES
            assert lines[each.line] == each.lines[0]

    def test_windows_are_cut_once_for_a_version(self, documents: DocumentStore) -> None:
        windows = Windows()
        first = documents.open("file:///a.py", "python", 1, READ)
        assert windows.known(first) is None
        cut = windows.cut(first)
        assert windows.known(first) is cut
        then = documents.open("file:///a.py", "python", 2, READ + "x\n")
        assert windows.known(then) is None


class TestEdits:
    def change(self, documents: DocumentStore, uri: str, line: int, text: str) -> None:
        documents.change(uri, None, [Change((line, 0), (line, 3), text)], "utf-16")

    async def test_tells_what_was_changed_elsewhere(self, documents: DocumentStore, tmp_path: Path) -> None:
        uri = (tmp_path / "a.py").as_uri()
        documents.open(uri, "python", 1, "one\ntwo\nthree\n")
        self.change(documents, uri, 1, "2")

        found = await edits.find(at("║"), workspace(tmp_path, documents))

        assert texts(found) == [("a.py.diff", "-two\n+2")]

    async def test_not_what_the_prompt_shows_anyway(self, documents: DocumentStore, tmp_path: Path) -> None:
        uri = (tmp_path / "here.py").as_uri()
        documents.open(uri, "python", 1, "one\ntwo\n" + "x\n" * 300)
        self.change(documents, uri, 1, "2")

        near, far = at("one\n2\n║" + "x\n" * 300), at("one\n2\n" + "x\n" * 300 + "║")

        assert not await edits.find(near, workspace(tmp_path, documents))
        assert await edits.find(far, workspace(tmp_path, documents))


class TestNotes:
    async def test_our_own_before_those_for_everybody(self, documents: DocumentStore, tmp_path: Path) -> None:
        (tmp_path / "AGENTS.md").write_text("Use tabs.\n")
        assert texts(await notes.find(at("║"), workspace(tmp_path, documents))) == [
            ("AGENTS.md", "Use tabs.")
        ]

        (tmp_path / ".kibitz.md").write_text("Use spaces.\n")
        assert texts(await notes.find(at("║"), workspace(tmp_path, documents))) == [
            (".kibitz.md", "Use spaces.")
        ]

    async def test_no_link_leads_out(self, documents: DocumentStore, tmp_path: Path) -> None:
        outside = tmp_path / "outside.md"
        outside.write_text("secret")
        folder = tmp_path / "project"
        folder.mkdir()
        (folder / "AGENTS.md").symlink_to(outside)

        assert not await notes.find(at("║"), workspace(folder, documents))


@pytest.fixture
async def indexed(tmp_path: Path) -> AsyncIterator[Callable[[dict[str, str]], Awaitable[WorkspaceIndex]]]:
    made: list[WorkspaceIndex] = []

    async def make(files: dict[str, str]) -> WorkspaceIndex:
        for name, text in files.items():
            path = tmp_path / "project" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        index = WorkspaceIndex(
            tmp_path / "project", cache=tmp_path / "cache", parser=Parser(), most_files=100
        )
        made.append(index)
        index.build()
        await index.built()
        return index

    yield make
    for index in made:
        await index.aclose()


FILES = {
    "a/store.py": "def load(): ...\ndef save(): ...\n",
    "b/store.py": "def other(): ...\n",
    "a/tests/test_store.py": "def test_load(): ...\n",
    "top.py": "class Top: ...\n",
}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a/tests/test_store.py", [("a/store.py", "def load():"), ("a/store.py", "def save():")]),
        ("a/store.py", [("a/tests/test_store.py", "def test_load():")]),
        ("top.py", []),
    ],
)
async def test_a_test_sees_what_it_tests(
    indexed: Callable[[dict[str, str]], Awaitable[WorkspaceIndex]],
    documents: DocumentStore,
    tmp_path: Path,
    path: str,
    expected: list[tuple[str, str]],
) -> None:
    around = workspace(tmp_path / "project", documents, await indexed(FILES))

    assert texts(await counterpart.find(at("║", path), around)) == expected


async def test_the_skeleton_begins_near_by(
    indexed: Callable[[dict[str, str]], Awaitable[WorkspaceIndex]], documents: DocumentStore, tmp_path: Path
) -> None:
    around = workspace(tmp_path / "project", documents, await indexed(FILES))

    [(_, text)] = texts(await skeleton.find(at("║", "b/new.py"), around))

    assert text.split("\n") == [
        "b/store.py: other",
        "a/store.py: load, save",
        "a/tests/test_store.py: test_load",
        "top.py: Top",
    ]


class TestDiagnostics:
    TEXT = "import os\n\n\ndef size(path):\n    return os.stat(pth).st_size\n"

    async def found(self, told: list[tuple[int, str]], now: str, tmp_path: Path) -> list[str]:
        """What is shown of problems in `TEXT` when the document is as in the picture `now`."""
        documents = DocumentStore()
        problems = Problems()
        problems.told(documents.open("file:///here.py", "python", 1, self.TEXT), told)
        around = replace(workspace(tmp_path, documents), problems=problems.of("file:///here.py"))
        return [text for _, text in texts(await diagnostics.find(at(now), around))]

    async def test_are_told_with_their_lines(self, tmp_path: Path) -> None:
        told = [(4, 'Undefined name\n  "pth"'), (0, "Unsorted imports")]
        assert await self.found(told, self.TEXT + "║", tmp_path) == [
            "line 1, `import os`: Unsorted imports\n"
            'line 5, `return os.stat(pth).st_size`: Undefined name "pth"'
        ]

    @pytest.mark.parametrize(
        "now",
        [
            TEXT.replace("pth", "path") + "║",
            "# above\n" + TEXT + "║",
            TEXT + "x = 1\n" * 70 + "║",
            "║",
        ],
        ids=["mended", "moved", "far away", "emptied"],
    )
    async def test_not_when_their_line_is_another_or_far_away(self, now: str, tmp_path: Path) -> None:
        assert not await self.found([(4, "Undefined name")], now, tmp_path)

    async def test_no_more_than_a_few_the_nearest(self, tmp_path: Path) -> None:
        told = [(line, f"problem {line}") for line in (0, 3, 4) for _ in range(5)]
        [shown] = await self.found(told, self.TEXT + "║", tmp_path)
        assert shown.count("problem 4") == 5 and shown.count("problem 3") == 3 and "problem 0" not in shown

    def test_the_last_told_count_and_closing_forgets(self) -> None:
        snapshot = DocumentStore().open("file:///here.py", "python", 1, self.TEXT)
        problems = Problems()
        problems.told(snapshot, [(0, "one")])
        problems.told(snapshot, [(3, "two"), (4, " ")])
        assert [each.message for each in problems.of(snapshot.uri)] == ["two"]
        problems.forget(snapshot.uri)
        assert not problems.of(snapshot.uri)
