"""A model that is ready to be asked, and the port through which features get one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from kibitz.base.llm import Backend, Fim, Job
    from kibitz.models.family import ModelFamily


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A backend and what is known of the model behind it.

    Attributes:
        label: `provider/model`, for the status line, the log and cache keys.
        family: None for a model of an unknown family; then `fim` is never `template`.
        context_tokens: prompt and answer together.
        local: on this machine; text sent to it does not leave it.
    """

    label: str
    backend: Backend
    fim: Fim
    family: ModelFamily | None
    context_tokens: int
    local: bool


class ModelSource(Protocol):
    """Answers which model does a job under the current settings. Built once; caches what it found."""

    async def model_for(self, job: Job) -> Model:
        """The model for `job`, started if it is the embedded one.

        Raises:
            UserActionNeeded: none can be had until the user does what the message says.
            BackendFailure: it was there before and does not answer now.
        """
        ...
