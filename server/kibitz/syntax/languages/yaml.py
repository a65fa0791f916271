"""YAML."""

from __future__ import annotations

from kibitz.syntax.language import Language

LANGUAGE = Language(
    id="yaml",
    language_ids=("yaml", "dockercompose", "github-actions-workflow"),
    extensions=(".yaml", ".yml"),
    grammar=("tree_sitter_yaml", "language"),
    line_comment="#",
    strings=frozenset({"double_quote_scalar", "single_quote_scalar", "block_scalar"}),
    blocks=frozenset({"block_mapping", "block_sequence"}),
    by_indentation=True,
    indentation=r"[ \t]*(?:- +)*",
    block_openers=frozenset({":"}),
)
