"""The embedded model as `backends.embedded.EmbeddedServer`: which weights, run how, on what conditions.

Looks for weights, never fetches them: a download needs consent, and is `pull.py`.
"""

from __future__ import annotations

import asyncio
import hashlib
import importlib.util
import re
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kibitz.backends.embedded import Endpoint
from kibitz.backends.http import Network
from kibitz.backends.local.errors import DownloadNeeded, in_words
from kibitz.backends.local.machine import this_machine
from kibitz.backends.local.rendezvous import Rendezvous, ServerConfig
from kibitz.backends.local.shared_server import CHILD, SharedServer
from kibitz.backends.local.weights import find_weights
from kibitz.base.errors import ConfigProblem, ModelMissing
from kibitz.models import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kibitz.models.catalogue import CatalogueEntry, Machine
    from kibitz.settings.model import Local, Settings
    from kibitz.storage.paths import Paths

UNKNOWN_MODEL_BYTES = 512 * catalogue.MIB  # window and buffers of a file of the user's, beside its weights


class Embedded:
    """Serves the models of the catalogue, or a file of the user's."""

    def __init__(
        self,
        *,
        paths: Paths,
        settings: Callable[[], Settings],
        machine: Callable[[], Machine] = this_machine,
        command: Sequence[str] = CHILD,
    ) -> None:
        self._paths = paths
        self._settings = settings
        self._machine = machine
        self._command = command
        self._here: Machine | None = None
        self._network = Network()
        self._found: dict[str, Path] = {}
        self._servers: dict[Path, SharedServer] = {}

    async def endpoint(self, model_name: str | None) -> Endpoint:
        """See `EmbeddedServer`. Raises `DownloadNeeded`, with the entry to fetch, without weights."""
        local = self._settings().local
        self._here = machine = self._here or self._machine()
        weights = await self._weights(model_name, local, machine)
        config = ServerConfig(
            model_path=str(weights.file),
            model_name=weights.name,
            threads=local.threads or max(1, machine.cores - 1),
            # Both of two cores read: 1.5 times as fast, and no slower when the user needs one of them, since
            # other programs go first.
            prompt_threads=local.threads or min(machine.cores, max(2, machine.cores - 1)),
            context_tokens=min(local.context_tokens, weights.context_tokens),
            idle_s=local.idle_minutes * 60,
        )
        folder = self._paths.runtime / "models" / weights.folder_name
        if folder not in self._servers:
            self._servers[folder] = SharedServer(
                Rendezvous(folder), network=self._network, command=self._command
            )
        running = await self._servers[folder].ready(config, partial(self._before_start, weights, config))
        return Endpoint(
            base_url=running.url,
            api_key=running.api_key,
            model_name=running.config.model_name,
            family_name=weights.family_name,
            context_tokens=running.config.context_tokens,
        )

    async def close(self) -> None:
        """Give the leases back; a model that nobody else uses ends a few seconds later."""
        servers, self._servers = self._servers, {}
        for server in servers.values():
            await server.close()
        await self._network.aclose()

    async def _weights(self, model_name: str | None, local: Local, machine: Machine) -> _Weights:
        if local.model_file:
            own = _own_file(local.model_file)
            if model_name in (None, own.name):
                return own
        if model_name is not None:
            entry = catalogue.find(model_name)
            if entry is None:
                names = ", ".join(entry.name for entry in catalogue.CATALOGUE)
                raise ConfigProblem(f"There is no local model {model_name!r}: there are {names}.")
            wanted = [entry]
        else:
            best = catalogue.choose(machine)
            others = (entry for entry in catalogue.CATALOGUE if catalogue.fits(entry, machine))
            wanted = [best, *(entry for entry in others if entry != best)]
        for entry in wanted:
            if file := await self._file_of(entry):
                return _of_catalogue(entry, file)
        require_runtime()
        raise DownloadNeeded(wanted[0])

    async def _file_of(self, entry: CatalogueEntry) -> Path | None:
        if entry.name not in self._found:
            file = await asyncio.to_thread(find_weights, entry, self._paths.models)
            if file is None:
                return None
            self._found[entry.name] = file
        return self._found[entry.name]

    def _before_start(self, weights: _Weights, config: ServerConfig) -> None:
        """Say why the model cannot be started, where that can be known before."""
        require_runtime()
        if not weights.file.is_file():
            self._found.pop(weights.name, None)
            raise ModelMissing(f"The model file {str(weights.file)!r} is no longer there.")
        free_bytes = self._machine().free_bytes
        needed_bytes = weights.memory_bytes(config.context_tokens)
        if free_bytes is not None and free_bytes < needed_bytes:
            raise ConfigProblem(
                f"The model {weights.name} needs {in_words(needed_bytes)} of memory, and "
                f"{in_words(free_bytes)} is free: close other programs, or set a smaller model."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Weights:
    """A file that can be served. `family_name` is what to look for among the model families."""

    file: Path
    name: str
    folder_name: str
    family_name: str
    context_tokens: int
    memory_bytes: Callable[[int], int]


def _of_catalogue(entry: CatalogueEntry, file: Path) -> _Weights:
    return _Weights(
        file=file,
        name=entry.name,
        folder_name=entry.name,
        family_name=entry.name,
        context_tokens=entry.context_tokens,
        memory_bytes=entry.memory_bytes,
    )


def _own_file(path: str) -> _Weights:
    """A file of the user's. One that is as long as a file of the catalogue belongs to that one's family."""
    file = Path(path).expanduser().absolute()
    try:
        size_bytes = file.stat().st_size
    except OSError as error:
        raise ConfigProblem(f"kibitz.local.modelFile: {path!r} cannot be read.") from error
    same = next((entry for entry in catalogue.CATALOGUE if entry.size_bytes == size_bytes), None)
    name = re.sub(r"[^\w.-]", "_", file.stem)
    return _Weights(
        file=file,
        name=name,
        folder_name=f"{name}-{hashlib.sha256(bytes(file)).hexdigest()[:8]}",
        family_name=same.name if same else file.stem,
        context_tokens=same.context_tokens if same else sys.maxsize,
        memory_bytes=same.memory_bytes if same else lambda _tokens: size_bytes + UNKNOWN_MODEL_BYTES,
    )


def require_runtime() -> None:
    """Raise ModelMissing, saying what to run, where llama.cpp is not installed."""
    if importlib.util.find_spec("xllamacpp") is None:
        raise ModelMissing(
            "The embedded model needs the package xllamacpp: run "
            f"`{sys.executable} -m pip install xllamacpp`."
        )
