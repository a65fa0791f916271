"""A VS Code window whose Kibitz asks a scripted model server."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from support.code_server import CodeServer
    from support.model_server import ModelServer
    from support.vscode_window import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Scripted:
    """A window and the model behind it."""

    window: Window
    model: ModelServer


def add_provider(code: CodeServer, model: ModelServer) -> None:
    """Settings of the machine, where providers belong: the server as provider `scripted`."""
    file = code.data / "Machine" / "settings.json"
    settings = json.loads(file.read_text())
    settings["kibitz.providers"] = {"scripted": {"baseUrl": model.url, "fim": "suffix"}}
    file.write_text(json.dumps(settings))
