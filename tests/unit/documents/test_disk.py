from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.documents.disk import exists, is_writable, on_disk
from kibitz.documents.snapshot import ON_DISK
from kibitz.documents.uri import uri_of

if TYPE_CHECKING:
    from pathlib import Path


def test_a_text_keeps_its_line_endings_and_loses_its_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbfone\r\ntwo")
    snapshot = on_disk(uri_of(path))
    assert snapshot is not None
    assert (snapshot.text, snapshot.version) == ("one\r\ntwo", ON_DISK)


def test_what_is_no_text_in_utf_8_or_not_there_is_no_document(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"\xff\xfe\x00")
    assert on_disk(uri_of(path)) is None and exists(uri_of(path))
    assert on_disk(uri_of(tmp_path)) is None
    assert on_disk(uri_of(tmp_path / "b")) is None and not exists(uri_of(tmp_path / "b"))
    assert on_disk("untitled:Untitled-1") is None


def test_a_file_to_come_is_writable_where_its_folder_can_be_made(tmp_path: Path) -> None:
    assert is_writable(uri_of(tmp_path / "new" / "a.txt"))
    assert is_writable("untitled:Untitled-1")


def test_a_file_that_nobody_may_write_is_not_writable_for_root_either(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("a")
    assert is_writable(uri_of(path))
    path.chmod(0o444)
    assert not is_writable(uri_of(path))
