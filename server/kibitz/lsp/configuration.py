"""Settings from the editor, applied without a restart.

Layers, weak to strong: the file of `kibitz serve --settings`, `initializationOptions`, pulled
`workspace/configuration`, pushed `workspace/didChangeConfiguration`. ALE and Kate only push, VS Code and
Neovim say it in all three ways. What a dialect says in its own words is translated, whichever way it came:
Helix sends the same object on all three.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from lsprotocol import types as lsp

from kibitz.lsp.dialect import translated
from kibitz.lsp.protocol import ClientError
from kibitz.settings.load import load
from kibitz.settings.model import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from pygls.lsp.server import LanguageServer

SECTION = "kibitz"
FIRST_PULL_S = 2.0  # a client that answers at all answers in milliseconds; ALE and Kate never do

logger = logging.getLogger(__name__)


class Configuration:
    """Holds the current `Settings`; whoever keeps a reference to an old one keeps working with it."""

    def __init__(
        self,
        server: LanguageServer,
        *,
        at_start: tuple[object, ...],
        tell: Callable[[str], None],
        pulls: bool,
    ) -> None:
        self._server = server
        self._tell = tell
        self._pulls = pulls
        self._at_start = at_start
        self._pulled: object = None
        self._pushed: object = None
        self._listeners: list[Callable[[Settings], None]] = []
        self._known = asyncio.Event()
        self.settings = Settings()
        self._apply()
        if not pulls:
            self._known.set()

    def on_change(self, listener: Callable[[Settings], None]) -> None:
        """Call `listener` with every new `Settings`."""
        self._listeners.append(listener)

    async def ready(self) -> Settings:
        """The settings, once the first pull was answered: the first key press must not see defaults."""
        if not self._known.is_set():
            try:
                await asyncio.wait_for(self._known.wait(), FIRST_PULL_S)
            except TimeoutError:
                self._known.set()
        return self.settings

    async def pull(self) -> None:
        """Ask the client for the section, if it can be asked."""
        if not self._pulls:
            return
        try:
            answer: Any = await self._server.workspace_configuration_async(
                lsp.ConfigurationParams(items=[lsp.ConfigurationItem(section=SECTION)])
            )
            self._pulled = answer[0] if answer else None
        except ClientError:
            self._pulled = None
        self._apply()
        self._known.set()

    def push(self, value: object) -> None:
        """The settings of a `didChangeConfiguration`, null included.

        What another server's client pushes of its own says nothing of ours: copilot.lua does right behind the
        settings of its user.
        """
        if translated(value) != {SECTION: None}:
            self._pushed = value
            self._apply()

    def _apply(self) -> None:
        loaded = load(*map(translated, (*self._at_start, self._pulled, self._pushed)))
        for problem in loaded.problems:
            self._tell(str(problem))
        if loaded.settings != self.settings:
            self.settings = loaded.settings
            logger.info("Settings changed")
            for listener in self._listeners:
                listener(self.settings)
