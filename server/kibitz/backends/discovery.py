"""Finds model servers that already run on this machine, for `auto`.

Starts nothing and sends no text of the user's. The first look is waited for, a short time; after that a
server that was not there is looked for in the background, less and less often, and nobody waits.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kibitz.backends.listing import LISTERS, OtherServer, RunningModel

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kibitz.backends.http import Network
    from kibitz.backends.provider import Provider
    from kibitz.base.llm import Job

logger = logging.getLogger(__name__)

FIRST_RETRY_S, LONGEST_RETRY_S = 5.0, 60.0
"""A look costs a millisecond where nothing listens; one that was just started is found within a minute."""

COMPLETION_BYTES = 5_000_000_000
"""About 7 billion parameters in 4 bits; what is larger answers ghost text too late on most machines."""

CHAT_BYTES = 10_000_000_000
"""About 14 billion parameters in 4 bits; explanations and edits may take longer."""

NOT_FOR_CHAT = re.compile(r"embed|rerank|\bbge\b|minilm|whisper|\bbase\b|starcoder|mellum|[:-]code\b")
"""In the names of models that were not trained to follow an instruction."""


def best_for(job: Job, models: Iterable[RunningModel]) -> RunningModel | None:
    """The model that suits `job` best, or None.

    Ghost text needs a model that fills holes; what llama.cpp has loaded goes first, because it can be
    interrupted while it reads the prompt. Otherwise coding models go first. Then the largest that is quick
    enough, else the smallest.
    """
    filling = job == "completion"
    limit = COMPLETION_BYTES if filling else CHAT_BYTES
    suitable = (m for m in models if (m.fills_holes if filling else not NOT_FOR_CHAT.search(m.name.lower())))

    def rank(model: RunningModel) -> tuple[bool, bool, int]:
        first = model.provider.wire == "llamacpp" if filling else "code" in model.name.lower()
        quick = model.size_bytes <= limit
        return first, quick, model.size_bytes if quick else -model.size_bytes

    return max(suitable, key=rank, default=None)


class Discovery:
    """What runs at a few loopback providers, as of the last look."""

    def __init__(self, network: Network, providers: Iterable[Provider]) -> None:
        """Providers that are not on loopback are left aside: nobody named them."""
        self._network = network
        self._servers = {p.id: _Server(provider=p) for p in providers if p.local and p.id in LISTERS}
        self._looks: set[asyncio.Task[None]] = set()
        self._looked = False

    async def find(self, job: Job, provider_id: str | None = None) -> RunningModel | None:
        """The best running model for `job`, at one provider or at all."""
        now = time.monotonic()
        for server in self._servers.values():
            if not server.models and now >= server.retry_at:
                server.postpone(now)
                look = asyncio.ensure_future(self._look(server))
                self._looks.add(look)
                look.add_done_callback(self._looks.discard)
        if not self._looked:
            if self._looks:
                await asyncio.wait(self._looks)
            self._looked = True
        servers = (s for id, s in self._servers.items() if provider_id in (None, id))
        return best_for(job, (model for server in servers for model in server.models))

    def forget(self, provider_id: str) -> None:
        """The server did not answer a request: take what it had as gone, look again later."""
        if server := self._servers.get(provider_id):
            server.models = ()
            server.postpone(time.monotonic())

    async def aclose(self) -> None:
        """Stop looking."""
        for look in self._looks:
            look.cancel()
        await asyncio.gather(*self._looks, return_exceptions=True)

    async def _look(self, server: _Server) -> None:
        import httpx2

        provider = server.provider
        try:
            http = await self._network.client_for(provider.base_url)
            server.models = await LISTERS[provider.id](http, provider)
        except (TimeoutError, httpx2.HTTPError, ValueError, OtherServer) as error:
            logger.debug("no %s at its address: %s", provider.id, type(error).__name__)
        else:
            logger.info("%s runs and has %d models", provider.id, len(server.models))


@dataclass(slots=True, kw_only=True)
class _Server:
    """One provider's state. `retry_at` is on the monotonic clock and counts while `models` is empty."""

    provider: Provider
    models: tuple[RunningModel, ...] = ()
    retry_at: float = 0.0
    delay_s: float = FIRST_RETRY_S

    def postpone(self, now: float) -> None:
        """Do not look before the delay is over, and then wait twice as long."""
        self.retry_at = now + self.delay_s
        self.delay_s = min(2 * self.delay_s, LONGEST_RETRY_S)
