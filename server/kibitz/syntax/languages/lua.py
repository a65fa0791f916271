"""Lua."""

from __future__ import annotations

from kibitz.syntax.language import DocComment, Language, brackets

LANGUAGE = Language(
    id="lua",
    language_ids=("lua", "luau"),
    extensions=(".lua",),
    grammar=("tree_sitter_lua", "language"),
    line_comment="--",
    block_comment=("--[[", "]]"),
    doc_comment=DocComment(each="--- ", style="LuaLS annotations with @param and @return"),
    quotes=frozenset({'"', "'", "[["}),
    long_quotes=frozenset({"[["}),
    blocks=frozenset({"block"}),
    definitions=frozenset({"function_declaration"}),
    function_values=frozenset({"function_definition"}),
    definition_wrappers=frozenset({"expression_list", "assignment_statement", "variable_declaration"}),
    brackets=brackets({**dict.fromkeys(("function", "if", "do"), "end"), "repeat": "until"}),
    block_openers=frozenset({"do", "then", "else", "repeat"}),
    block_headers=frozenset({"function"}),
    block_middles=frozenset({"else", "elseif"}),
    imports=r"^[^\n]*\brequire\b[^\n]+",
)
