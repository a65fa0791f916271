"""JavaScript, with JSX."""

from __future__ import annotations

from kibitz.syntax.language import Language
from kibitz.syntax.languages import _ecmascript as ecmascript

LANGUAGE = Language(
    id="javascript",
    language_ids=("javascript", "javascriptreact", "jsx"),
    extensions=(".js", ".jsx", ".mjs", ".cjs"),
    grammar=("tree_sitter_javascript", "language"),
    line_comment="//",
    block_comment=("/*", "*/"),
    doc_comment=ecmascript.DOC_COMMENT,
    comments=frozenset({"comment", "html_comment"}),
    strings=ecmascript.STRINGS,
    interpolations=ecmascript.INTERPOLATIONS,
    quotes=ecmascript.QUOTES,
    long_quotes=ecmascript.LONG_QUOTES,
    blocks=ecmascript.BLOCKS,
    definitions=ecmascript.DEFINITIONS,
    definition_wrappers=ecmascript.DEFINITION_WRAPPERS | {"field_definition"},
    function_values=ecmascript.FUNCTION_VALUES,
    brackets=ecmascript.JSX_BRACKETS,
    block_openers=frozenset({"{", "jsx_opening_element"}),
    variables=frozenset({"field_definition"}),
    imports=ecmascript.IMPORTS,
)
