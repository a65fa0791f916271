"""Java."""

from __future__ import annotations

from kibitz.syntax.language import DocComment, Language

LANGUAGE = Language(
    id="java",
    language_ids=("java",),
    extensions=(".java",),
    grammar=("tree_sitter_java", "language"),
    line_comment="//",
    block_comment=("/*", "*/"),
    doc_comment=DocComment(
        start="/**", each=" * ", end=" */", style="Javadoc with @param, @return and @throws"
    ),
    comments=frozenset({"line_comment", "block_comment"}),
    strings=frozenset({"string_literal", "character_literal"}),
    interpolations=frozenset({"string_interpolation"}),
    quotes=frozenset({'"', '"""'}),
    long_quotes=frozenset({'"""'}),
    blocks=frozenset(
        {
            "block",
            "class_body",
            "interface_body",
            "enum_body",
            "enum_body_declarations",
            "annotation_type_body",
            "constructor_body",
            "switch_block",
            "switch_block_statement_group",
        }
    ),
    definitions=frozenset(
        {
            "class_declaration",
            "interface_declaration",
            "enum_declaration",
            "record_declaration",
            "annotation_type_declaration",
            "method_declaration",
            "constructor_declaration",
            "compact_constructor_declaration",
        }
    ),
    variables=frozenset({"field_declaration", "enum_constant"}),
    imports=r"^[ \t]*import\s+[^;\n]+",
)
