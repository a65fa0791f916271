"""A scripted model server and editors that talk to a real `KibitzServer` over a socket."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.model_server import ModelServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the person who runs the tests is read or written."""
    monkeypatch.setenv("KIBITZ_HOME", str(tmp_path / "home"))


@pytest.fixture
async def model() -> AsyncIterator[ModelServer]:
    async with ModelServer() as server:
        yield server
