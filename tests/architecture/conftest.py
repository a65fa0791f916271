"""The source of the server, parsed once. Each rule is a function of it, so that it can be shown to fail."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "server/kibitz"


@pytest.fixture(scope="session")
def trees() -> dict[str, ast.Module]:
    """Path inside the package, such as `lsp/server.py` -> what is in the file."""
    return {
        path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text("utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    }
