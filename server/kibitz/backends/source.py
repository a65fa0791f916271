"""Chooses the model for a job by the settings, and keeps what it found.

Providers, keys, discovery and wires are put together here and nowhere else. Importing the SDKs, reading
provider files and running key commands never happen on the event loop.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kibitz.backends.discovery import Discovery
from kibitz.backends.families import families_of
from kibitz.backends.http import Network
from kibitz.backends.keys import Keys
from kibitz.backends.known_providers import checked, known_providers
from kibitz.backends.listing import LISTERS, is_cloud_name
from kibitz.backends.model import Model
from kibitz.backends.probe import best_way, probe
from kibitz.backends.provider import EMBEDDED_ID, Provider
from kibitz.backends.verdicts import Verdicts
from kibitz.backends.wires.target import Target
from kibitz.base.errors import ConfigProblem, KeyRejected, KibitzError, ModelMissing, Unreachable
from kibitz.base.joined import joined

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import httpx2

    from kibitz.backends.embedded import EmbeddedServer, Endpoint
    from kibitz.backends.probe import Attempt
    from kibitz.backends.provider import Wire
    from kibitz.backends.wires.target import OnFailure
    from kibitz.base.llm import Backend, ChatRequest, CompletionRequest, Fim, Job
    from kibitz.models.family import ModelFamily
    from kibitz.settings.model import Settings

AUTO = "auto"
EMBEDDED_WIRE: Wire = "llamacpp"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choice:
    """A model of a provider, before anything is known of its key."""

    provider: Provider
    model_name: str
    family: ModelFamily | None


class Models:
    """The `ModelSource` of the program. Built once; follows the settings by itself."""

    def __init__(
        self,
        *,
        settings: Callable[[], Settings],
        embedded: EmbeddedServer,
        verdicts: Verdicts | None = None,
    ) -> None:
        self._settings = settings
        self._embedded = embedded
        self._verdicts = verdicts or Verdicts()
        # Hosts are added when a model of theirs is named and never taken away: a running request keeps its
        # settings, and nobody gets a model of a provider that is named no more.
        self._allowed_hosts: set[str] = set()
        self._network = Network(self._allowed_hosts.__contains__)
        self._resolver: _Resolver | None = None

    async def model_for(self, job: Job) -> Model:
        """The model for `job`, ready to be asked; microseconds once it was found.

        Raises:
            UserActionNeeded: the message says what to do.
            BackendFailure: the embedded model does not start.
        """
        return await self._current().model_for(job)

    async def probe(
        self, job: Job, requests: Callable[[Model], Mapping[Fim, CompletionRequest | ChatRequest]]
    ) -> tuple[Attempt, ...]:
        """Try the ways of asking the model of `job` for the middle of a text; see `probe`.

        What works best is remembered, and counts wherever the settings leave it to Kibitz (`fim: auto`).

        Raises:
            UserActionNeeded, BackendFailure: there is no model to try.
        """
        return await self._current().probe(job, requests)

    async def warm_up(self) -> None:
        """Import and build what the first suggestion will need, and look for running servers.

        Starts no model, asks for no key, sends nothing over the network.
        """
        with suppress(KibitzError):
            await self._current().warm_up()

    async def aclose(self) -> None:
        """Close every connection."""
        if self._resolver is not None:
            await self._resolver.aclose()
        await self._network.aclose()

    def _current(self) -> _Resolver:
        settings = self._settings()
        if self._resolver is None or self._resolver.settings is not settings:
            self._resolver = _Resolver(
                settings, self._network, self._allowed_hosts, self._embedded, self._verdicts
            )
        return self._resolver


class _Resolver:
    """Resolves the models of one set of settings; new settings get a new one."""

    def __init__(
        self,
        settings: Settings,
        network: Network,
        allowed_hosts: set[str],
        embedded: EmbeddedServer,
        verdicts: Verdicts,
    ) -> None:
        self.settings = settings
        self._network = network
        self._allowed_hosts = allowed_hosts
        self._embedded = embedded
        self._verdicts = verdicts
        self._keys = Keys()
        self._known: tuple[dict[str, Provider], Discovery] | None = None
        self._ready: dict[Job, Model] = {}
        self._embedded_models: dict[str, tuple[Endpoint, Model]] = {}
        self._resolving: dict[Job, asyncio.Task[Model]] = {}

    async def model_for(self, job: Job) -> Model:
        """See `Models`. All callers wait for the same resolution; a cancelled one does not end it."""
        if model := self._ready.get(job):
            return model
        task = self._resolving.get(job)
        if task is None:
            task = self._resolving[job] = asyncio.ensure_future(self._resolve(job))
            task.add_done_callback(lambda task: self._resolved(job, task))
        return await joined(task)

    async def probe(
        self, job: Job, requests: Callable[[Model], Mapping[Fim, CompletionRequest | ChatRequest]]
    ) -> tuple[Attempt, ...]:
        """See `Models`."""
        model = await self.model_for(job)
        attempts = await probe(model.backend, requests(model))
        choice, best = await self._choose(job), best_way(attempts)
        if choice is not None and choice.provider.fim == AUTO and best is not None:
            await asyncio.to_thread(self._verdicts.remember, choice.provider, choice.model_name, best)
            self._ready.clear()
        return attempts

    async def warm_up(self) -> None:
        """See `Models`."""
        choice = await self._choose("completion")
        await asyncio.to_thread(_wire_class, choice.provider.wire if choice else EMBEDDED_WIRE)
        await self._network.client_for(choice.provider.base_url if choice else "http://127.0.0.1")

    async def aclose(self) -> None:
        """Stop what still runs."""
        tasks = list(self._resolving.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._known is not None:
            await self._known[1].aclose()

    def _resolved(self, job: Job, task: asyncio.Task[Model]) -> None:
        self._resolving.pop(job, None)
        if not task.cancelled():
            task.exception()  # nobody may be waiting any more; that is no reason for a complaint in the log

    async def _resolve(self, job: Job) -> Model:
        choice = await self._choose(job)
        if choice is None:
            # Not kept: the server is started and stopped as needed, and learns by being asked that it is.
            return await self._embedded_model(job)
        model = await self._model(job, choice)
        self._ready[job] = model
        return model

    async def _choose(self, job: Job) -> _Choice | None:
        """What the settings name for `job`; None is the embedded model."""
        named: str = getattr(self.settings.models, job)
        providers, discovery = await self._prepare()
        if named == AUTO:
            found = await discovery.find(job)
            return (
                _Choice(provider=found.provider, model_name=found.name, family=found.family)
                if found
                else None
            )
        provider_id, _, model_name = named.partition("/")
        if provider_id == EMBEDDED_ID:
            return None
        provider = providers.get(provider_id)
        if provider is None or not model_name:
            raise ConfigProblem(
                f"kibitz.models.{job} must be `auto` or `provider/model`, not {named!r}: the providers are "
                f"{', '.join(sorted([EMBEDDED_ID, *providers]))}; kibitz.providers adds others."
            )
        self._allowed_hosts.add(checked(provider).host)
        if model_name == AUTO and provider_id in LISTERS:
            found = await discovery.find(job, provider_id)
            if found is None:
                raise ModelMissing(f"{provider.title} runs no model that suits {job}: start it, or name one.")
            return _Choice(provider=found.provider, model_name=found.name, family=found.family)
        (family,) = await families_of([model_name])
        return _Choice(provider=provider, model_name=model_name, family=family)

    async def _prepare(self) -> tuple[dict[str, Provider], Discovery]:
        if self._known is None:
            providers = await asyncio.to_thread(known_providers, self.settings.providers)
            if self._known is None:  # another job was quicker
                self._known = providers, Discovery(self._network, providers.values())
        return self._known

    async def _model(self, job: Job, choice: _Choice) -> Model:
        provider = choice.provider
        fim = await self._fim(job, choice)
        target = Target(
            provider=provider, model_name=choice.model_name, api_key=await self._keys.key_for(provider)
        )
        return Model(
            label=f"{provider.id}/{choice.model_name}",
            backend=await self._backend(target),
            fim=fim,
            family=choice.family,
            context_tokens=provider.context_tokens,
            local=provider.local and not is_cloud_name(choice.model_name),
        )

    async def _fim(self, job: Job, choice: _Choice) -> Fim:
        provider, family = choice.provider, choice.family
        fim = provider.fim
        if fim == AUTO:
            found = await asyncio.to_thread(self._verdicts.fim_for, provider, choice.model_name)
            fim = found or (provider.known_family_fim if family else "chat")
        if fim != "template" or family is not None:
            return fim
        if job == "completion":
            raise ConfigProblem(
                f"Kibitz knows no FIM tokens for {choice.model_name!r}: "
                f"set kibitz.providers.{provider.id}.fim to `suffix`, `chat` or `auto`."
            )
        return "chat"

    async def _embedded_model(self, job: Job) -> Model:
        named: str = getattr(self.settings.models, job)
        name = named.partition("/")[2]
        endpoint = await self._embedded.endpoint(None if name in ("", AUTO) else name)
        known, model = self._embedded_models.get(endpoint.model_name, (None, None))
        if model is None or known != endpoint:
            provider = Provider(
                id=EMBEDDED_ID,
                base_url=endpoint.base_url,
                wire=EMBEDDED_WIRE,
                context_tokens=endpoint.context_tokens,
            )
            by_family, by_name = await families_of([endpoint.family_name, endpoint.model_name])
            family = by_family or by_name
            target = Target(
                provider=provider,
                model_name=endpoint.model_name,
                api_key=endpoint.api_key,
                own_slots=True,
            )
            model = Model(
                label=f"{EMBEDDED_ID}/{endpoint.model_name}",
                backend=await self._backend(target),
                fim="template" if family else "chat",
                family=family,
                context_tokens=endpoint.context_tokens,
                local=True,
            )
            self._embedded_models[endpoint.model_name] = endpoint, model
        return model

    async def _backend(self, target: Target) -> Backend:
        build = await asyncio.to_thread(_wire_class, target.provider.wire)
        http = await self._network.client_for(target.provider.base_url)
        return build(target, http, lambda error: self._failed(target.provider, error))

    def _failed(self, provider: Provider, error: KibitzError) -> None:
        """Look again next time for what this failure may have changed."""
        if isinstance(error, KeyRejected):
            self._keys.forget(provider)
        elif isinstance(error, Unreachable | ConfigProblem) and self._known is not None:
            self._known[1].forget(provider.id)
        else:
            return
        self._ready.clear()


def _wire_class(wire: Wire) -> Callable[[Target, httpx2.AsyncClient, OnFailure], Backend]:
    """Import a wire. Slow the first time: call it in a thread."""
    match wire:
        case "openai":
            from kibitz.backends.wires.openai_compatible import OpenAICompatible

            return OpenAICompatible
        case "llamacpp":
            from kibitz.backends.wires.llamacpp import LlamaCpp

            return LlamaCpp
