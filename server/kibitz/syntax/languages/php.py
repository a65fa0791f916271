"""PHP."""

from __future__ import annotations

from kibitz.syntax.language import DocComment, Language

LANGUAGE = Language(
    id="php",
    language_ids=("php",),
    extensions=(".php", ".phtml"),
    grammar=("tree_sitter_php", "language_php"),
    prologue="<?php\n",
    line_comment="//",
    block_comment=("/*", "*/"),
    doc_comment=DocComment(start="/**", each=" * ", end=" */", style="PHPDoc with @param and @return"),
    strings=frozenset({"string", "encapsed_string", "heredoc_body", "nowdoc_body"}),
    blocks=frozenset(
        {
            "compound_statement",
            "declaration_list",
            "enum_declaration_list",
            "switch_block",
            "match_block",
            "case_statement",
            "default_statement",
        }
    ),
    definitions=frozenset(
        {
            "function_definition",
            "class_declaration",
            "interface_declaration",
            "trait_declaration",
            "enum_declaration",
            "method_declaration",
            "namespace_definition",
        }
    ),
    variables=frozenset({"property_declaration", "const_declaration"}),
    imports=r"^[ \t]*(?:use\s+[^;\n]+;|(?:require|include)(?:_once)?\b[^;\n]+)",
    chunked=False,
)
