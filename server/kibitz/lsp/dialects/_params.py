"""Reads the plain parameters of methods that LSP does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from lsprotocol import types as lsp

from kibitz.base.errors import ConfigProblem

if TYPE_CHECKING:
    from collections.abc import Mapping


def mapping(value: object) -> Mapping[str, Any]:
    """`value` if it is an object, else an empty one."""
    return cast("Mapping[str, Any]", value) if isinstance(value, dict) else {}


def place_of(params: object) -> tuple[str, lsp.Position]:
    """The document and the position in it.

    Legacy clients say it twice, in `doc` too; llm.nvim at times puts it into a list that becomes the key "1".

    Raises:
        ConfigProblem: there is none.
    """
    given = mapping(params)
    for place in (given, mapping(given.get("1")), mapping(given.get("doc"))):
        uri = mapping(place.get("textDocument")).get("uri", place.get("uri"))
        position = mapping(place.get("position"))
        line, character = position.get("line"), position.get("character")
        if isinstance(uri, str) and isinstance(line, int) and isinstance(character, int):
            return uri, lsp.Position(line=max(line, 0), character=max(character, 0))
    raise ConfigProblem("The parameters need `textDocument.uri` and `position`.")


def texts_at(params: object, name: str) -> tuple[str, ...]:
    """The strings of a list; those that are none are left out."""
    found = mapping(params).get(name)
    values = cast("list[object]", found) if isinstance(found, list) else []
    return tuple(each for each in values if isinstance(each, str))


def text_at(params: object, *names: str) -> str:
    """The string at a path of names; empty when there is none."""
    for name in names:
        params = mapping(params).get(name)
    return params if isinstance(params, str) else ""
