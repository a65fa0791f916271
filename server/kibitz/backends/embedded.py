"""The port to the embedded model server; `backends/local` implements it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A llama.cpp server that runs and has its model loaded.

    Attributes:
        base_url: up to the root of the server, such as `http://127.0.0.1:41873`; always loopback.
        model_name: as in the catalogue, or the name of the user's own file.
        family_name: a name by which the model's family is known; the file's own may say nothing.
        context_tokens: of one slot.
    """

    base_url: str
    api_key: str = field(repr=False)
    model_name: str
    family_name: str
    context_tokens: int


class EmbeddedServer(Protocol):
    """Runs the embedded model."""

    async def endpoint(self, model_name: str | None) -> Endpoint:
        """Where the model is served, started if it is not.

        Asked before every request, so it must be cheap while the server runs, and it tells that the
        model is still wanted. Several callers may wait at once; a caller may be cancelled.

        Args:
            model_name: None leaves the choice to the machine's memory and speed.

        Raises:
            ModelMissing: the weights are not on this machine; the message says what to do.
            ConfigProblem: no model has that name, or the machine cannot run it.
            BackendFailure: the server does not start.
        """
        ...
