"""Go."""

from __future__ import annotations

from kibitz.syntax.language import DocComment, Language

LANGUAGE = Language(
    id="go",
    language_ids=("go",),
    extensions=(".go",),
    grammar=("tree_sitter_go", "language"),
    line_comment="//",
    block_comment=("/*", "*/"),
    doc_comment=DocComment(each="// ", style="a Go doc comment, sentences that begin with the name"),
    strings=frozenset({"interpreted_string_literal", "raw_string_literal", "rune_literal"}),
    quotes=frozenset({'"', "`"}),
    long_quotes=frozenset({"`"}),
    blocks=frozenset(
        {
            "block",
            "statement_list",
            "field_declaration_list",
            "interface_type",
            "expression_switch_statement",
            "type_switch_statement",
            "select_statement",
            "expression_case",
            "default_case",
            "type_case",
            "communication_case",
        }
    ),
    definitions=frozenset({"function_declaration", "method_declaration", "type_spec", "type_alias"}),
    definition_wrappers=frozenset({"type_declaration"}),
    variables=frozenset({"const_spec", "var_spec", "field_declaration", "method_elem"}),
    imports=r"^import\s*(?:\([^)]*\)|[^\n]+)",
)
