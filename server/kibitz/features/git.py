"""What git knows, asked by a child process without a shell. The only place that runs git.

Hooks, pagers, external diff tools and file-system monitors of a repository stay off: a folder that was opened
must not run anything through us.
"""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Final

from kibitz.features.program import printed

if TYPE_CHECKING:
    from pathlib import Path

TIMEOUT_S: Final = 10
MOST_BYTES: Final = 400_000
MOST_LISTED_BYTES: Final = 2_000_000
_SAFE: Final = ("-c", "core.fsmonitor=false", "-c", "core.pager=cat", "--no-pager", "--no-optional-locks")
_HUNK: Final = re.compile(r"^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@", re.MULTILINE)


async def staged_diff(folder: Path) -> str | None:
    """What would be committed; None outside of a repository or without git."""
    return await _git(folder, "diff", "--staged", "--no-ext-diff", "--no-textconv", "--no-color")


async def changed_lines(path: Path) -> tuple[int, ...] | None:
    """The lines of a file, from 0, that are new or changed since the last commit; None outside of git."""
    diff = await _git(
        path.parent, "diff", "--no-ext-diff", "--no-textconv", "--no-color", "-U0", "HEAD", "--", path.name
    )
    if diff is None:
        return None
    found: list[int] = []
    for match in _HUNK.finditer(diff):
        start, count = int(match[1]) - 1, int(match[2] or 1)
        found += range(start, start + count)
    return tuple(found)


async def uncommitted(folder: Path) -> str | None:
    """All that differs from the last commit; None outside of a repository or before its first commit."""
    return await _git(folder, "diff", "HEAD", "--no-ext-diff", "--no-textconv", "--no-color")


async def files(folder: Path) -> tuple[str, ...]:
    """Paths below `folder` that are in the repository or may come to it; none outside of one."""
    listed = await _git(
        folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard", most_bytes=MOST_LISTED_BYTES
    )
    return tuple((listed or "").split("\0")[:-1])  # the end of a listing that was too long is no name


async def ignores(path: Path) -> bool:
    """Whether git leaves the file out; not what it keeps in spite of a rule, and nothing outside of git."""
    return await _git(path.parent, "check-ignore", "-q", "--", path.name) is not None


async def subjects(folder: Path, n_commits: int) -> tuple[str, ...]:
    """Of the last commits."""
    text = await _git(folder, "log", f"-{n_commits}", "--format=%s")
    return tuple(line for line in (text or "").split("\n") if line)


async def _git(folder: Path, *arguments: str, most_bytes: int = MOST_BYTES) -> str | None:
    program = shutil.which("git")
    if program is None:
        return None
    try:
        found = await printed(
            (program, *_SAFE, *arguments),
            folder,
            timeout_s=TIMEOUT_S,
            most_bytes=most_bytes,
            with_errors=False,
        )
    except OSError:  # there is no such folder
        return None
    return found.text if found is not None and found.exit_code == 0 else None
