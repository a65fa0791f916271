"""CSS."""

from __future__ import annotations

from kibitz.syntax.language import Language

LANGUAGE = Language(
    id="css",
    language_ids=("css",),
    extensions=(".css",),
    grammar=("tree_sitter_css", "language"),
    block_comment=("/*", "*/"),
    comments=frozenset({"comment", "js_comment"}),
    strings=frozenset({"string_value"}),
    blocks=frozenset({"block", "keyframe_block_list"}),
    definitions=frozenset({"rule_set", "media_statement", "keyframes_statement", "supports_statement"}),
)
