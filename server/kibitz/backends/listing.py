"""Asks a model server which models it has. Sends nothing of the user's."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, cast

from kibitz.backends.families import families_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import httpx2

    from kibitz.backends.provider import Provider
    from kibitz.models.family import ModelFamily

LIST_TIMEOUT_S = 0.3
"""A server on loopback answers within 10 ms, a port without one refuses at once; this is for what hangs."""

SHOW_TIMEOUT_S = 0.7
"""Ollama reads a file per model; it has answered once already, so it is there."""

MAX_SHOWN = 8
"""People keep a handful of coding models; each costs a request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningModel:
    """A model that a running server has.

    Attributes:
        provider: with the window that the server really gives.
        size_bytes: 0 when the server does not say.
        fills_holes: its family has FIM tokens and the server can apply them.
    """

    provider: Provider
    name: str
    size_bytes: int
    family: ModelFamily | None
    fills_holes: bool


class OtherServer(Exception):
    """Something else listens on the port."""


async def list_llamacpp(http: httpx2.AsyncClient, provider: Provider) -> tuple[RunningModel, ...]:
    """The one model that llama.cpp's server has loaded.

    Raises:
        OtherServer: port 8080 is popular.
        TimeoutError, httpx2.HTTPError, ValueError: no answer, or not JSON.
    """
    async with asyncio.timeout(LIST_TIMEOUT_S):
        response = await http.get(f"{provider.base_url}/models")
    answer = response.json() if response.status_code == 200 else None
    models = [m for m in _objects(answer, "data") if m.get("owned_by") == "llamacpp"]
    if not models:
        raise OtherServer
    name = PurePath(str(models[0].get("id"))).name
    meta = _object(models[0].get("meta"))
    (family,) = await families_of([name])
    return (
        RunningModel(
            provider=replace(provider, context_tokens=int(meta.get("n_ctx") or provider.context_tokens)),
            name=name,
            size_bytes=int(meta.get("size") or 0),
            family=family,
            fills_holes=family is not None,
        ),
    )


async def list_ollama(http: httpx2.AsyncClient, provider: Provider) -> tuple[RunningModel, ...]:
    """What Ollama has on this machine; models that it would ask of its cloud are left out.

    Raises:
        OtherServer: the answer is not Ollama's.
        TimeoutError, httpx2.HTTPError, ValueError: no answer, or not JSON.
    """
    root = provider.base_url.removesuffix("/v1")
    async with asyncio.timeout(LIST_TIMEOUT_S):
        response = await http.get(f"{root}/api/tags")
    if response.status_code != 200:
        raise OtherServer
    models = [m for m in _objects(response.json(), "models") if not _in_cloud(m)]
    names = [str(m.get("name")) for m in models]
    families = await families_of(names)
    candidates = [name for name, family in zip(names, families, strict=True) if family][:MAX_SHOWN]
    answers = await asyncio.gather(*(_takes_suffix(http, root, name) for name in candidates))
    filling = {name for name, takes in zip(candidates, answers, strict=True) if takes}
    return tuple(
        RunningModel(
            provider=provider,
            name=name,
            size_bytes=int(model.get("size") or 0),
            family=family,
            fills_holes=name in filling,
        )
        for model, name, family in zip(models, names, families, strict=True)
    )


LISTERS: dict[str, Callable[[httpx2.AsyncClient, Provider], Awaitable[tuple[RunningModel, ...]]]] = {
    "llamacpp": list_llamacpp,
    "ollama": list_ollama,
}
"""By provider id: where `auto` looks."""


def is_cloud_name(model_name: str) -> bool:
    """Whether Ollama passes what is asked of this model on to its cloud."""
    return model_name.endswith(("-cloud", ":cloud"))


def _in_cloud(model: dict[str, Any]) -> bool:
    return bool(model.get("remote_host")) or is_cloud_name(str(model.get("name")))


async def _takes_suffix(http: httpx2.AsyncClient, root: str, model_name: str) -> bool:
    """Whether Ollama has a FIM template for the model; when it does not say, its family's name must do."""
    try:
        async with asyncio.timeout(SHOW_TIMEOUT_S):
            response = await http.post(f"{root}/api/show", json={"model": model_name})
    except TimeoutError:
        return True
    capabilities: Any = _object(response.json()).get("capabilities")
    return not isinstance(capabilities, list) or "insert" in capabilities


def _object(value: Any) -> dict[str, Any]:
    """A JSON object; an empty one for anything else."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _objects(answer: Any, key: str) -> list[dict[str, Any]]:
    """The list of objects under `key`."""
    found: Any = _object(answer).get(key)
    if not isinstance(found, list):
        raise OtherServer
    return [item for item in cast("list[Any]", found) if isinstance(item, dict)]
