"""What JavaScript, TypeScript and TSX have in common."""

from __future__ import annotations

from kibitz.syntax.language import DocComment, brackets

DOC_COMMENT = DocComment(start="/**", each=" * ", end=" */", style="JSDoc with @param and @returns")
STRINGS = frozenset({"string", "template_string"})
INTERPOLATIONS = frozenset({"template_substitution"})
QUOTES = frozenset({'"', "'", "`"})
LONG_QUOTES = frozenset({"`"})
BRACKETS = brackets({"${": "}"})
JSX_BRACKETS = brackets({"${": "}", "jsx_opening_element": "jsx_closing_element"})
BLOCKS = frozenset({"statement_block", "class_body", "class_static_block", "switch_body"})
DEFINITIONS = frozenset(
    {
        "function_declaration",
        "generator_function_declaration",
        "class_declaration",
        "method_definition",
    }
)
FUNCTION_VALUES = frozenset({"arrow_function", "function_expression", "generator_function", "class"})
DEFINITION_WRAPPERS = frozenset(
    {"variable_declarator", "lexical_declaration", "variable_declaration", "export_statement"}
)
TYPED_BLOCKS = BLOCKS | {"interface_body", "object_type", "enum_body"}
TYPED_DEFINITIONS = DEFINITIONS | {
    "abstract_class_declaration",
    "interface_declaration",
    "enum_declaration",
    "type_alias_declaration",
    "internal_module",
    "function_signature",
}
IMPORTS = (
    r"^[ \t]*(?:import\b[^;'\"]*|export\s+(?:type\s+)?[*{][^;'\"]*)['\"][^'\"\n]+['\"]"
    r"|^[^\n]*\brequire\([^)\n]*\)"
)
