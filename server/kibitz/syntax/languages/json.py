"""JSON, and JSON with comments."""

from __future__ import annotations

from kibitz.syntax.language import Language

LANGUAGE = Language(
    id="json",
    language_ids=("json", "jsonc"),
    extensions=(".json", ".jsonc"),
    grammar=("tree_sitter_json", "language"),
    line_comment="//",
    block_comment=("/*", "*/"),
    quotes=frozenset({'"'}),
    blocks=frozenset({"object"}),
)
