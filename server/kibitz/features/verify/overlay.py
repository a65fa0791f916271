"""A copy of a project in which some files have another text, for a program to look at. Blocking.

What a program writes there stays there: sources and configuration are copies. Links to the originals are:
installed packages and the caches of tools, which are large and for all versions of the sources alike; files
that keep secrets; in a project that is too large to copy, what is far from its root. The repository's own
folder and caches of single runs are left out.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import deque
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kibitz.context.privacy import is_private

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Mapping

LINKED: Final = frozenset(
    {"node_modules", ".venv", "venv", ".tox", ".nox", "vendor", "target", ".mypy_cache", ".ruff_cache"}
)
LEFT_OUT: Final = frozenset({".git", ".hg", ".svn", ".pytest_cache", "__pycache__"})
MOST_FILES: Final = 3000  # half a second on a busy disk
MOST_BYTES: Final = 50_000_000
MOST_FILE_BYTES: Final = 1_000_000  # larger ones are data


@contextmanager
def overlay(root: Path, texts: Mapping[Path, str]) -> Generator[Path]:
    """The root of the copy, as long as the block runs.

    Args:
        root: of the project.
        texts: of the files that are to have another text, or to be new, relative to `root`.

    Raises:
        OSError: it cannot be made.
    """
    with tempfile.TemporaryDirectory(prefix="kibitz-check-") as name:
        copy = Path(name)
        _copy_all(root, copy, needed={folder for path in texts for folder in path.parents})
        for relative, text in texts.items():
            path = copy / relative
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)  # a link would lead to the original
            path.write_text(text, "utf-8", newline="")
        yield copy


def _copy_all(root: Path, copy: Path, *, needed: Collection[Path]) -> None:
    """Breadth first: what is near to the root is what configures and is imported most."""
    n_files = n_bytes = 0
    folders = deque([Path()])
    while folders:
        folder = folders.popleft()
        for entry in sorted(os.scandir(root / folder), key=lambda entry: entry.name):
            relative = folder / entry.name
            if entry.name in LEFT_OUT:
                continue
            has_room = n_files < MOST_FILES and n_bytes < MOST_BYTES
            if entry.is_dir(follow_symlinks=False):
                if relative in needed or (has_room and entry.name not in LINKED):
                    (copy / relative).mkdir()
                    folders.append(relative)
                    continue
            elif entry.is_file(follow_symlinks=False) and has_room and not is_private(entry.path):
                size = entry.stat().st_size
                if size <= MOST_FILE_BYTES:
                    shutil.copy2(entry.path, copy / relative)
                    n_files, n_bytes = n_files + 1, n_bytes + size
                    continue
            (copy / relative).symlink_to(entry.path)
