"""The settings for other programs and for people: JSON schema, VS Code's contribution, a page of Markdown.

All three come from the tree that `load.py` validates against. Nothing here is needed while serving.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from kibitz.settings.tree import SECTION, Group, Leaf, Node, Table, settings_tree

if TYPE_CHECKING:
    from collections.abc import Iterator


def json_schema() -> dict[str, Any]:
    """JSON schema (draft 2020-12) of the value of `kibitz`."""
    schema = _node_schema(settings_tree())
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Kibitz", **schema}


def vscode_properties() -> dict[str, Any]:
    """`contributes.configuration.properties` of the VS Code extension: one flat key per value."""
    return {
        key: {**_node_schema(node, description="markdownDescription"), "scope": node.rules.scope}
        for key, node in flat_settings()
    }


def vscode_restricted() -> list[str]:
    """What a workspace the user does not trust has no say in: programs to run, and where code is sent."""
    return [key for key, node in flat_settings() if node.rules.needs_trust or node.rules.scope == "machine"]


def markdown() -> str:
    """The text of docs/settings.md."""
    lines = [
        "# Settings",
        "",
        "Made by `kibitz settings` from `server/kibitz/settings/model.py`; a test keeps it up to date.",
        "",
        "Every editor sends the same section, `kibitz`: by `initializationOptions`, by",
        "`workspace/configuration` or by `workspace/didChangeConfiguration`, the later wins. A change counts",
        "at once. Keys may be nested or dotted. A mistake costs that one value and gives one message.",
        "",
        "```json",
        '{"kibitz": {"models": {"completion": "work/some-model"},',
        '            "providers": {"work": {"baseUrl": "http://127.0.0.1:8000/v1"}},',
        '            "inlineCompletion": {"disabledLanguages": ["markdown"]}}}',
        "```",
        "",
        "For a client that has no place for them, `kibitz serve --settings FILE` takes the same JSON; what",
        "the client says counts more. Where a plug-in asks for a program and takes no arguments (llm.nvim,",
        "llm-vscode), give it a script: `#!/bin/sh`, and below `exec kibitz serve --settings ~/kibitz.json`.",
    ]
    for key, node in flat_settings():
        lines += ["", f"## `{key}`", "", node.rules.doc, "", *_facts(node)]
        if isinstance(node, Table):
            for name, member in node.row.members.items():
                lines += ["", f"### `{key}.<name>.{name}`", "", member.rules.doc, "", *_facts(member)]
    return "\n".join(lines) + "\n"


def flat_settings() -> Iterator[tuple[str, Leaf | Table]]:
    """Every value the user can set, by its dotted key, in the order of the model."""
    return _flat(settings_tree(), SECTION)


def _flat(group: Group, path: str) -> Iterator[tuple[str, Leaf | Table]]:
    for key, member in group.members.items():
        if isinstance(member, Group):
            yield from _flat(member, f"{path}.{key}")
        else:
            yield f"{path}.{key}", member


def _node_schema(node: Node, *, description: str = "description") -> dict[str, Any]:
    schema: dict[str, Any] = {}
    match node:
        case Leaf():
            schema = {"type": node.kind, "default": _json_default(node)}
            optional = {
                "enum": list(node.choices) or None,
                "items": {"type": "string"} if node.kind == "array" else None,
                "minimum": node.rules.minimum,
                "maximum": node.rules.maximum,
                "pattern": node.rules.pattern,
            }
            schema |= {key: value for key, value in optional.items() if value is not None}
        case Group():
            members = {key: _node_schema(member) for key, member in node.members.items()}
            schema = {"type": "object", "properties": members, "additionalProperties": False}
        case Table():
            schema = {
                "type": "object",
                "default": {},
                "propertyNames": {"pattern": node.key_pattern},
                "additionalProperties": _node_schema(node.row),
            }
    return {**schema, description: node.rules.doc}


def _json_default(leaf: Leaf) -> object:
    default = cast("bool | int | str | tuple[str, ...]", leaf.default)
    return list(default) if isinstance(default, tuple) else default


def _facts(node: Node) -> list[str]:
    if not isinstance(node, Leaf):
        return ["- type: object, one entry per name"]
    facts = [f"- type: {'list of strings' if node.kind == 'array' else node.kind}"]
    if node.choices:
        facts.append("- one of " + ", ".join(f"`{choice}`" for choice in node.choices))
    elif node.kind == "integer":
        facts.append(f"- from {node.rules.minimum} to {node.rules.maximum}")
    elif node.rules.allowed:
        facts.append(f"- allowed: {node.rules.allowed}")
    return [*facts, f"- default: `{json.dumps(_json_default(node))}`"]
