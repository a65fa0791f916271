"""The settings are written down in one place; what is generated from it must be up to date."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kibitz.settings.schema import markdown, vscode_properties, vscode_restricted

ROOT = Path(__file__).parents[2]


def test_docs_settings_md_is_up_to_date() -> None:
    assert (ROOT / "docs/settings.md").read_text("utf-8") == markdown(), "run `make docs`"


def test_the_vscode_extension_has_the_same_settings() -> None:
    manifest = ROOT / "clients/vscode/package.json"
    if not manifest.exists():
        pytest.skip("no VS Code extension here")
    configuration = json.loads(manifest.read_text("utf-8"))["contributes"]["configuration"]
    sections = configuration if isinstance(configuration, list) else [configuration]
    properties = {key: value for section in sections for key, value in section["properties"].items()}
    generated = vscode_properties()
    assert {key: properties.get(key) for key in generated} == generated, "run `make docs`"


def test_a_workspace_without_trust_names_no_program_and_no_host() -> None:
    manifest = json.loads((ROOT / "clients/vscode/package.json").read_text("utf-8"))
    restricted = manifest["capabilities"]["untrustedWorkspaces"]["restrictedConfigurations"]
    assert restricted == ["kibitz.serverPath", *vscode_restricted()], "run `make docs`"
    assert {"kibitz.checks", "kibitz.providers", "kibitz.models.edit"} <= set(restricted)
