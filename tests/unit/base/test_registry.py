from __future__ import annotations

import importlib.metadata
import os
import sys
from typing import TYPE_CHECKING

import pytest

from kibitz.base.registry import find_plugins

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "some_plugins"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    yield folder
    for name in [name for name in sys.modules if name.partition(".")[0] == "some_plugins"]:
        del sys.modules[name]


def test_every_file_is_a_plugin_in_name_order(package: Path) -> None:
    for name in ("zebra", "ant", "moth"):
        (package / f"{name}.py").write_text(f"PLUGIN = {name.upper()!r}")
    assert list(find_plugins("some_plugins", "PLUGIN").items()) == [
        ("ant", "ANT"),
        ("moth", "MOTH"),
        ("zebra", "ZEBRA"),
    ]


def test_private_modules_are_not_imported(package: Path) -> None:
    (package / "_shared.py").write_text("raise ImportError")
    assert find_plugins("some_plugins", "PLUGIN") == {}


def test_a_plugin_without_the_export_is_a_bug(package: Path) -> None:
    (package / "ant.py").write_text("")
    with pytest.raises(AttributeError, match="PLUGIN"):
        find_plugins("some_plugins", "PLUGIN")


def test_other_packages_add_but_do_not_replace(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (package / "ant.py").write_text("PLUGIN = 'ours'")
    entries = [
        importlib.metadata.EntryPoint("ant", "os:name", "some_plugins"),
        importlib.metadata.EntryPoint("bee", "os:sep", "some_plugins"),
    ]
    monkeypatch.setattr(
        "importlib.metadata.entry_points",
        lambda *, group: [one for one in entries if one.group == group],
    )
    assert find_plugins("some_plugins", "PLUGIN") == {"ant": "ours", "bee": os.sep}
