"""C."""

from __future__ import annotations

from kibitz.syntax.language import DocComment, Language

LANGUAGE = Language(
    id="c",
    language_ids=("c",),
    extensions=(".c", ".h"),
    grammar=("tree_sitter_c", "language"),
    line_comment="//",
    block_comment=("/*", "*/"),
    doc_comment=DocComment(start="/**", each=" * ", end=" */", style="Doxygen with @param and @return"),
    strings=frozenset({"string_literal", "char_literal", "system_lib_string"}),
    blocks=frozenset(
        {
            "compound_statement",
            "field_declaration_list",
            "enumerator_list",
            "declaration_list",
            "case_statement",
        }
    ),
    definitions=frozenset(
        {"function_definition", "struct_specifier", "union_specifier", "enum_specifier", "type_definition"}
    ),
    variables=frozenset({"field_declaration", "enumerator", "preproc_def", "preproc_function_def"}),
    imports=r"^[ \t]*#[ \t]*include[^\n]+",
)
