from __future__ import annotations

import re
import tracemalloc
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kibitz.documents.store import Change, DocumentStore
from kibitz.text.diff import hunks
from kibitz.text.edits import TextEdit
from kibitz.text.line_index import LineIndex, PositionEncoding
from kibitz.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

PIECES = ("a", "bc", "\n", "\r\n", "\r", "\f", "\x85", "\u2028", "é", "e\u0301", "漢", "😀", "👩\u200d💻")
texts = st.lists(st.sampled_from(PIECES), max_size=20).map("".join)
encodings = st.sampled_from(("utf-8", "utf-16", "utf-32"))
ENCODERS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-be", 2), "utf-32": ("utf-32-be", 4)}
URI = "file:///a.py"


@pytest.fixture(autouse=True, scope="module", params=[0, 16], ids="more than {} at once".format)
def many_edits(request: pytest.FixtureRequest) -> Iterator[None]:
    """So that small cases go both ways."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kibitz.documents.store._MANY_EDITS", request.param)
        yield


class ReferenceClient:
    """An editor as simple as can be: the text, looked through from the start for every position."""

    def __init__(self, text: str, encoding: PositionEncoding) -> None:
        self.text = text
        self._encoding = encoding

    def offset_of(self, line: int, character: int) -> int:
        lines = re.split("(\r\n|\r|\n)", self.text)  # line, ending, line, ending, ... line
        if 2 * line >= len(lines):
            return len(self.text)
        offset = sum(map(len, lines[: 2 * line]))
        units = 0
        for one in lines[2 * line]:
            codec, unit_bytes = ENCODERS[self._encoding]
            units += len(one.encode(codec)) // unit_bytes
            if units > character:
                break
            offset += 1
        return offset

    def apply(self, change: Change) -> None:
        if change.start is None or change.end is None:
            self.text = change.text
            return
        start, end = self.offset_of(*change.start), self.offset_of(*change.end)
        self.text = self.text[:start] + change.text + self.text[end:]


positions = st.tuples(st.integers(0, 12), st.integers(0, 12))
ranges = st.tuples(positions, positions).map(sorted)
edits = st.builds(lambda range_, text: Change(range_[0], range_[1], text), ranges, texts)
full = st.builds(lambda text: Change(None, None, text), texts)
one_by_one = st.lists(st.one_of(edits, edits, edits, full), max_size=5)


@st.composite
def from_the_end(draw: st.DrawFn) -> list[Change]:
    """As VS Code sends many cursors: no change reaches behind the start of the one before."""
    edges = sorted(draw(st.lists(positions, min_size=2, max_size=60)), reverse=True)
    pairs = zip(edges[1::2], edges[::2], strict=False)
    return [Change(start, end, draw(texts)) for start, end in pairs]


@st.composite
def from_the_start(draw: st.DrawFn) -> list[Change]:
    """As Emacs sends a replacement: further and further down, sometimes with another line in it."""
    words = st.sampled_from(["", "x", "é😀", "x", "", "\n", "\r"])
    lines = draw(st.lists(st.integers(0, 12), max_size=12, unique=True).map(sorted))
    columns = st.tuples(st.integers(0, 5), st.integers(0, 5)).map(sorted)
    return [
        Change((line, start), (line, end), draw(words)) for line in lines for start, end in [draw(columns)]
    ]


@given(texts, encodings, st.lists(st.one_of(one_by_one, from_the_end(), from_the_start()), max_size=5))
def test_the_text_is_the_clients_after_any_edits(
    text: str, encoding: PositionEncoding, notifications: list[list[Change]]
) -> None:
    client = ReferenceClient(text, encoding)
    store = DocumentStore()
    store.open(URI, "python", 1, text)
    for version, changes in enumerate(notifications, start=2):
        for change in changes:
            client.apply(change)
        snapshot = store.change(URI, version, changes, encoding)
        assert snapshot is store.get(URI)
        assert snapshot is not None
        assert snapshot.text == client.text
        assert snapshot.version == version
        assert snapshot.index == LineIndex.of(client.text)
        lines = [snapshot.index.line_start(line) for line in range(snapshot.index.line_count)]
        assert lines == [client.offset_of(line, 0) for line in range(len(lines))]


@pytest.mark.parametrize("step", [-1, 1], ids=["from the end", "from the start"])
def test_thousands_of_changes_at_once_do_not_each_copy_the_text(
    step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    n_lines = 20_000
    store = DocumentStore()
    store.open(URI, "python", 1, "old = 1\n" * n_lines)
    changes = [Change((line, 0), (line, 3), "renamed") for line in range(0, n_lines, 5)[::step]]
    copies: list[str] = []
    of, edited = LineIndex.of, LineIndex.edited
    monkeypatch.setattr(LineIndex, "of", lambda text: copies.append("whole") or of(text))
    monkeypatch.setattr(
        LineIndex, "edited", lambda self, span, text: copies.append("part") or edited(self, span, text)
    )
    snapshot = store.change(URI, 2, changes, "utf-16")
    assert snapshot is not None
    assert snapshot.text == ("renamed = 1\n" + "old = 1\n" * 4) * (n_lines // 5)
    assert copies == ["whole"]


def test_a_snapshot_never_changes() -> None:
    store = DocumentStore()
    before = store.open(URI, "python", 7, "a\nb")
    store.change(URI, 8, [Change((0, 0), (1, 0), "x")], "utf-16")
    store.close(URI)
    assert (before.text, before.version, before.index.line_count) == ("a\nb", 7, 2)


def test_neither_snapshots_nor_edits_show_text_when_they_end_up_in_a_log() -> None:
    snapshot = DocumentStore().open(URI, "python", 1, "hunter2")
    edit = TextEdit(Span(0, 1), "hunter2")
    shown = repr((snapshot, snapshot.index, Change(None, None, "hunter2"), edit, hunks("", "hunter2")))
    assert "hunter2" not in shown
    assert URI in shown


def test_what_is_not_open_cannot_be_changed() -> None:
    store = DocumentStore()
    assert store.change(URI, 2, [Change(None, None, "x")], "utf-16") is None
    assert store.get(URI) is None
    assert store.uris() == ()


def test_emptying_a_line_may_join_the_endings_around_it() -> None:
    store = DocumentStore()
    store.open(URI, "python", 1, "a\rx\nb\nc")
    changes = [Change((1, 0), (1, 1), ""), Change((2, 0), (2, 1), "C")]
    snapshot = store.change(URI, 2, changes, "utf-16")
    assert snapshot is not None
    assert snapshot.text == "a\r\nb\nC"


def test_a_second_open_replaces_the_first() -> None:
    store = DocumentStore()
    store.open(URI, "python", 5, "old")
    assert store.open(URI, "rust", 1, "new") is store.get(URI)
    snapshot = store.get(URI)
    assert snapshot is not None
    assert (snapshot.language_id, snapshot.version, snapshot.text) == ("rust", 1, "new")


def test_close_forgets_and_says_what_it_was() -> None:
    store = DocumentStore()
    opened = store.open(URI, "python", 1, "a")
    assert store.uris() == (URI,)
    assert store.close(URI) is opened
    assert store.close(URI) is None
    assert store.uris() == ()


def test_missing_versions_count_up() -> None:
    store = DocumentStore()
    assert store.open(URI, "python", None, "a").version == 0
    snapshot = store.change(URI, None, [], "utf-16")
    assert snapshot is not None
    assert snapshot.version == 1


def test_a_reversed_range_is_taken_as_meant() -> None:
    store = DocumentStore()
    store.open(URI, "python", 1, "abcd")
    snapshot = store.change(URI, 2, [Change((0, 3), (0, 1), "-")], "utf-16")
    assert snapshot is not None
    assert snapshot.text == "a-d"


def test_lone_surrogates_are_replaced_without_moving_anything() -> None:
    store = DocumentStore()
    opened = store.open(URI, "python", 1, "\ud83d = é")
    assert opened.text == "\ufffd = é"
    snapshot = store.change(URI, 2, [Change((0, 1), (0, 1), "\udc00")], "utf-16")
    assert snapshot is not None
    assert snapshot.text.encode() == "\ufffd\ufffd = é".encode()


@pytest.mark.parametrize(
    "uri", ["untitled:Untitled-1", "vscode-notebook-cell:/a.ipynb#W0s", "", "inmemory://x"]
)
def test_documents_that_are_nowhere_have_no_path(uri: str) -> None:
    assert DocumentStore().open(uri, "python", 1, "").path is None


def test_a_file_has_a_path() -> None:
    path = DocumentStore().open("file:///home/me/a%20b.py", "python", 1, "").path
    assert path is not None
    assert path.name == "a b.py"


def test_open_files_cost_little_more_than_their_text() -> None:
    texts = ["".join(f"line {number} of file {n}\n" for number in range(1000)) for n in range(200)]
    store = DocumentStore()
    tracemalloc.start()
    try:
        for number, text in enumerate(texts):
            store.open(f"file:///{number}.py", "python", 1, text)
        cost_bytes, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert cost_bytes < 200 * 1000 * 6  # four bytes a line and a few hundred a file; no second text


@pytest.mark.parametrize("whole", [False, True])
def test_a_snapshot_tells_whether_the_last_change_only_took_away(whole: bool) -> None:
    store, client = DocumentStore(), ReferenceClient("abc\n", "utf-16")
    store.open(URI, "python", 1, client.text)

    def shortened(change: Change) -> bool:
        client.apply(change)
        sent = Change(None, None, client.text) if whole else change
        snapshot = store.change(URI, None, [sent], "utf-16")
        return snapshot is not None and snapshot.shortened

    assert shortened(Change((0, 2), (0, 3), ""))
    assert not shortened(Change((0, 2), (0, 2), "d"))
    assert not shortened(Change((0, 0), (0, 3), "x"))


def test_the_same_text_once_more_is_no_change() -> None:
    """copilot.vim sends all of the text twice before it asks."""
    store, heard = DocumentStore(), list[int]()
    store.open(URI, "python", 1, "abc\n")
    store.change(URI, 2, [Change(None, None, "ab\n")], "utf-16")
    store.on_change = lambda _, offset: heard.append(offset)
    snapshot = store.change(URI, 3, [Change(None, None, "ab\n")], "utf-16")
    assert snapshot is not None
    assert snapshot.shortened
    assert heard == []


TYPED = "one\ntxyz║o\n"


@pytest.mark.parametrize(
    "change",
    [Change(start=(1, 1), end=(1, 2), text="xyz"), Change(start=None, end=None, text=TYPED.replace("║", ""))],
    ids=["a part", "all of it"],
)
def test_whoever_listens_hears_where_something_was_typed(change: Change) -> None:
    store, heard = DocumentStore(), list[tuple[str, int]]()
    store.on_change = lambda snapshot, offset: heard.append((snapshot.text, offset))
    store.open(URI, "python", 1, "one\ntwo\n")
    store.change(URI, 2, [change], "utf-16")
    assert [f"{text[:offset]}║{text[offset:]}" for text, offset in heard] == [TYPED]
