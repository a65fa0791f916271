from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.backends.probe import MAX_TOKENS, PREFIX, SUFFIX, TIMEOUT_MS, WANTED, best_way, probe
from kibitz.base.clean_text import join_clean
from kibitz.base.errors import BadAnswer
from kibitz.base.llm import ChatMessage, ChatRequest, Chunk, CompletionRequest, Fim

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

REQUESTS: dict[Fim, CompletionRequest | ChatRequest] = {
    "suffix": CompletionRequest(prompt=PREFIX, suffix=SUFFIX, max_tokens=MAX_TOKENS, timeout_ms=TIMEOUT_MS),
    "template": CompletionRequest(
        prompt=join_clean("<P>", PREFIX, "<S>", SUFFIX, "<M>"), max_tokens=MAX_TOKENS, timeout_ms=TIMEOUT_MS
    ),
    "chat": ChatRequest(
        messages=(ChatMessage(role="user", content=join_clean(PREFIX, "HOLE", SUFFIX)),),
        max_tokens=MAX_TOKENS,
        timeout_ms=TIMEOUT_MS,
    ),
}


class Backend:
    """Answers by the way it is asked; an empty text is a refusal."""

    def __init__(self, *, suffix: str, template: str, chat: str) -> None:
        self.by_suffix, self.by_template, self.by_chat = suffix, template, chat

    async def complete(self, request: CompletionRequest) -> AsyncGenerator[Chunk, None]:
        async for chunk in self._say(self.by_template if request.suffix is None else self.by_suffix):
            yield chunk

    async def chat(self, request: ChatRequest) -> AsyncGenerator[Chunk, None]:
        async for chunk in self._say(self.by_chat):
            yield chunk

    async def _say(self, text: str) -> AsyncGenerator[Chunk, None]:
        if text == "refuse":
            raise BadAnswer("It does not take a suffix.")
        for character in text:
            yield Chunk(character)
        yield Chunk("", "stop")


async def test_the_first_way_that_works_is_the_best() -> None:
    backend = Backend(suffix="refuse", template=f"{WANTED}", chat=f"<X>{WANTED}</X>")
    attempts = await probe(backend, REQUESTS)
    assert [(a.fim, a.right) for a in attempts] == [("suffix", False), ("template", True), ("chat", True)]
    assert attempts[0].problem == "It does not take a suffix."
    assert attempts[1].first_text_ms is not None and attempts[1].tokens_per_s is not None
    assert best_way(attempts) == "template"


async def test_a_server_that_ignores_the_suffix_is_found_out() -> None:
    attempts = await probe(Backend(suffix="name):\n  pass", template="", chat=f"{PREFIX}{WANTED}"), REQUESTS)
    assert [a.problem for a in attempts] == [
        "The answer does not fit what comes after it.",
        "The answer was empty.",
        "",
    ]
    assert best_way(attempts) == "chat"


async def test_repeating_the_beginning_is_not_filling_in() -> None:
    attempts = await probe(Backend(suffix=f"{PREFIX}{WANTED}", template="x", chat="x"), REQUESTS)
    assert "repeats" in attempts[0].problem
    assert best_way(attempts) is None


def test_the_name_can_only_come_from_the_suffix() -> None:
    assert WANTED in SUFFIX and WANTED not in PREFIX
