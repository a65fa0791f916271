"""Other suggestions than the best one: the same question at higher temperatures, all at once.

What several samples agree on comes first. A sample that fails is left out: the best suggestion is there.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kibitz.features.inline_completion.candidate import Candidate

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable

    from kibitz.backends.model import Model
    from kibitz.base.llm import Backend, ChatRequest, Chunk, CompletionRequest
    from kibitz.features.inline_completion.candidate import Drop

COOLEST, STEP = (
    0.4,
    0.2,
)  # each sample a little warmer: the first stays close to the best, the last dares more


async def sample(
    model: Model, n_samples: int, ask: Callable[[Model], Awaitable[Candidate | Drop]]
) -> list[Candidate]:
    """What `ask` makes of `model` at several temperatures, asked in parallel."""
    models = (
        replace(model, backend=_Warm(model.backend, COOLEST + STEP * number)) for number in range(n_samples)
    )
    answers = await asyncio.gather(*(ask(each) for each in models), return_exceptions=True)
    return [answer for answer in answers if isinstance(answer, Candidate)]


def ranked(best: Candidate, samples: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """`best`, then what else there is, each once; what differs only in white space is the same."""
    known = {_key(best)}
    counts: Counter[tuple[str, ...]] = Counter()
    first: dict[tuple[str, ...], Candidate] = {}
    for each in samples:
        key = _key(each)
        if key not in known and key:
            counts[key] += 1
            first.setdefault(key, each)
    return best, *(first[key] for key, _ in counts.most_common())


def _key(candidate: Candidate) -> tuple[str, ...]:
    return tuple(candidate.text.split())


@dataclass(frozen=True, slots=True)
class _Warm:
    """A backend that is asked at `temperature`."""

    backend: Backend
    temperature: float

    def complete(self, request: CompletionRequest) -> AsyncGenerator[Chunk, None]:
        return self.backend.complete(replace(request, temperature=self.temperature))

    def chat(self, request: ChatRequest) -> AsyncGenerator[Chunk, None]:
        return self.backend.chat(replace(request, temperature=self.temperature))
