"""A VS Code window whose Kibitz asks a scripted model server."""

from __future__ import annotations

import asyncio
import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from support.model_server import ModelServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.code_server import CodeServer
    from support.vscode_window import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Scripted:
    """A window and the model behind it."""

    window: Window
    model: ModelServer


@contextmanager
def running_model() -> Iterator[ModelServer]:
    """A model server on a loop of its own: the tests of editors are no coroutines."""
    model = ModelServer()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="scripted model")
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(model.__aenter__(), loop).result(10)
        yield model
    finally:
        asyncio.run_coroutine_threadsafe(model.__aexit__(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


def add_provider(code: CodeServer, model: ModelServer) -> None:
    """Settings of the machine, where providers belong: the server as provider `scripted`."""
    file = code.data / "Machine" / "settings.json"
    settings = json.loads(file.read_text())
    settings["kibitz.providers"] = {"scripted": {"baseUrl": model.url, "fim": "suffix"}}
    file.write_text(json.dumps(settings))
