"""What went wrong is said in one sentence that helps, and never in the server's words."""

from __future__ import annotations

import traceback
from typing import Any

import pytest

from kibitz.base.errors import BadAnswer, ConfigProblem, KeyRejected, QuotaReached, TimedOut, Unreachable


@pytest.mark.parametrize(
    ("status", "error", "words"),
    [
        (401, KeyRejected, "refused the key: check the environment variable WORK_KEY"),
        (403, KeyRejected, "WORK_KEY"),
        (404, ConfigProblem, r"'work' has no model 'some-coder'.*kibitz\.models"),
        (429, QuotaReached, "wait"),
        (402, QuotaReached, "plan"),
        (500, Unreachable, "HTTP 500"),
        (503, Unreachable, "HTTP 503"),
        (400, BadAnswer, "HTTP 400.*kibitz doctor"),
        (307, BadAnswer, "is http://127.0.0.1:.* its address"),
    ],
)
async def test_statuses(wire: Any, status: int, error: type[Exception], words: str) -> None:
    wire.script(lambda exchange: exchange.json({"error": {"message": f"you sent {exchange.body}"}}, status))
    with pytest.raises(error, match=words) as raised:
        await wire.answer()
    assert wire.failures == [raised.value]
    assert str(raised.value).endswith((".", "?")) and "\n" not in str(raised.value)
    printed = "".join(traceback.format_exception(raised.value))
    assert "prompt_of_the_user" not in printed and wire.key not in printed


async def test_without_a_key_it_is_asked_for(wire: Any) -> None:
    wire.key = ""
    wire.script(lambda exchange: exchange.json({}, 401))
    with pytest.raises(KeyRejected, match="wants a key: set the environment variable WORK_KEY"):
        await wire.answer()
    with pytest.raises(KeyRejected, match=r"set kibitz\.providers\.work\.apiKeyEnv"):
        await wire.answer(key_env="")


async def test_a_command_for_the_key_is_named_but_not_quoted(wire: Any) -> None:
    wire.script(lambda exchange: exchange.json({}, 401))
    with pytest.raises(KeyRejected, match=r"kibitz\.providers\.work\.apiKeyCommand") as raised:
        await wire.answer(key_command="echo sk-1")
    assert "sk-1" not in str(raised.value)


async def test_nothing_listens(wire: Any, closed_port: int) -> None:
    with pytest.raises(Unreachable, match=f"at http://127.0.0.1:{closed_port}: is it running") as raised:
        await wire.answer(base_url=f"http://127.0.0.1:{closed_port}/v1")
    assert raised.value.__suppress_context__  # what httpx2 raised carries the request, and so the prompt


async def test_the_end_of_the_embedded_model_is_one_cause_whatever_its_port(
    wire: Any, closed_port: int
) -> None:
    with pytest.raises(Unreachable, match="starts it again") as raised:
        await wire.answer(id="local", base_url=f"http://127.0.0.1:{closed_port}/v1")
    assert str(closed_port) not in str(raised.value)


async def test_credentials_in_the_address_are_not_repeated(wire: Any, closed_port: int) -> None:
    with pytest.raises(Unreachable) as raised:
        await wire.answer(base_url=f"http://user:hunter2@127.0.0.1:{closed_port}/v1")
    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize(
    ("event", "error"),
    [
        ({"message": "boom", "type": "server_error"}, BadAnswer),
        ("out of memory", BadAnswer),
        ({"code": "insufficient_quota"}, QuotaReached),
        ({"type": "rate_limit_exceeded", "code": None}, QuotaReached),
        ({"code": 429}, QuotaReached),
        ({"code": 502, "message": "upstream"}, Unreachable),
        ({"code": 500, "type": "server_error"}, Unreachable),
    ],
)
async def test_an_error_in_the_middle_of_the_stream(wire: Any, event: object, error: type[Exception]) -> None:
    async def script(exchange: Any) -> None:
        await exchange.start()
        await exchange.event(wire.dialect.piece("a"))
        await exchange.event({"error": event})
        await exchange.end()

    wire.script(script)
    with pytest.raises(error) as raised:
        await wire.answer()
    assert wire.failures == [raised.value]
    assert "boom" not in str(raised.value)


async def test_the_embedded_model_is_called_by_its_name(wire: Any) -> None:
    wire.script(lambda exchange: exchange.until_gone())
    with pytest.raises(TimedOut, match=r"^The embedded model did not finish within 0\.05 s"):
        await wire.answer(id="local", timeout_ms=50)
