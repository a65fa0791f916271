"""Rust."""

from __future__ import annotations

from kibitz.syntax.language import DocComment, Language

LANGUAGE = Language(
    id="rust",
    language_ids=("rust",),
    extensions=(".rs",),
    grammar=("tree_sitter_rust", "language"),
    line_comment="//",
    block_comment=("/*", "*/"),
    doc_comment=DocComment(each="/// ", style="rustdoc in Markdown, without headings for parameters"),
    comments=frozenset({"line_comment", "block_comment"}),
    strings=frozenset({"string_literal", "raw_string_literal", "char_literal"}),
    quotes=frozenset({'"'}),
    blocks=frozenset(
        {"block", "declaration_list", "field_declaration_list", "enum_variant_list", "match_block"}
    ),
    definitions=frozenset(
        {
            "function_item",
            "function_signature_item",
            "impl_item",
            "struct_item",
            "enum_item",
            "union_item",
            "trait_item",
            "mod_item",
            "macro_definition",
        }
    ),
    decorations=frozenset({"attribute_item"}),
    variables=frozenset({"const_item", "static_item", "field_declaration", "enum_variant"}),
    imports=r"^[ \t]*(?:pub\s+)?(?:use|mod|extern crate)\s+[^;{]+(?:\{[^;]*\})?;",
)
