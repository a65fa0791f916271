"""Which files of a folder are worth indexing: code, not ignored by git, not secret, not huge.

Reads `.gitignore` files and directory listings, no code. Never leaves the folder: links are not followed.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kibitz.context.privacy import is_private
from kibitz.syntax.language import all_languages, language_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pathspec import GitIgnoreSpec

MOST_BYTES = 256_000  # a larger file is generated, and would take 0.1 s to parse
NEVER = frozenset({".git", ".hg", ".svn", "node_modules", ".venv", "venv", "__pycache__", "site-packages"})
"""Folders nobody writes in by hand, for projects that do not say so in a `.gitignore`."""

WITHOUT_DEFINITIONS = frozenset({"css", "html", "json", "markdown", "toml", "yaml", "sql"})
"""Languages in whose files nothing is called from another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file: its path relative to the folder (with `/`), and what tells whether it changed."""

    path: str
    modified_ns: int
    size: int


def scan(folder: Path, most_files: int) -> Iterator[Found]:
    """The files to index, nearest to the top first, at most so many."""
    n_files = 0
    waiting = [("", _rules_above(folder))]
    for prefix, above in waiting:
        rules = above
        if (own := _rules(folder / prefix)) is not None:
            rules = (*above, (prefix, own))
        files, folders = _listing(folder, prefix, rules)
        for found in files:
            if n_files >= most_files:
                return
            n_files += 1
            yield found
        waiting += [(name, rules) for name in folders]


def wanted(folder: Path, path: str) -> Found | None:
    """The file at `path` inside of `folder` when `scan` would find it."""
    *above, name = path.split("/")
    rules = _rules_above(folder)
    prefix = ""
    for part in (*above, name):
        if (own := _rules(folder / prefix)) is not None:
            rules = (*rules, (prefix, own))
        here = f"{prefix}{part}"
        is_folder = part is not name or here != path
        if (folder / here).is_symlink() or (is_folder and part in NEVER):
            return None
        if _ignored(rules, f"{here}/" if is_folder else here):
            return None
        prefix = f"{here}/"
    if not is_code(path):
        return None
    try:
        status = (folder / path).stat()
    except OSError:
        return None
    if not 0 < status.st_size <= MOST_BYTES:
        return None
    return Found(path=path, modified_ns=status.st_mtime_ns, size=status.st_size)


def is_code(path: str) -> bool:
    """Whether a file of this name is in a language that Kibitz can outline, and no keeper of secrets."""
    language = language_for("", path)
    return language is not None and language.id not in WITHOUT_DEFINITIONS and not is_private(path)


def code_extensions() -> frozenset[str]:
    """Of all such files, with the dot."""
    return frozenset(
        extension
        for language in all_languages().values()
        if language.id not in WITHOUT_DEFINITIONS
        for extension in language.extensions
    )


Rules = tuple[tuple[str, "GitIgnoreSpec"], ...]
"""Ignore rules from the top down, each with the folder (empty, or with `/` at its end) it is relative to."""


def _listing(folder: Path, prefix: str, rules: Rules) -> tuple[list[Found], list[str]]:
    files: list[Found] = []
    folders: list[str] = []
    try:
        with os.scandir(folder / prefix) as entries:
            for entry in sorted(entries, key=_by_name):
                path = f"{prefix}{entry.name}"
                if entry.is_symlink():
                    continue
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in NEVER and not _ignored(rules, f"{path}/"):
                        folders.append(f"{path}/")
                elif is_code(path) and not _ignored(rules, path):
                    status = entry.stat(follow_symlinks=False)
                    if 0 < status.st_size <= MOST_BYTES:
                        files.append(Found(path=path, modified_ns=status.st_mtime_ns, size=status.st_size))
    except OSError:
        return files, folders  # gone, or not ours to read
    return files, folders


def _by_name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _ignored(rules: Rules, path: str) -> bool:
    """The innermost file that says something about `path` decides, as git has it."""
    for base, spec in reversed(rules):
        verdict = spec.check_file(path[len(base) :]).include
        if verdict is not None:
            return verdict
    return False


def _rules(folder: Path) -> GitIgnoreSpec | None:
    try:
        lines = (folder / ".gitignore").read_text("utf-8", "replace").splitlines()
    except OSError:
        return None
    return _spec(lines)


def _rules_above(folder: Path) -> Rules:
    """What the user excludes for this clone only."""
    try:
        lines = (folder / ".git" / "info" / "exclude").read_text("utf-8", "replace").splitlines()
    except OSError:
        return ()
    spec = _spec(lines)
    return (("", spec),) if spec is not None else ()


def _spec(lines: list[str]) -> GitIgnoreSpec | None:
    from pathspec import GitIgnoreSpec

    make: Callable[[list[str]], GitIgnoreSpec] = GitIgnoreSpec.from_lines
    try:
        return make([line for line in lines if line.strip() and not line.startswith("#")]) or None
    except ValueError:
        return None  # a pattern that git would not take either
