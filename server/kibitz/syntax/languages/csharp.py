"""C#. Its grammar weighs more than 5 MB, so it is in the extra `all-languages`."""

from __future__ import annotations

from kibitz.syntax.language import DocComment, Language

LANGUAGE = Language(
    id="csharp",
    language_ids=("csharp", "c#", "cs"),
    extensions=(".cs", ".csx"),
    grammar=("tree_sitter_c_sharp", "language"),
    line_comment="//",
    block_comment=("/*", "*/"),
    doc_comment=DocComment(each="/// ", style="XML documentation with <summary>, <param> and <returns>"),
    strings=frozenset(
        {
            "string_literal",
            "raw_string_literal",
            "verbatim_string_literal",
            "interpolated_string_expression",
            "character_literal",
        }
    ),
    interpolations=frozenset({"interpolation"}),
    long_quotes=frozenset({'@"', '"""'}),
    blocks=frozenset(
        {
            "block",
            "declaration_list",
            "enum_member_declaration_list",
            "accessor_list",
            "switch_body",
            "switch_section",
        }
    ),
    definitions=frozenset(
        {
            "class_declaration",
            "struct_declaration",
            "interface_declaration",
            "enum_declaration",
            "record_declaration",
            "namespace_declaration",
            "delegate_declaration",
            "method_declaration",
            "constructor_declaration",
            "destructor_declaration",
            "operator_declaration",
            "property_declaration",
            "indexer_declaration",
            "local_function_statement",
        }
    ),
    variables=frozenset({"field_declaration", "enum_member_declaration"}),
    imports=r"^[ \t]*(?:global\s+)?using\s+[^;(\n]+;",
)
