"""Proposals written to files by the command line: all of it or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kibitz.cli.write_files import write_files
from kibitz.documents.snapshot import ON_DISK
from kibitz.documents.uri import uri_of
from kibitz.features.edits.proposal import DeletedFile, DocumentChange, NewFile, Proposal, RenamedFile
from kibitz.text.edits import TextEdit
from kibitz.text.span import Span

if TYPE_CHECKING:
    from pathlib import Path

    from kibitz.features.edits.proposal import FileOperation


def change(path: Path, text: str, new: str) -> DocumentChange:
    whole = Span(0, len(text))
    return DocumentChange(
        uri=uri_of(path),
        base_version=ON_DISK,
        base_text=text,
        made_from=whole,
        edits=(TextEdit(whole, new),),
    )


def proposal(*changes: DocumentChange, files: tuple[FileOperation, ...] = ()) -> Proposal:
    return Proposal(id="1", title="Edit", changes=changes, files=files)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "a.py").write_bytes(b"\xef\xbb\xbfa = 1\r\n")
    (tmp_path / "b.py").write_bytes(b"b = 1")
    (tmp_path / "c.py").write_bytes("c = '\U0001f600'\n".encode())
    (tmp_path / "c.py").chmod(0o750)
    return tmp_path


def everything(project: Path, *more: FileOperation) -> Proposal:
    a, b, c = (project / name for name in ("a.py", "b.py", "c.py"))
    return proposal(
        change(a, "a = 1\r\n", "a = 2\r\n"),
        change(b, "b = 1", "b = 2"),
        files=(
            NewFile(uri=uri_of(project / "new" / "d.py"), text="d = 1\r\n"),
            RenamedFile(uri=uri_of(b), new_uri=uri_of(project / "e.py")),
            DeletedFile(uri=uri_of(c), base_text="c = '\U0001f600'\n"),
            *more,
        ),
    )


def test_files_are_changed_created_renamed_and_deleted(project: Path):
    assert write_files(everything(project))
    assert contents(project) == {
        "a.py": b"\xef\xbb\xbfa = 2\r\n",
        "e.py": b"b = 2",
        "new/d.py": b"d = 1\r\n",
    }


def test_nothing_is_left_half_written_when_a_later_file_cannot_be_written(project: Path):
    before = contents(project)
    taken = NewFile(uri=uri_of(project / "a.py" / "below-a-file.py"), text="x = 1\n")
    assert not write_files(everything(project, taken))
    assert contents(project) == before
    assert (project / "c.py").stat().st_mode & 0o777 == 0o750


def test_a_name_that_is_taken_meanwhile_stops_all_of_it(project: Path):
    proposed = everything(project)
    (project / "e.py").write_text("mine")
    before = contents(project)
    assert not write_files(proposed)
    assert contents(project) == before


def test_a_file_that_is_another_text_meanwhile_stops_all_of_it(project: Path):
    proposed = everything(project)
    (project / "b.py").write_text("mine")
    before = contents(project)
    assert not write_files(proposed)
    assert contents(project) == before
