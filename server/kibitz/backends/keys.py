"""Finds the key to a provider: the user's command, or an environment variable.

Keys stay in memory, out of every message, log and repr.
"""

from __future__ import annotations

import asyncio
import os
import shlex
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from kibitz.base.errors import KeyMissing

if TYPE_CHECKING:
    from kibitz.backends.provider import Provider

COMMAND_TIMEOUT_S = 10.0
"""Time to type a passphrase or to touch a security key."""

RETRY_AFTER_S = 30.0
"""A command that failed is left alone for so long: it may open a dialog, and keys are pressed often."""


class Keys:
    """The keys of one set of settings. What a command printed is kept until `forget`."""

    def __init__(self) -> None:
        self._printed: dict[str, str] = {}
        self._failed: dict[str, tuple[float, KeyMissing]] = {}

    async def key_for(self, provider: Provider) -> str:
        """The key, or an empty text where none is needed.

        Raises:
            KeyMissing: says which variable to set or which command to mend.
        """
        if provider.key_command:
            return await self._from_command(provider)
        key = os.environ.get(provider.key_env, "").strip() if provider.key_env else ""
        if not key and provider.needs_key:
            raise KeyMissing(
                f"{provider.title} needs a key: set the environment variable {provider.key_env}, or name a "
                f"command that prints it in kibitz.providers.{provider.id}.apiKeyCommand."
            )
        return _checked(provider, key)

    def forget(self, provider: Provider) -> None:
        """Ask again next time: the key was refused, it may have been renewed since."""
        self._printed.pop(provider.id, None)

    async def _from_command(self, provider: Provider) -> str:
        if (key := self._printed.get(provider.id)) is not None:
            return key
        retry_at, error = self._failed.get(provider.id, (0.0, None))
        if error is not None and time.monotonic() < retry_at:
            raise error
        try:
            key = _checked(provider, await _first_line(provider))
        except KeyMissing as problem:
            self._failed[provider.id] = (time.monotonic() + RETRY_AFTER_S, problem)
            raise
        self._printed[provider.id] = key
        return key


async def _first_line(provider: Provider) -> str:
    """Run the command without a shell; what it prints first, as `pass` and its kin do."""
    try:
        words = shlex.split(provider.key_command, posix=os.name != "nt")
        process = await asyncio.create_subprocess_exec(
            *words,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except (OSError, ValueError) as error:
        raise _command_problem(provider, "cannot be started") from error
    try:
        async with asyncio.timeout(COMMAND_TIMEOUT_S):
            output, _ = await process.communicate()
    except TimeoutError:
        raise _command_problem(provider, f"took more than {COMMAND_TIMEOUT_S:g} s") from None
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    lines = output.decode("utf-8", "replace").splitlines()
    if process.returncode or not lines or not lines[0].strip():
        raise _command_problem(provider, f"printed no key (exit code {process.returncode})")
    return lines[0].strip()


def _checked(provider: Provider, key: str) -> str:
    if key.isascii() and key.isprintable():
        return key
    raise KeyMissing(f"{provider.title} got a key with odd characters: check {provider.key_source}.")


def _command_problem(provider: Provider, what: str) -> KeyMissing:
    # Not the command itself: some have the key in them.
    return KeyMissing(
        f"{provider.title} has no key: {provider.key_source} {what}; run it in a terminal to see why."
    )
