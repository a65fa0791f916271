"""What the schema says and what `load` does must be the same: an independent validator is the judge."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from kibitz.settings.load import load
from kibitz.settings.schema import flat_settings, json_schema, markdown, vscode_properties
from kibitz.settings.tree import Leaf, Table

VALIDATOR = Draft202012Validator(json_schema())
LEAVES = {key: node for key, node in flat_settings() if isinstance(node, Leaf)}
ROW_LEAVES = {
    (table, key): leaf
    for table, node in flat_settings()
    if isinstance(node, Table)
    for key, leaf in node.row.members.items()
    if isinstance(leaf, Leaf)
}


def nested(key: str, value: object) -> dict[str, Any]:
    """`kibitz.local.threads`, 2 -> {"local": {"threads": 2}}."""
    for part in reversed(key.split(".")[1:]):
        value = {part: value}
    assert isinstance(value, dict)
    return value


def interesting_values(leaf: Leaf) -> list[object]:
    values: list[object] = [
        True,
        False,
        0,
        -1,
        1.5,
        2.0,
        "",
        "x",
        "a/b",
        "http://h/v1",
        "A_B",
        [],
        ["x"],
        [1],
        {},
    ]
    bounds = [bound for bound in (leaf.rules.minimum, leaf.rules.maximum) if bound is not None]
    values += [bound + step for bound in bounds for step in (-1, 0, 1)]
    return [*values, *leaf.choices, *(f"{choice} " for choice in leaf.choices)]


def test_the_schema_is_a_valid_schema() -> None:
    Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize("key", LEAVES)
def test_schema_and_validation_accept_the_same_values(key: str) -> None:
    for value in interesting_values(LEAVES[key]):
        section = nested(key, value)
        assert VALIDATOR.is_valid(section) == (not load({"kibitz": section}).problems), (key, value)


@pytest.mark.parametrize(("table", "field"), ROW_LEAVES)
def test_schema_and_validation_accept_the_same_rows(table: str, field: str) -> None:
    for value in interesting_values(ROW_LEAVES[table, field]):
        section = nested(f"{table}.work.{field}", value)
        assert VALIDATOR.is_valid(section) == (not load({"kibitz": section}).problems), (field, value)


@given(key=st.text(alphabet="abE/ .", min_size=1, max_size=8))
def test_schema_and_validation_agree_on_keys(key: str) -> None:
    section = {"providers": {key: {}}}
    assert VALIDATOR.is_valid(section) == (not load({"kibitz": section}).problems)
    assert not VALIDATOR.is_valid({key: 1})


def test_every_default_is_valid_and_changes_nothing() -> None:
    properties = vscode_properties()
    defaults = {key: schema["default"] for key, schema in properties.items()}
    assert load(defaults) == load()
    assert set(properties) == {key for key, _ in flat_settings()}


def test_every_setting_has_a_sentence_and_a_scope() -> None:
    for key, schema in vscode_properties().items():
        assert schema["markdownDescription"].endswith("."), key
        assert schema["scope"] in ("machine", "machine-overridable", "window"), key


def test_an_opened_folder_cannot_name_hosts_commands_or_files() -> None:
    scopes = {key: schema["scope"] for key, schema in vscode_properties().items()}
    assert scopes["kibitz.providers"] == scopes["kibitz.local.modelFile"] == "machine"


def test_the_documentation_names_every_setting_with_its_default() -> None:
    text = markdown()
    for key, leaf in LEAVES.items():
        assert f"## `{key}`" in text
        assert leaf.rules.doc in text
    assert all(f"### `{table}.<name>.{field}`" in text for table, field in ROW_LEAVES)


def test_the_schema_is_json() -> None:
    assert json.loads(json.dumps(json_schema())) == json_schema()
