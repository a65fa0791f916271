"""Files of the command line as an editor would open them, and places in them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from kibitz.base.errors import ConfigProblem
from kibitz.documents.uri import uri_of
from kibitz.syntax.language import language_for

if TYPE_CHECKING:
    from kibitz.documents.snapshot import Snapshot
    from kibitz.documents.store import DocumentStore


def open_file(path: Path, documents: DocumentStore) -> Snapshot:
    """Open a file. Bytes that are not UTF-8 become replacement characters.

    Raises:
        ConfigProblem: it cannot be read, or is no text.
    """
    try:
        with path.open(encoding="utf-8", errors="replace", newline="") as file:
            text = file.read()
    except OSError as error:
        raise ConfigProblem(f"Cannot read {str(path)!r}: {error.strerror}.") from error
    if "\0" in text:
        raise ConfigProblem(f"{str(path)!r} is no text file.")
    uri = uri_of(path.absolute())
    language = language_for("", uri)
    return documents.open(uri, language.language_ids[0] if language else "plaintext", 0, text)


def require_line(snapshot: Snapshot, path: Path, line: int) -> None:
    """Check a line that counts from 1.

    Raises:
        ConfigProblem: the file is shorter.
    """
    last = snapshot.index.line_count
    if line > last:
        raise ConfigProblem(f"{str(path)!r} has no line {line}: its last is {last}.")


def place_of(text: str) -> tuple[Path, int, int]:
    """Read `FILE:LINE:COL`; both count from 1.

    Raises:
        ConfigProblem: it is not of that form.
    """
    return _read(text, r"(.+):([1-9]\d*):([1-9]\d*)", "FILE:LINE:COL")


def lines_of(text: str) -> tuple[Path, int, int]:
    """Read `FILE:START-END` (or `FILE:LINE`), lines from 1, both included.

    Raises:
        ConfigProblem: it is not of that form.
    """
    if re.fullmatch(r".+:[1-9]\d*", text):
        text = f"{text}-{text.rpartition(':')[2]}"
    path, first, last = _read(text, r"(.+):([1-9]\d*)-([1-9]\d*)", "FILE:START-END")
    if first > last:
        raise ConfigProblem(f"{text!r} runs backwards: write FILE:START-END.")
    return path, first, last


def _read(text: str, pattern: str, form: str) -> tuple[Path, int, int]:
    match = re.fullmatch(pattern, text)
    if match is None:
        raise ConfigProblem(f"{text!r} is no place: write {form}, counted from 1.")
    return Path(match[1]), int(match[2]), int(match[3])
