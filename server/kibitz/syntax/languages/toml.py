"""TOML."""

from __future__ import annotations

from kibitz.syntax.language import Language

LANGUAGE = Language(
    id="toml",
    language_ids=("toml",),
    extensions=(".toml",),
    grammar=("tree_sitter_toml", "language"),
    line_comment="#",
    quotes=frozenset({'"', "'", '"""', "'''"}),
    long_quotes=frozenset({'"""', "'''"}),
    blocks=frozenset({"table", "table_array_element"}),
    definitions=frozenset({"table", "table_array_element"}),
    block_openers=frozenset(),
)
