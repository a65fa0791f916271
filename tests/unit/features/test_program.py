from __future__ import annotations

import asyncio
import sys
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
