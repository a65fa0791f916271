"""The processes that one test started, children of children included: they inherited its environment."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """A process that runs; one that has ended and only waits to be read is none."""

    pid: int
    words: list[str]

    def __str__(self) -> str:
        return f"{self.pid} {' '.join(self.words)}"


def with_variable(name: str, value: str) -> list[Process]:
    """The processes whose environment holds this variable."""
    found = [_read(folder, f"{name}={value}".encode()) for folder in Path("/proc").glob("[0-9]*")]
    return [process for process in found if process is not None]


def _read(folder: Path, variable: bytes) -> Process | None:
    try:
        if variable not in (folder / "environ").read_bytes().split(b"\0"):
            return None
        words = (folder / "cmdline").read_bytes().decode(errors="replace").rstrip("\0").split("\0")
        state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return None  # ended meanwhile, or another user's
    return None if state == "Z" else Process(pid=int(folder.name), words=words)
