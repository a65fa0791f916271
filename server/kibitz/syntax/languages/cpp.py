"""C++."""

from __future__ import annotations

from kibitz.syntax.language import DocComment, Language

LANGUAGE = Language(
    id="cpp",
    language_ids=("cpp", "c++"),
    extensions=(".cpp", ".cc", ".cxx", ".hpp", ".hh", ".hxx", ".ipp", ".inl"),
    grammar=("tree_sitter_cpp", "language"),
    line_comment="//",
    block_comment=("/*", "*/"),
    doc_comment=DocComment(start="/**", each=" * ", end=" */", style="Doxygen with @param and @return"),
    strings=frozenset({"string_literal", "raw_string_literal", "char_literal", "system_lib_string"}),
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
        {
            "function_definition",
            "class_specifier",
            "struct_specifier",
            "union_specifier",
            "enum_specifier",
            "namespace_definition",
            "concept_definition",
            "alias_declaration",
            "type_definition",
        }
    ),
    definition_wrappers=frozenset({"template_declaration"}),
    variables=frozenset({"field_declaration", "enumerator", "preproc_def", "preproc_function_def"}),
    imports=r"^[ \t]*(?:#[ \t]*include[^\n]+|using\s+[^;\n]+)",
)
