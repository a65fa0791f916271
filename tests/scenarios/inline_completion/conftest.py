from __future__ import annotations

import pytest

from support.inline import Bench, accept, request_at


class CheckInline:
    """One request with a scripted model: what is shown, and what the document becomes when it is taken."""

    async def __call__(
        self,
        *,
        before: str,
        model: str,
        shows: str | None,
        becomes: str | None = None,
        language: str = "python",
        trigger: str = "automatic",
        reason: str | None = None,
        chunk_chars: int = 5,
        finish: str = "stop",
    ) -> None:
        bench = Bench(model)
        bench.backend.finish_reason = finish
        bench.backend.chunk_chars = chunk_chars
        request = request_at(
            before, language_id=language, trigger="invoked" if trigger == "invoked" else "automatic"
        )

        result = await bench.inline.complete(request, bench.settings)

        if shows is None:
            assert not result.suggestions
            assert result.reason == reason or (reason is None and result.reason)
            return
        assert result.suggestions, result.reason
        (suggestion,) = result.suggestions
        assert suggestion.text == shows
        line = request.snapshot.index.line_of(request.offset)
        line_span = request.snapshot.index.line_span(line)
        assert line_span.contains(suggestion.span)
        assert suggestion.span.start <= request.offset <= suggestion.span.end
        if becomes is not None:
            assert accept(request, suggestion) == becomes


@pytest.fixture
def check() -> CheckInline:
    return CheckInline()
