"""Words what went wrong with a model server.

One sentence each: what happened and what to do. Never the server's own words, which may repeat the prompt.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import httpx2

from kibitz.backends.provider import EMBEDDED_ID
from kibitz.base.errors import (
    BadAnswer,
    ConfigProblem,
    KeyRejected,
    KibitzError,
    QuotaReached,
    TimedOut,
    Unreachable,
)
from kibitz.base.llm import ChatRequest

if TYPE_CHECKING:
    from collections.abc import Generator

    from kibitz.backends.wires.target import OnFailure, Target
    from kibitz.base.llm import CompletionRequest


@contextmanager
def translated(
    target: Target, request: CompletionRequest | ChatRequest, *, on_failure: OnFailure
) -> Generator[None]:
    """Turn what the block raises into errors of ours, and tell `on_failure`."""
    title = target.provider.title
    try:
        yield
    except KibitzError as error:
        fault = error
    except (TimeoutError, httpx2.TimeoutException):
        fault = TimedOut(f"{title} {_too_slow(request)} {request.timeout_ms / 1000:g} s.")
    except (httpx2.DecodingError, ValueError):
        fault = BadAnswer(f"{title} sent an answer that cannot be read; run `kibitz doctor`.")
    except httpx2.HTTPError as error:
        fault = _unreachable(target, connected=not isinstance(error, httpx2.ConnectError))
    else:
        return
    on_failure(fault)
    raise fault from None  # the cause may hold the request, and so the prompt


def _too_slow(request: CompletionRequest | ChatRequest) -> str:
    silence = isinstance(request, ChatRequest) and request.timeout_of == "silence"
    return "has said nothing for" if silence else "did not finish within"


def _unreachable(target: Target, *, connected: bool) -> Unreachable:
    """The embedded model is started again by itself; its port is another each time, and says nothing."""
    title = target.provider.title
    if target.provider.id == EMBEDDED_ID:
        return Unreachable(f"{title} has ended; the next request starts it again.")
    if connected:
        return Unreachable(f"{title} at {_origin(target)} broke the connection: try again.")
    return Unreachable(f"{title} does not answer at {_origin(target)}: is it running?")


def of_status(target: Target, status: int, *, retry_after: str = "") -> KibitzError:
    """The error for an HTTP status that is not 200."""
    provider = target.provider
    match status:
        case 401 | 403 if target.api_key:
            return KeyRejected(f"{provider.title} refused the key: check {provider.key_source or 'it'}.")
        case 401 | 403:
            return KeyRejected(
                f"{provider.title} wants a key: set "
                f"{provider.key_source or f'kibitz.providers.{provider.id}.apiKeyEnv'}."
            )
        case 404:
            return ConfigProblem(
                f"{provider.title} has no model {target.model_name!r} at {provider.base_url}: "
                "check kibitz.models and the address."
            )
        case 402 | 429:
            wait = f"wait {retry_after} s" if retry_after.isdigit() else "wait a little"
            return QuotaReached(
                f"{provider.title} says that its quota or rate is used up: {wait}, or check the plan."
            )
        case _ if status >= 500:
            return Unreachable(
                f"{provider.title} is not able to answer now (HTTP {status}): try again later."
            )
        case _ if status >= 400:
            return BadAnswer(f"{provider.title} refused the request (HTTP {status}): run `kibitz doctor`.")
        case _:
            return BadAnswer(f"{provider.title} answered HTTP {status}: is {_origin(target)} its address?")


def of_event(target: Target, error: object) -> KibitzError:
    """The error for an `error` event in the middle of a stream."""
    if isinstance(error, dict):
        details = cast("dict[str, Any]", error)
        code = details.get("code")
        if isinstance(code, int) and 400 <= code < 600:
            return of_status(target, code)
        if any(word in f"{code} {details.get('type')}" for word in ("quota", "rate_limit", "billing")):
            return of_status(target, 429)
    return BadAnswer(f"{target.provider.title} broke off its answer with an error: try again.")


def not_a_stream(target: Target, content_type: str) -> BadAnswer:
    """The error for an answer of 200 that is no event stream."""
    if "html" in content_type:
        return BadAnswer(
            f"{target.provider.title} answered with a web page: is {target.provider.base_url} its address, "
            "or does a proxy or a sign-in page stand in between?"
        )
    return BadAnswer(f"{target.provider.title} did not stream its answer; run `kibitz doctor`.")


def cut_short(target: Target) -> BadAnswer:
    """The error for a stream that ends without saying why."""
    return BadAnswer(f"{target.provider.title} ended its answer in the middle: try again.")


def _origin(target: Target) -> str:
    parts = urlsplit(target.provider.base_url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
