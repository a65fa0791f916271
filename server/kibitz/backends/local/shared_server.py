"""One model, served by one child for all editors: leases it, starts it, waits until it is ready.

Knows no weights and no settings (`embedded.py` does), and talks to the child through the files and locks of
`rendezvous.py` alone. Several editors may start a child at once: one child gets the lock, the others leave.
"""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING

from kibitz.backends.local.lock import HeldLock, try_lock
from kibitz.backends.local.rendezvous import CRASHES_COUNT_S
from kibitz.base.errors import BackendFailure, TimedOut, Unreachable
from kibitz.base.joined import joined
from kibitz.storage.paths import made

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kibitz.backends.http import Network
    from kibitz.backends.local.rendezvous import Rendezvous, RunningServer, ServerConfig

logger = logging.getLogger(__name__)

# -P: a folder of the user's may hold a module named like one of ours.
CHILD = (sys.executable, "-P", "-m", "kibitz.backends.local.child")
_FLAGS = 0
if sys.platform == "win32":
    _FLAGS = (
        subprocess.CREATE_NO_WINDOW
        | subprocess.CREATE_NEW_PROCESS_GROUP
        | subprocess.BELOW_NORMAL_PRIORITY_CLASS
    )
LOAD_DEADLINE_S = 120.0  # 4.7 GB from a slow disk
LOOK_EVERY_S = 0.03
HEALTH_TIMEOUT_S = 10.0
CRASHES_ALLOWED = 3


class ServerFailed(BackendFailure):
    """The child could not load the model, or has crashed too often."""

    retryable = False


class SharedServer:
    """The client's side. `ready` before every request; `close` gives the lease back."""

    def __init__(
        self,
        rendezvous: Rendezvous,
        *,
        network: Network,
        command: Sequence[str] = CHILD,
        now_s: Callable[[], float] = time.time,
    ) -> None:
        self._rendezvous = rendezvous
        self._network = network
        self._command = command
        self._now_s = now_s
        self._lease: HeldLock | None = None
        self._wanted: ServerConfig | None = None
        self._known: RunningServer | None = None
        self._getting: asyncio.Task[RunningServer] | None = None

    async def ready(self, wanted: ServerConfig, before_start: Callable[[], None]) -> RunningServer:
        """The server, started if there is none. A caller that is cancelled does not stop the loading.

        Args:
            wanted: how to start it. One that runs otherwise is replaced if nobody else has leased it.
            before_start: called when a child must be started; may raise to forbid it.

        Raises:
            BackendFailure: it cannot load the model, crashes again and again, or does not get ready.
        """
        if self._known is not None and wanted == self._wanted and self._still_there(self._known):
            return self._known
        if self._getting is None or self._getting.done():
            self._getting = asyncio.create_task(self._get(wanted, before_start))
            self._getting.add_done_callback(lambda task: task.cancelled() or task.exception())
        return await joined(self._getting)

    async def close(self) -> None:
        """Give the lease back. The child ends by itself when nobody has one."""
        if self._getting is not None:
            self._getting.cancel()
            await asyncio.wait([self._getting])
        self._known = None
        self._give_back()

    def _still_there(self, server: RunningServer) -> bool:
        """Asked before every request: two small files, 0.1 ms."""
        return self._rendezvous.server() == server and self._rendezvous.is_alive()

    async def _get(self, wanted: ServerConfig, before_start: Callable[[], None]) -> RunningServer:
        made(self._rendezvous.folder)
        await self._take_lease()  # again, too: somebody may have deleted the folder
        started = False
        deadline_s = time.monotonic() + LOAD_DEADLINE_S
        while time.monotonic() < deadline_s:
            if not self._rendezvous.is_alive():
                if started and self._rendezvous.recent_crashes(self._now_s()):
                    raise ServerFailed(self._why_it_failed())
                self._refuse_after_crashes()
                before_start()
                logger.info("starting the model %s", wanted.model_name)
                started = await asyncio.to_thread(self._start, wanted)
            elif server := self._rendezvous.server():
                if server.config != wanted and await self._replaceable():
                    self._rendezvous.retire()
                    started = False
                elif await self._is_well(server):
                    self._wanted, self._known = wanted, server
                    return server
            await asyncio.sleep(LOOK_EVERY_S)
        raise TimedOut(f"The embedded model did not get ready within {LOAD_DEADLINE_S:.0f} s.")

    async def _take_lease(self) -> None:
        self._give_back()
        while self._lease is None:
            self._lease = try_lock(self._rendezvous.leases, "shared")
            # Not at once when the child, or an editor, looks whether there are others.
            await asyncio.sleep(0 if self._lease else LOOK_EVERY_S)

    def _give_back(self) -> None:
        if self._lease is not None:
            self._lease.release()
            self._lease = None

    async def _replaceable(self) -> bool:
        """Whether nobody else has a lease."""
        self._give_back()
        alone = try_lock(self._rendezvous.leases, "exclusive")
        if alone is not None:
            alone.release()
        await self._take_lease()
        return alone is not None

    def _refuse_after_crashes(self) -> None:
        now_s = self._now_s()
        crashes = self._rendezvous.recent_crashes(now_s)
        if len(crashes) >= CRASHES_ALLOWED:
            wait_s = max(1, round(crashes[-CRASHES_ALLOWED] + CRASHES_COUNT_S - now_s))
            raise ServerFailed(
                f"The embedded model has ended {len(crashes)} times within a minute and is left alone for "
                f"{wait_s} s. {self._why_it_failed()}"
            )

    def _why_it_failed(self) -> str:
        failure = self._rendezvous.failure() or "it ended without a word"
        return f"The embedded model does not run: {failure}. See {str(self._rendezvous.log)!r}."

    async def _is_well(self, server: RunningServer) -> bool:
        """Whether it answers. False when it has been replaced meanwhile, so that one must look again."""
        client = await self._network.client_for(server.url)
        import httpx2  # loaded with the client, in a thread

        try:
            answer = await client.get(
                f"{server.url}/health",
                headers={"Authorization": f"Bearer {server.api_key}"},
                timeout=HEALTH_TIMEOUT_S,
            )
        except httpx2.HTTPError as error:
            if self._still_there(server):
                raise Unreachable("The embedded model does not answer.") from error
            return False
        if not answer.is_success:
            raise Unreachable(f"The embedded model is not well: it answers {answer.status_code}.")
        return True

    def _start(self, config: ServerConfig) -> bool:
        """Start a child. False when another one has the lock already."""
        order = json.dumps({"folder": str(self._rendezvous.folder), "config": asdict(config)})
        process = subprocess.Popen(
            self._command,
            cwd=self._rendezvous.folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            creationflags=_FLAGS,
            start_new_session=True,
            text=True,
            encoding="utf-8",
        )
        assert process.stdin and process.stdout and process.stderr
        with process.stdin, process.stdout, process.stderr:
            with suppress(BrokenPipeError):
                process.stdin.write(order)
                process.stdin.close()
            answer = process.stdout.read().strip()  # to the end: it lets go of its end in the background
            complaint = process.stderr.read()
        if sys.platform != "win32":
            process.wait()
        if not answer:
            logger.error("the process of the model did not start: %s", complaint.strip()[-500:])
            self._rendezvous.note_start(self._now_s())
            raise ServerFailed("The process of the embedded model did not start; the log says why.")
        return answer == "started"
