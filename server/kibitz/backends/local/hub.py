"""Carrier: a file of the Hugging Face hub at a pinned commit, continued where an earlier try ended."""

from __future__ import annotations

import asyncio
import os
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kibitz import __version__
from kibitz.backends.http import Network
from kibitz.base.errors import BadAnswer, ConfigProblem, Unreachable

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx2

    from kibitz.backends.local.fetching import Fetching
    from kibitz.models.catalogue import HubFile

OFFICIAL_HOSTS = ("huggingface.co", "hf.co")  # the hub sends downloads on to hosts below these
PAUSES_S = (1.0, 3.0, 9.0)  # after a break without a byte since the one before
CONNECT_TIMEOUT_S = 10.0
READ_TIMEOUT_S = 30.0


def describe(environ: Mapping[str, str] = os.environ) -> str:
    """The host that is asked, for the user."""
    return _place(_hub(environ))


async def fetch(carrier: HubFile, fetching: Fetching, environ: Mapping[str, str] = os.environ) -> None:
    """Continue the partial file to its full length. Says nothing of its content.

    Raises:
        Unreachable: no connection, or it broke again and again; what has come is kept.
        BadAnswer: the hub does not have this file.
    """
    hub = _hub(environ)
    url = f"{hub}/{carrier.repository}/resolve/{carrier.revision}/{fetching.entry.file_name}"
    hosts = (urlsplit(hub).hostname or "", *OFFICIAL_HOSTS)
    network = Network(lambda host: any(host == known or host.endswith(f".{known}") for known in hosts))
    try:
        client = await network.client_for(url)
        pauses = iter(PAUSES_S)
        while True:
            before_bytes = fetching.partial_bytes()
            try:
                await _continue(client, url, fetching)
                return
            except Unreachable:
                if fetching.partial_bytes() > before_bytes:
                    pauses = iter(PAUSES_S)
                    continue
                pause_s = next(pauses, None)
                if pause_s is None or before_bytes == 0:  # not a byte so far: the next carrier may be near
                    raise
                await asyncio.sleep(pause_s)
    except ConfigProblem as error:
        raise BadAnswer(f"{describe(environ)} sends the download on to a host that is not its own") from error
    finally:
        await network.aclose()


def _hub(environ: Mapping[str, str]) -> str:
    return environ.get("HF_ENDPOINT", "https://huggingface.co").rstrip("/")


def _place(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2]  # a mirror's address may hold a password


async def _continue(client: httpx2.AsyncClient, url: str, fetching: Fetching) -> None:
    """One request for what is missing."""
    import httpx2

    start = fetching.partial_bytes()
    headers = {"User-Agent": f"kibitz/{__version__}", "Accept-Encoding": "identity"}
    if start:
        headers["Range"] = f"bytes={start}-"
    host = _place(url)
    timeout = httpx2.Timeout(READ_TIMEOUT_S, connect=CONNECT_TIMEOUT_S)
    asked = client.stream("GET", url, headers=headers, timeout=timeout, follow_redirects=True)
    try:
        async with asked as answer:
            if not answer.is_success:
                raise BadAnswer(f"{host} answers {answer.status_code}")
            first, total = _range(answer)
            if total not in (None, fetching.entry.size_bytes):
                raise BadAnswer(f"{host} has a file of {total} bytes under this name")
            await fetching.cut_to(first)
            if first > start:
                raise BadAnswer(f"{host} left out bytes that were asked for")
            async for piece in answer.aiter_bytes():
                await fetching.append(piece)
    except httpx2.HTTPError as error:
        raise Unreachable(f"{host} cannot be reached, or the connection broke") from error
    if fetching.partial_bytes() < fetching.entry.size_bytes:
        raise Unreachable(f"{host} ended the download early")


def _range(answer: httpx2.Response) -> tuple[int, int | None]:
    """Where the bytes that come begin (0 from a server that ignores ranges), and the size of the whole."""
    if answer.status_code == 206:
        found = re.match(r"bytes (\d+)-\d+/(\d+|\*)", answer.headers.get("Content-Range", ""))
        if found is None:
            raise BadAnswer("a part of the file came without saying which")
        return int(found[1]), None if found[2] == "*" else int(found[2])
    length = answer.headers.get("Content-Length")
    return 0, int(length) if length else None
