"""Other files in a prompt for the middle of a text: in the format of the family, or as a comment. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kibitz.base.clean_text import join_clean, split_clean

if TYPE_CHECKING:
    from kibitz.base.clean_text import CleanText
    from kibitz.models.family import FileFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherFile:
    """Part of a file."""

    path: CleanText
    text: CleanText


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What goes along with the text around the cursor.

    Attributes:
        path: of the current file.
        files: the most useful last, next to the code.
        repository: its name.
        comment: all of `files` as a comment, for servers and families that know one file only.
    """

    path: CleanText
    repository: CleanText
    files: tuple[OtherFile, ...]
    comment: CleanText


NONE = Surroundings(path=join_clean(""), repository=join_clean(""), files=(), comment=join_clean(""))


def in_format(around: Surroundings, files: FileFormat) -> tuple[CleanText, CleanText]:
    """What stands before the prefix token, and what right behind it."""
    others = [
        part
        for file in around.files
        for part in (join_clean(files.before_path), file.path, join_clean("\n"), file.text, join_clean("\n"))
    ]
    here = join_clean(files.before_path, around.path, "\n")
    if files.inside_prefix:
        return join_clean(""), join_clean(*others, here)
    if files.before_repository:
        others = [join_clean(files.before_repository, around.repository, files.after_repository), *others]
    if files.path_in_prefix:
        return join_clean(*others, files.before_path), join_clean(around.path, "\n")
    return join_clean(*others, here), join_clean("")


def as_comment(files: tuple[OtherFile, ...], mark: CleanText) -> CleanText:
    """Paths and texts behind the `mark` of a line comment; nothing where a language has none."""
    if not mark or not files:
        return join_clean("")
    lines = [
        join_clean(mark, " ", line, "\n") for file in files for line in (file.path, *split_clean(file.text))
    ]
    return join_clean(*lines)


def as_plain(files: tuple[OtherFile, ...]) -> CleanText:
    """Paths and texts, for a chat model."""
    parts = [part for file in files for part in (file.path, join_clean(":\n"), file.text, join_clean("\n\n"))]
    return join_clean(*parts)
