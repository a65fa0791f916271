"""What this machine has: memory, what of it is free, cores. Asks the operating system, starts nothing."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from kibitz.models.catalogue import Machine


def this_machine() -> Machine:
    """The machine, or the container, this process runs on; a few small files are read."""
    memory_bytes, free_bytes = _memory()
    return Machine(memory_bytes=memory_bytes, free_bytes=free_bytes, cores=_cores())


def _cores() -> int:
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


if sys.platform == "win32":

    def _memory() -> tuple[int, int | None]:
        import ctypes

        class MemoryStatus(ctypes.Structure):
            _fields_ = (
                ("size", ctypes.c_ulong),
                ("load_percent", ctypes.c_ulong),
                *((name, ctypes.c_ulonglong) for name in ("total", "free", "p1", "p2", "v1", "v2", "x")),
            )

        status = MemoryStatus(size=ctypes.sizeof(MemoryStatus))
        ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
        return status.total, status.free

else:

    def _memory() -> tuple[int, int | None]:
        total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        free = None
        with suppress(OSError, KeyError, ValueError):  # macOS has no /proc and no cheap equivalent
            free = _fields("/proc/meminfo")["MemAvailable:"] * 1024
        for limit, used in _container_limits():
            total = min(total, limit)
            free = min(limit - used if free is None else free, max(0, limit - used))
        return total, free

    def _container_limits() -> list[tuple[int, int]]:
        """(limit, used) in bytes of the control groups above this process that have a limit (cgroup v2)."""
        found: list[tuple[int, int]] = []
        with suppress(OSError):
            own = Path("/proc/self/cgroup").read_text().strip().rpartition("::/")[2]
            root = Path("/sys/fs/cgroup")
            for group in (root / own, *(root / own).parents):
                if not group.is_relative_to(root):
                    break
                # The root group has no such files; "max" is no number.
                with suppress(OSError, KeyError, ValueError):
                    limit = int((group / "memory.max").read_text())
                    used = int((group / "memory.current").read_text())
                    found.append((limit, used - _fields(str(group / "memory.stat"))["inactive_file"]))
        return found

    def _fields(path: str) -> dict[str, int]:
        lines = (line.split() for line in Path(path).read_text().splitlines())
        return {words[0]: int(words[1]) for words in lines if len(words) > 1}
