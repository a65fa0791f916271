from __future__ import annotations

import asyncio
import shlex
import sys
from typing import TYPE_CHECKING

import pytest

from kibitz.backends import keys as keys_module
from kibitz.backends.keys import Keys
from kibitz.backends.provider import Provider
from kibitz.base.errors import KeyMissing

if TYPE_CHECKING:
    from pathlib import Path


def provider(**fields: object) -> Provider:
    return Provider(**{"id": "work", "base_url": "http://127.0.0.1:1/v1", **fields})  # type: ignore[arg-type]


def command(code: str) -> str:
    return f"{shlex.quote(sys.executable)} -c {shlex.quote(code)}"


async def test_the_variable_holds_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORK_KEY", " secret\n")
    assert await Keys().key_for(provider(key_env="WORK_KEY", needs_key=True)) == "secret"


async def test_a_key_that_is_needed_and_missing_is_asked_for_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WORK_KEY", raising=False)
    with pytest.raises(KeyMissing, match=r"set the environment variable WORK_KEY"):
        await Keys().key_for(provider(key_env="WORK_KEY", needs_key=True))


async def test_a_key_that_is_not_needed_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WORK_KEY", raising=False)
    assert await Keys().key_for(provider(key_env="WORK_KEY")) == ""
    assert await Keys().key_for(provider()) == ""


@pytest.mark.parametrize("key", ["naïve", "a\x01b", "a\r\nX-Evil: 1"])
async def test_a_key_that_cannot_be_one_is_not_sent(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("WORK_KEY", key)
    with pytest.raises(KeyMissing, match="odd characters: check the environment variable WORK_KEY") as raised:
        await Keys().key_for(provider(key_env="WORK_KEY"))
    assert key not in str(raised.value)


async def test_the_first_line_of_the_command_is_the_key_and_it_runs_once(tmp_path: Path) -> None:
    log = tmp_path / "log"
    code = f"open({str(log)!r}, 'a').write('x'); print('secret'); print('user: me')"
    keys, asked = Keys(), provider(key_command=command(code), key_env="IGNORED")
    assert await keys.key_for(asked) == "secret"
    assert await keys.key_for(asked) == "secret"
    assert log.read_text() == "x"
    keys.forget(asked)
    await keys.key_for(asked)
    assert log.read_text() == "xx"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (command("raise SystemExit(3)"), r"printed no key \(exit code 3\)"),
        (command("pass"), "printed no key"),
        ("/no/such/program --key sk-secret", "cannot be started"),
        ("'unbalanced sk-secret", "cannot be started"),
        ("", "set the environment variable"),
    ],
)
async def test_a_command_that_fails_is_named_but_not_quoted(line: str, words: str) -> None:
    with pytest.raises(KeyMissing, match=words) as raised:
        await Keys().key_for(provider(key_command=line, key_env="NO_SUCH_KEY", needs_key=True))
    assert "sk-secret" not in str(raised.value)
    if line:
        assert "kibitz.providers.work.apiKeyCommand" in str(raised.value)


async def test_a_command_that_failed_is_left_alone_for_a_while(tmp_path: Path) -> None:
    log = tmp_path / "log"
    code = f"open({str(log)!r}, 'a').write('x'); raise SystemExit(1)"
    keys, asked = Keys(), provider(key_command=command(code))
    for _ in range(3):
        with pytest.raises(KeyMissing):
            await keys.key_for(asked)
    assert log.read_text() == "x"


async def test_a_command_that_hangs_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys_module, "COMMAND_TIMEOUT_S", 0.3)
    async with asyncio.timeout(20):
        with pytest.raises(KeyMissing, match="took more than"):
            await Keys().key_for(provider(key_command=command("import time; time.sleep(60)")))


def test_a_key_command_is_not_printed() -> None:
    assert "sk-secret" not in repr(provider(key_command="echo sk-secret"))
