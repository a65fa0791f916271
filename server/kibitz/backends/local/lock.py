"""Locks on files that the operating system frees when their holder dies, however it dies.

Own code instead of `filelock`: that has no shared locks, which are how editors lease the model. A lock counts
per open file, so two holders in one process exclude each other too. The file stays: deleting it would let
two processes lock two files of one name.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

LockMode = Literal["exclusive", "shared"]


def try_lock(path: Path, mode: LockMode) -> HeldLock | None:
    """The lock, or None while another holder excludes it.

    Any number hold it shared, or one exclusively.

    Raises:
        OSError: the file cannot be opened; its folder must exist.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)  # not inherited by children (PEP 446)
    if _lock(descriptor, mode):
        return HeldLock(descriptor)
    os.close(descriptor)
    return None


def is_locked(path: Path) -> bool:
    """Whether anyone holds it exclusively."""
    try:
        held = try_lock(path, "shared")
    except FileNotFoundError:
        return False
    if held is None:
        return True
    held.release()
    return False


class HeldLock:
    """Held until `release`, garbage collection or the end of the process."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    def release(self) -> None:
        """Let others have it; more than once does nothing."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> HeldLock:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.release()

    def __del__(self) -> None:
        self.release()


if sys.platform == "win32":
    import msvcrt
    import random

    _RANGE_BYTES = 1 << 30

    def _lock(descriptor: int, mode: LockMode) -> bool:
        """Windows locks bytes, never shared: a shared holder takes one of them, an exclusive one all."""
        start, length = (0, _RANGE_BYTES) if mode == "exclusive" else (random.randrange(_RANGE_BYTES), 1)
        os.lseek(descriptor, start, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, length)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(descriptor: int, mode: LockMode) -> bool:
        operation = fcntl.LOCK_EX if mode == "exclusive" else fcntl.LOCK_SH
        try:
            fcntl.flock(descriptor, operation | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
