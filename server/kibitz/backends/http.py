"""The only place where connections are made.

Builds the HTTP clients and refuses every host that is neither loopback nor allowed by the caller, on
every hop. Loopback and remote hosts have separate clients, so that a proxy of the environment never sees
what stays on this machine. Knows no protocol and no provider. httpx2 (0.1 s to import) comes with the
first client, in a worker thread: nothing here may be imported or built on the event loop.
"""

from __future__ import annotations

import asyncio
import importlib
import ipaddress
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kibitz.base.errors import ConfigProblem
from kibitz.base.joined import joined

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx2

REMOTE_KEEP_ALIVE_S = 90.0
"""httpx2 drops idle connections after 5 s, a short thought of the user's; a new TLS connection costs two
round trips. Servers close theirs after 60 to 120 s, which the pool notices."""

LOOPBACK_KEEP_ALIVE_S = 4.0
"""llama.cpp and uvicorn close an idle connection after 5 s; a request that crosses that would be lost. A new
connection on loopback costs a third of a millisecond."""

_IMPORTED_LATE = ("anyio._backends._asyncio", "anyio._core._sockets", "anyio._core._synchronization")
"""What httpx2 imports in the middle of its first request, on the event loop: 40 ms of the first key press."""


class Network:
    """HTTP clients for one purpose, built on first use and shared by all its requests."""

    def __init__(self, allows: Callable[[str], bool] = lambda _host: False) -> None:
        """`allows` is asked for every host that is not loopback, in lower case, at every request."""
        self._allows = allows
        self._clients: dict[_Kind, asyncio.Task[httpx2.AsyncClient]] = {}

    async def client_for(self, url: str) -> httpx2.AsyncClient:
        """The client for `url`'s host. Redirects are not followed unless a request asks for it.

        Raises:
            ConfigProblem: the host is not allowed, or the proxy of the environment cannot be used.
        """
        parts = urlsplit(url)
        host = parts.hostname or ""
        kind = _Kind(loopback=is_loopback(host), tls=parts.scheme == "https")
        if not kind.loopback and not self._allows(host):
            raise _refused(host)
        building = self._clients.get(kind)
        if building is None or (building.done() and building.exception()):
            building = asyncio.ensure_future(asyncio.to_thread(self._build, kind))
            self._clients[kind] = building
        return building.result() if building.done() else await joined(building)

    async def aclose(self) -> None:
        """Close every connection."""
        building, self._clients = self._clients, {}
        for task in building.values():
            with suppress(ConfigProblem):
                await (await task).aclose()

    def _build(self, kind: _Kind) -> httpx2.AsyncClient:
        import ssl

        import httpx2

        for name in _IMPORTED_LATE:
            with suppress(ImportError):
                importlib.import_module(name)

        async def check(request: httpx2.Request) -> None:
            host = request.url.host
            if is_loopback(host) is not kind.loopback or not (kind.loopback or self._allows(host)):
                raise _refused(host)

        # An empty context saves reading the system's certificates (0.1 s, 2 MiB) where there is no TLS.
        plain = kind.loopback and not kind.tls
        try:
            return httpx2.AsyncClient(
                verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if plain else True,
                trust_env=not kind.loopback,
                limits=httpx2.Limits(
                    keepalive_expiry=LOOPBACK_KEEP_ALIVE_S if kind.loopback else REMOTE_KEEP_ALIVE_S
                ),
                event_hooks={"request": [check]},
            )
        except (ImportError, ValueError, httpx2.InvalidURL) as error:
            raise ConfigProblem(
                "The proxy in the environment cannot be used: check HTTP_PROXY, HTTPS_PROXY and ALL_PROXY "
                "(SOCKS needs `pip install httpx2[socks]`)."
            ) from error


def is_loopback(host: str) -> bool:
    """Whether `host` (a name or an address, no brackets) is this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """What clients differ by."""

    loopback: bool
    tls: bool


def _refused(host: str) -> ConfigProblem:
    return ConfigProblem(
        f"Kibitz does not connect to {host!r}: name a provider with that address in kibitz.models or "
        "kibitz.providers to allow it."
    )
