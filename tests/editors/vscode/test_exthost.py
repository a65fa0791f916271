"""Tests inside the extension host, by the API of VS Code: `exthost/suite.js`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import NewWindow
    from support.code_server import CodeServer

SUITE = Path(__file__).with_name("exthost") / "suite.js"
NAMES = re.findall(r'^  async "([^"]+)"\(\)', SUITE.read_text(), re.MULTILINE)


@pytest.fixture(scope="module")
def results(
    new_window: NewWindow, code: CodeServer, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """What became of each test: `passed`, or the stack of its failure."""
    folder = tmp_path_factory.mktemp("parent") / "exthost"
    folder.mkdir()
    (folder / "add.py").write_text("def add(a, b):\n    return a + b\n")
    with new_window(folder) as window:
        window.until(code.exthost_results.exists, "the suite is through")
    return json.loads(code.exthost_results.read_text())


@pytest.mark.parametrize("name", NAMES)
def test_in_the_extension_host(results: dict[str, str], name: str) -> None:
    assert results[name] == "passed", results[name]


def test_the_whole_suite_is_reported(results: dict[str, str]) -> None:
    assert sorted(results) == sorted(NAMES)
