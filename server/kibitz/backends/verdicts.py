"""Remembers which way of asking for the middle works at which model, as `kibitz doctor` measured it."""

from __future__ import annotations

import json
import logging
import os
from typing import TYPE_CHECKING, Any, cast, get_args

from kibitz.base.llm import Fim

if TYPE_CHECKING:
    from pathlib import Path

    from kibitz.backends.provider import Provider

logger = logging.getLogger(__name__)


class Verdicts:
    """A small JSON file, read on first use. Both methods do I/O: call them in a thread."""

    def __init__(self, path: Path | None = None) -> None:
        """Without a path nothing outlives the process."""
        self._path = path
        self._found: dict[str, Fim] | None = None

    def fim_for(self, provider: Provider, model_name: str) -> Fim | None:
        """What was found out about the model, or None."""
        return self._read().get(_key(provider, model_name))

    def remember(self, provider: Provider, model_name: str, fim: Fim) -> None:
        """Keep a result. The next process finds it; this one does at once."""
        self._found = {**self._read(), _key(provider, model_name): fim}
        if self._path is None:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            draft = self._path.with_name(f"{self._path.name}.{os.getpid()}")
            draft.write_text(json.dumps(self._found, indent=1), encoding="utf-8")
            draft.replace(self._path)
        except OSError as error:
            logger.warning("what was found out about %s is not kept: %s", provider.id, error)

    def _read(self) -> dict[str, Fim]:
        if self._found is None:
            self._found = _load(self._path) if self._path else {}
        return self._found


def _load(path: Path) -> dict[str, Fim]:
    try:
        found: Any = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    entries = cast("dict[str, Any]", found).items()
    return {key: cast("Fim", fim) for key, fim in entries if fim in get_args(Fim)}


def _key(provider: Provider, model_name: str) -> str:
    return f"{provider.base_url} {model_name}"
