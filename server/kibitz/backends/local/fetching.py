"""One download in progress: the partial file that all carriers continue, and where they say how far it is."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kibitz.backends.local.errors import DiskFull, in_words
from kibitz.base.errors import BadAnswer

if TYPE_CHECKING:
    from pathlib import Path

    from kibitz.models.catalogue import CatalogueEntry

SPARE_BYTES = 64 << 20  # a disk that is filled to the last byte breaks other programs


PullProgress = Callable[[int, int, str], None]
"""Told (bytes that are there, bytes in all, what is done) on the event loop, many times a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetching:
    """The partial file is always a beginning of the weights, whichever carrier brought it.

    Attributes:
        scratch: a folder for what a carrier must put somewhere meanwhile; on the same disk.
    """

    entry: CatalogueEntry
    partial: Path
    scratch: Path
    progress: PullProgress
    step: str

    def partial_bytes(self) -> int:
        """How much there is."""
        try:
            return self.partial.stat().st_size
        except FileNotFoundError:
            return 0

    def report(self) -> None:
        """Say how far it is, with what lies in the scratch folder."""
        done = min(self.partial_bytes() + _size_of(self.scratch), self.entry.size_bytes)
        self.progress(done, self.entry.size_bytes, self.step)

    def require_space(self, beside_bytes: int = 0) -> None:
        """Refuse to begin what cannot end. `beside_bytes`: what the carrier needs beside the file.

        Raises:
            DiskFull: says how much is missing and where.
        """
        free_bytes = shutil.disk_usage(self.partial.parent).free
        needed_bytes = self.entry.size_bytes - self.partial_bytes() + beside_bytes + SPARE_BYTES
        if free_bytes < needed_bytes:
            raise DiskFull(
                f"The disk is full: {self.entry.name} needs {in_words(needed_bytes)} more in "
                f"{str(self.partial.parent)!r}, {in_words(free_bytes)} is free."
            )

    async def append(self, piece: bytes) -> None:
        """Write on, off the event loop.

        Raises:
            BadAnswer: there are more bytes than the weights have.
            DiskFull: the disk is full now; what was written stays.
        """
        if self.partial_bytes() + len(piece) > self.entry.size_bytes:
            raise BadAnswer("more bytes came than the file has")
        await asyncio.to_thread(self._append, piece)
        self.report()

    async def cut_to(self, size_bytes: int) -> None:
        """Forget what came after."""
        if self.partial_bytes() > size_bytes:
            await asyncio.to_thread(os.truncate, self.partial, size_bytes)

    def _append(self, piece: bytes) -> None:
        try:
            with self.partial.open("ab") as file:
                file.write(piece)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            raise DiskFull(
                f"The disk became full while {self.entry.name} was written to {str(self.partial.parent)!r}: "
                "make room and try again, it goes on where it stopped."
            ) from error


def _size_of(folder: Path) -> int:
    """Of the files in it now; some may go while it is looked at."""
    total = 0
    for place, _folders, names in os.walk(folder):
        for name in names:
            try:
                total += os.stat(os.path.join(place, name)).st_size  # noqa: PTH116, PTH118 - many times a second
            except OSError:
                continue
    return total
