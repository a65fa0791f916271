"""Orders become one proposal to the letter, or none; files outside of the workspace are out of reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kibitz.documents.files import Files
from kibitz.documents.store import DocumentStore
from kibitz.documents.uri import uri_of
from kibitz.features.chat.workspace import Workspace
from kibitz.features.edits.file_orders import CarriedOut, Place, carried_out, ordered_file
from kibitz.features.edits.formats.files import FileOrder
from kibitz.features.edits.propose import Declined
from support.edits import PARSER

if TYPE_CHECKING:
    from pathlib import Path

    from kibitz.features.edits.formats.files import Operation

TEXT = "import os\r\n\r\n\r\ndef f():\r\n    return os\r\n"
BLOCK = "<<<<<<< SEARCH\n    return {}\n=======\n    return {}\n>>>>>>> REPLACE"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = (tmp_path / "project").resolve()
    (folder / "src").mkdir(parents=True)
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_text("[core]\n")
    (folder / ".env").write_text("TOKEN=1\n")
    (folder / "src" / "a.py").write_bytes(TEXT.encode())
    (folder / "b.py").write_text("b = 1\n")
    (tmp_path / "outside.py").write_text("x = 1\n")
    (folder / "out.py").symlink_to(tmp_path / "outside.py")
    (folder / "also_b.py").symlink_to(folder / "b.py")
    (folder / "harmless.txt").symlink_to(folder / ".env")
    (folder / "picture.png").write_bytes(b"\x89PNG\xff\x00")
    return folder


def order(operation: Operation, path: str, more: str = "") -> FileOrder:
    if operation == "rename":
        return FileOrder(operation=operation, path=path, new_path=more)
    return FileOrder(operation=operation, path=path, text=more)


def carry_out(folder: Path, *orders: FileOrder) -> CarriedOut | Declined:
    documents = DocumentStore()
    place = Place(
        uri_for=Workspace(documents, PARSER, [uri_of(folder)]).uri_for, document=Files(documents).get
    )
    return carried_out(orders, place, title="Do it", parser=PARSER, begun={})


def test_all_of_it_is_one_proposal(folder: Path) -> None:
    done = carry_out(
        folder,
        order("edit", "src/a.py", BLOCK.format("os", "os.sep")),
        order("create", "src/c.py", "c = 1\n"),
        order("rename", "b.py", "lib/b.py"),
    )
    assert isinstance(done, CarriedOut) and not done.faults
    assert [change.new_text for change in done.proposal.changes] == [
        TEXT.replace("return os", "return os.sep")
    ]
    assert [part.title for part in done.proposal.parts] == [
        "src/a.py:5 (+1 -1)",
        "create src/c.py (+1)",
        "rename b.py to lib/b.py",
    ]
    assert done.proposal.warnings == ("Not checked whether other files need b.py.",)


def test_what_does_not_parse_or_is_not_defined_is_told(folder: Path) -> None:
    done = carry_out(
        folder,
        order("edit", "src/a.py", BLOCK.format("os", "os.sep(")),
        order("create", "c.py", "x = missing\n"),
    )
    assert isinstance(done, CarriedOut)
    assert done.faults == ("a.py does not parse any more.", "Not defined in c.py: missing.")


@pytest.mark.parametrize(
    "wrong",
    [
        order("create", "../x.py", "x\n"),
        order("create", "/etc/x.py", "x\n"),
        order("create", "src/../../x.py", "x\n"),
        order("create", ".env.local", "x\n"),
        order("create", ".git/hooks/post-commit", "x\n"),
        order("create", "b.py", "x\n"),
        order("create", "src", "x\n"),
        order("create", ".", "x\n"),
        order("edit", "out.py", BLOCK.format("x", "y")),
        order("edit", "harmless.txt", BLOCK.format("x", "y")),
        order("edit", "src/a.py", BLOCK.format("sys", "os.sep")),
        order("edit", "src/a.py", "no block"),
        order("edit", "nothing.py", BLOCK.format("os", "os.sep")),
        order("delete", "nothing.py"),
        order("delete", ".env"),
        order("delete", ".git/config"),
        order("delete", "src"),
        order("delete", "picture.png"),
        order("rename", "b.py", "src/a.py"),
        order("rename", "b.py", "../b.py"),
        order("rename", "b.py", "b.pem"),
        order("rename", "nothing.py", "c.py"),
        order("rename", "src/a.py", "free.py"),
    ],
    ids=lambda wrong: f"{wrong.operation} {wrong.path} {wrong.new_path}",
)
def test_one_order_that_cannot_be_carried_out_refuses_all(folder: Path, wrong: FileOrder) -> None:
    good = (order("create", "free.py", "x = 1\n"), order("edit", "src/a.py", BLOCK.format("os", "os.sep")))
    assert isinstance(carry_out(folder, *good, wrong), Declined)


@pytest.mark.parametrize(
    "orders",
    [
        (order("delete", "b.py"), order("delete", "also_b.py")),
        (order("delete", "b.py"), order("rename", "b.py", "c.py")),
        (order("rename", "src/a.py", "c.py"), order("rename", "b.py", "c.py")),
        (order("rename", "b.py", "c.py"), order("create", "c.py", "x\n")),
        (order("edit", "src/a.py", BLOCK.format("os", "1")), order("delete", "src/a.py")),
    ],
)
def test_orders_that_do_not_go_together_are_refused(folder: Path, orders: tuple[FileOrder, ...]) -> None:
    assert isinstance(carry_out(folder, *orders), Declined)


@pytest.mark.parametrize(
    ("instruction", "expected"),
    [
        ("delete this file", order("delete", "src/a.py")),
        ("Please remove the module.", order("delete", "src/a.py")),
        ("rename this file to `tools.py`", order("rename", "src/a.py", "src/tools.py")),
        ("Rename the file to tools", order("rename", "src/a.py", "src/tools.py")),
        ("move this file to lib/", order("rename", "src/a.py", "lib/a.py")),
        ("move this module into lib/tools.py.", order("rename", "src/a.py", "lib/tools.py")),
        ("delete this file when the test is over", None),
        ("rename f to g", None),
        ("rename this file handle to output", None),
    ],
)
def test_what_an_instruction_orders_of_its_file_alone(instruction: str, expected: FileOrder | None) -> None:
    assert ordered_file(instruction, "src/a.py") == expected
