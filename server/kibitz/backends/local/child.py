"""The child process: serves one model to all editors of a user, and ends by itself.

`python -m kibitz.backends.local.child` with a JSON object on standard input, `{"folder", "config"}`. Answers
one word on standard output, `started` or `busy` (another child has the model), and goes into the background,
away from the editor that started it. It ends when

- nobody has leased the model for ALONE_S: the last editor has gone;
- nobody has asked anything for the configured time;
- what it published is taken away: replaced, or its folder deleted.

The key is made here and told through a file that only the user can read: an argument or a variable of the
environment would be seen by others.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from kibitz.backends.local.lock import try_lock
from kibitz.backends.local.rendezvous import Rendezvous, RunningServer, ServerConfig

if TYPE_CHECKING:
    from collections.abc import Callable

    from kibitz.backends.local.lock import HeldLock

ALONE_S = 4.0  # an editor that reloads its window is back in about 3 s; loading again costs 1 to 4 s
LOOK_EVERY_S = 1.0
DRAIN_S = 1.0  # whoever read the address just before it was taken away may still ask
ALIVE_WITHIN_S = 1.0  # a client that looks holds the lock for microseconds
NICENESS = 5


class Engine(Protocol):
    """A model being served. It ends with the process."""

    url: str

    def activity(self) -> str:
        """Differs from the last answer whenever the model has worked since or works now."""
        ...


def main(load: Callable[[ServerConfig, str], Engine]) -> int:
    """Serve until nobody wants the model; `load` serves it at a loopback address under a key."""
    order = json.load(sys.stdin)
    rendezvous = Rendezvous(Path(order["folder"]))
    alive = _become_the_one(rendezvous)
    if alive is None:
        sys.stdout.write("busy\n")
        sys.stdout.flush()
        return 0
    rendezvous.clear()
    rendezvous.note_start(time.time())
    sys.stdout.write("started\n")
    sys.stdout.flush()
    _go_to_the_background(rendezvous.log)
    config = ServerConfig(**order["config"])
    api_key = secrets.token_urlsafe(32)
    try:
        engine = load(config, api_key)
    except Exception as error:  # noqa: BLE001 - whatever the library raises, the client must learn of it
        rendezvous.report_failure(f"{type(error).__name__}: {error}")
        return 1
    rendezvous.publish(RunningServer(url=engine.url, api_key=api_key, config=config))
    _watch(rendezvous, engine, api_key, idle_s=config.idle_s)
    rendezvous.end_well()
    return 0


def _become_the_one(rendezvous: Rendezvous) -> HeldLock | None:
    deadline_s = time.monotonic() + ALIVE_WITHIN_S
    while (held := try_lock(rendezvous.alive, "exclusive")) is None and time.monotonic() < deadline_s:
        time.sleep(0.01)
    return held


def _go_to_the_background(log: Path) -> None:
    """Leave the editor's pipes, session and process group; the lock stays, it belongs to the open file."""
    if sys.platform != "win32":
        if os.fork():
            os._exit(0)  # the starter waits for this one: it must not be left a zombie
        os.setsid()
        os.nice(NICENESS)
    null = os.open(os.devnull, os.O_RDONLY)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for source, target in ((null, 0), (output, 1), (output, 2)):
        os.dup2(source, target)


def _watch(rendezvous: Rendezvous, engine: Engine, api_key: str, *, idle_s: float) -> None:
    """Return when it is time to end. New clients wait from then on until this process has ended."""
    leased_s = active_s = time.monotonic()
    activity = ""
    while True:
        now_s = time.monotonic()
        published = rendezvous.server()
        if published is None or published.api_key != api_key:
            break
        if (current := engine.activity()) != activity:
            activity, active_s = current, now_s
        if (unleased := try_lock(rendezvous.leases, "exclusive")) is None:
            leased_s = now_s
        else:
            unleased.release()
        if now_s - leased_s > ALONE_S or now_s - active_s > idle_s:
            rendezvous.retire()
            break
        time.sleep(LOOK_EVERY_S)
    while True:
        time.sleep(DRAIN_S)
        if (current := engine.activity()) == activity:
            return
        activity = current


if __name__ == "__main__":
    from kibitz.backends.local.llama import Llama

    code = main(Llama)
    sys.stderr.flush()
    os._exit(code)  # llama.cpp's threads need not be waited for
