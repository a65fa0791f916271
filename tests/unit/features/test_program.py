from __future__ import annotations

import asyncio
import sys
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from kibitz.features.program import printed
from support.processes import with_variable

if TYPE_CHECKING:
    from pathlib import Path

PARENT = """
import subprocess, sys
subprocess.run([sys.executable, "-c", "import time; time.sleep(60)"])
"""


async def test_what_a_program_prints_and_how_it_ends(tmp_path: Path) -> None:
    words = (sys.executable, "-c", "print('a' * 10); raise SystemExit(3)")
    found = await printed(words, tmp_path, timeout_s=30, most_bytes=5, with_errors=False)
    assert found is not None
    assert (found.text, found.exit_code) == ("aaaaa", 3)


async def test_of_a_program_that_prints_without_end_only_the_beginning_is_kept(tmp_path: Path) -> None:
    words = (sys.executable, "-c", "for _ in range(400): print('a' * 100_000)")
    tracemalloc.start()
    try:
        found = await printed(words, tmp_path, timeout_s=60, most_bytes=70_000, with_errors=True)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found is not None
    assert (found.text, found.exit_code) == ("a" * 70_000, 0)
    assert most < 4_000_000


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are looked up in /proc")
async def test_a_cancelled_program_takes_what_it_began_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIBITZ_TEST", str(tmp_path))
    words = (sys.executable, "-c", PARENT)
    task = asyncio.ensure_future(printed(words, tmp_path, timeout_s=60, most_bytes=5, with_errors=True))
    while len(with_variable("KIBITZ_TEST", str(tmp_path))) < 2:  # noqa: ASYNC110  nobody tells
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    while with_variable("KIBITZ_TEST", str(tmp_path)):  # noqa: ASYNC110
        await asyncio.sleep(0.01)
