"""Tabby's agent: vim-tabby. It asks by inline completion; what is its own are notes and a status.

Its options have the shape of Tabby's protocol, and it counts characters: an emoji is one for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kibitz.lsp.dialect import Dialect
from kibitz.lsp.params import mapping

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kibitz.lsp.session import Session

STATUS = "tabby/status"


def _handlers(_: Session) -> dict[str, Callable[[Any], Any]]:
    def status(_: Any) -> object:
        return {"status": "readyForAutoTrigger", "tooltip": "Kibitz"}

    return {STATUS: status, "tabby/telemetry/event": lambda _: None}


def _recognises(options: Mapping[str, Any]) -> bool:
    document = mapping(mapping(options.get("clientCapabilities")).get("textDocument"))
    return "inlineCompletion" in document


DIALECT = Dialect(handlers=_handlers, recognises=_recognises, encoding="utf-32")
