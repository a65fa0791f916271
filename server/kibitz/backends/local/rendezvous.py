"""The folder in which editors and the one child that runs a model find each other.

Locks say who is alive, since the system frees them however a process ends; files say the rest. No process
ids: they are used again, and mean nothing across containers.

    alive      locked by the child for its whole life, the time of loading included
    leases     locked, shared, by every process that wants the model to stay
    server     where the model is served, from the moment it is loaded; a child without it ends
    starts     when children began that have not ended well
    failure    why the last one could not load the model
    log        what llama.cpp says; of the last start only
"""

from __future__ import annotations

import json
import os
import secrets
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from kibitz.backends.local.lock import is_locked

if TYPE_CHECKING:
    from pathlib import Path

CRASHES_COUNT_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerConfig:
    """What a child is to run. Whoever starts it decides for all; the others take what runs.

    Attributes:
        threads: that write an answer.
        prompt_threads: that read a prompt.
    """

    model_path: str
    model_name: str
    threads: int
    prompt_threads: int
    context_tokens: int
    idle_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningServer:
    """A child that has its model loaded. `api_key` is new at each start, so it also tells children apart."""

    url: str
    api_key: str = field(repr=False)
    config: ServerConfig


@dataclass(frozen=True, slots=True)
class Rendezvous:
    """One folder for one model, in the runtime folder of the user. Readable by the user alone."""

    folder: Path

    @property
    def alive(self) -> Path:
        """Lock of the child."""
        return self.folder / "alive.lock"

    @property
    def leases(self) -> Path:
        """Lock of the clients."""
        return self.folder / "leases.lock"

    @property
    def log(self) -> Path:
        """What llama.cpp says."""
        return self.folder / "server.log"

    def is_alive(self) -> bool:
        """Whether a child loads, serves or is about to end."""
        return is_locked(self.alive)

    def server(self) -> RunningServer | None:
        """What the last child published; it may have died since."""
        found = self._read("server.json") or {}
        try:
            config = ServerConfig(**found["config"])
            return RunningServer(url=found["url"], api_key=found["api_key"], config=config)
        except (KeyError, TypeError):  # none, or of another version of Kibitz
            return None

    def publish(self, server: RunningServer) -> None:
        """Let clients come. For the child."""
        self._write("server.json", asdict(server))

    def retire(self) -> None:
        """No new clients; the child ends when it has answered the present ones."""
        (self.folder / "server.json").unlink(missing_ok=True)

    def failure(self) -> str | None:
        """Why the last child could not load its model."""
        found = self._read("failure.json")
        return str(found["message"]) if found else None

    def report_failure(self, message: str) -> None:
        """Say why the model cannot be loaded. For the child."""
        self._write("failure.json", {"message": message})

    def recent_crashes(self, now_s: float) -> list[float]:
        """When the children began that have not ended well, oldest first."""
        starts: list[float] = (self._read("starts.json") or {}).get("starts", [])
        return [start_s for start_s in starts if start_s > now_s - CRASHES_COUNT_S]

    def note_start(self, now_s: float) -> None:
        """A crash until `end_well`."""
        self._write("starts.json", {"starts": [*self.recent_crashes(now_s), now_s]})

    def clear(self) -> None:
        """Take away what the last child left. For the child, once it is the one."""
        self.retire()
        (self.folder / "failure.json").unlink(missing_ok=True)

    def end_well(self) -> None:
        """Forget the crashes: the model does run on this machine. For the child."""
        (self.folder / "starts.json").unlink(missing_ok=True)

    def _read(self, name: str) -> dict[str, Any] | None:
        with suppress(FileNotFoundError, ValueError):
            return json.loads((self.folder / name).read_text("utf-8"))
        return None

    def _write(self, name: str, content: dict[str, Any]) -> None:
        """Whole or not at all, and never readable by others, not even for a moment."""
        partial = self.folder / f"{name}.{secrets.token_hex(4)}"
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(content, file)
        partial.replace(self.folder / name)
