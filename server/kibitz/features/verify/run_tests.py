"""Runs generated tests in a copy of the project, with the command that the user named for that."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from kibitz.features.verify.in_copy import run_in_copy
from kibitz.features.write_tests.place import project_root

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SHOWN_CHARS: Final = 1500  # of what a runner prints; what failed is said at the end


@dataclass(frozen=True, slots=True, kw_only=True)
class TestRun:
    """How it ended, and the end of what the runner said."""

    passed: bool
    said: str = field(repr=False)


async def run_tests(command: str, tests: Path, texts: Mapping[Path, str]) -> TestRun | None:
    """Run a file of tests; None when that was not possible, or took too long.

    Args:
        command: ends with 0 when all tests pass.
        tests: the file of tests.
        texts: of the files that are to have another text than on disk, by their absolute paths.
    """
    root = project_root(tests)
    inside = {path.relative_to(root): text for path, text in texts.items() if path.is_relative_to(root)}
    ran = await run_in_copy(command, root, tests.relative_to(root), inside)
    return None if ran is None else TestRun(passed=ran.exit_code == 0, said=ran.text.strip()[-SHOWN_CHARS:])
