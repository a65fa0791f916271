"""What a module drags in. An editor waits for everything that is imported before `initialize` is answered."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = frozenset(
    {"openai", "httpx2", "httpx", "pydantic", "tree_sitter", "sqlite3", "hypothesis", "importlib.metadata"}
)

CHECK = """
import importlib, json, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
json.dump(sorted(sys.modules), sys.stdout)
"""


def loaded_by(*modules: str) -> set[str]:
    """Modules of a fresh interpreter that imported these; without site, which may load anything."""
    path = [f"sys.path[:] = {sys.path!r}"]
    script = "\n".join(("import sys", *path, CHECK))
    command = [sys.executable, "-S", "-c", script, *modules]
    return set(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


@pytest.mark.parametrize(
    "modules",
    [
        (
            "kibitz.settings.model",
            "kibitz.documents.store",
            "kibitz.text.edits",
            "kibitz.base.llm",
            "kibitz.base.ports",
            "kibitz.observability.logs",
            "kibitz.observability.trace",
            "kibitz.storage.paths",
        ),
        # Until initialize is answered. pygls itself asks importlib.metadata for its version.
        (
            "kibitz.cli.main",
            "kibitz.cli.serve",
            "kibitz.lsp.handlers.text_sync",
            "kibitz.lsp.handlers.configuration",
        ),
    ],
    ids=["vocabulary, settings, documents", "up to the initialize response"],
)
def test_start_up_loads_nothing_heavy(modules: tuple[str, ...]) -> None:
    loaded = loaded_by(*modules)
    assert set(modules) <= loaded
    assert not (loaded & HEAVY), f"{sorted(loaded & HEAVY)} loaded by one of {modules}; import it lazily"


def test_the_rule_can_fail() -> None:
    assert "sqlite3" in loaded_by("sqlite3") & HEAVY
