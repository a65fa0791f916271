"""A copy of a project in which one file has another text, for a checker to look at. Blocking.

Nothing is copied but the folders on the way to that file; everything beside them is a link to the original,
so that imports and configuration are found as ever. The project itself is not touched.
"""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator


@contextmanager
def overlay(root: Path, relative: Path, text: str) -> Generator[Path]:
    """The root of the copy, as long as the block runs.

    Raises:
        OSError: it cannot be made.
    """
    with tempfile.TemporaryDirectory(prefix="kibitz-check-") as name:
        original, copy = root, Path(name)
        for part in relative.parts[:-1]:
            _link_all(original, copy, without=part)
            original, copy = original / part, copy / part
            copy.mkdir()
        _link_all(original, copy, without=relative.name)
        (copy / relative.name).write_text(text, "utf-8", newline="")
        yield Path(name)


def _link_all(folder: Path, copy: Path, *, without: str) -> None:
    for path in folder.iterdir():
        if path.name != without:
            (copy / path.name).symlink_to(path)
