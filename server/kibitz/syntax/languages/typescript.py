"""TypeScript."""

from __future__ import annotations

from kibitz.syntax.language import Language
from kibitz.syntax.languages import _ecmascript as ecmascript

LANGUAGE = Language(
    id="typescript",
    language_ids=("typescript",),
    extensions=(".ts", ".mts", ".cts"),
    grammar=("tree_sitter_typescript", "language_typescript"),
    line_comment="//",
    block_comment=("/*", "*/"),
    doc_comment=ecmascript.DOC_COMMENT,
    comments=frozenset({"comment", "html_comment"}),
    strings=ecmascript.STRINGS | {"template_literal_type"},
    interpolations=ecmascript.INTERPOLATIONS | {"template_type"},
    quotes=ecmascript.QUOTES,
    long_quotes=ecmascript.LONG_QUOTES,
    blocks=ecmascript.TYPED_BLOCKS,
    definitions=ecmascript.TYPED_DEFINITIONS,
    definition_wrappers=ecmascript.DEFINITION_WRAPPERS | {"public_field_definition", "ambient_declaration"},
    decorations=frozenset({"decorator"}),  # of methods; others are inside
    function_values=ecmascript.FUNCTION_VALUES,
    brackets=ecmascript.BRACKETS,
    variables=frozenset({"public_field_definition", "property_signature", "method_signature"}),
    imports=ecmascript.IMPORTS,
)
