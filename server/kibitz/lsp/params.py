"""Reads what LSP does not have: the plain parameters of foreign methods, and extra fields of its own.

lsprotocol's converter drops fields that it does not know. GitHub's dialect has two in
`textDocument/inlineCompletion`: which version of the document is meant, and how the editor indents.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from lsprotocol import types as lsp

from kibitz.base.errors import ConfigProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cattrs import Converter

WIDEST_INDENT = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a suggestion is asked for.

    Attributes:
        version: of the document, when the client says which it means; 0 is one too.
        indent: one level of indentation as the editor makes it; empty when the client does not say.
    """

    uri: str
    position: lsp.Position
    version: int | None = None
    indent: str = ""


class InlineCompletionParams(lsp.InlineCompletionParams):
    """LSP's own, and the spot with all that was said of it."""

    spot: Spot


def keep_extra_fields(converter: Converter) -> None:
    """Have `converter` keep what this file reads."""
    plain = converter.get_structure_hook(lsp.InlineCompletionParams)

    def structure(value: Any, kind: Any) -> InlineCompletionParams:
        known: lsp.InlineCompletionParams = plain(value, kind)
        params = InlineCompletionParams(
            text_document=known.text_document,
            position=known.position,
            context=known.context,
            work_done_token=known.work_done_token,
        )
        params.spot = spot_of(value)
        return params

    converter.register_structure_hook(lsp.InlineCompletionParams, structure)


def mapping(value: object) -> Mapping[str, Any]:
    """`value` if it is an object, else an empty one."""
    return cast("Mapping[str, Any]", value) if isinstance(value, dict) else {}


def spot_of(params: object) -> Spot:
    """Where `params` point to.

    Legacy clients say it twice, in `doc` too; llm.nvim at times puts it into a list that becomes the key "1".

    Raises:
        ConfigProblem: nowhere.
    """
    given = mapping(params)
    for place in (given, mapping(given.get("1")), mapping(given.get("doc"))):
        document, position = mapping(place.get("textDocument")), mapping(place.get("position"))
        uri = document.get("uri", place.get("uri"))
        line, character = position.get("line"), position.get("character")
        if isinstance(uri, str) and isinstance(line, int) and isinstance(character, int):
            version = document.get("version", place.get("version"))
            return Spot(
                uri=uri,
                position=lsp.Position(line=max(line, 0), character=max(character, 0)),
                version=version if isinstance(version, int) else None,
                indent=_indent(mapping(given.get("formattingOptions") or given.get("doc"))),
            )
    raise ConfigProblem("The parameters need `textDocument.uri` and `position`.")


def _indent(options: Mapping[str, Any]) -> str:
    if options.get("insertSpaces") is False:
        return "\t"
    width = options.get("indentSize", options.get("tabSize"))
    fits = isinstance(width, int) and 0 < width <= WIDEST_INDENT
    return " " * width if fits and options.get("insertSpaces") is True else ""


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
