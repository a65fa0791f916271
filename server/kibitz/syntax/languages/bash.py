"""Bash and other shells."""

from __future__ import annotations

from kibitz.syntax.language import DocComment, Language, brackets

LANGUAGE = Language(
    id="bash",
    language_ids=("shellscript", "bash", "sh", "zsh"),
    extensions=(".sh", ".bash", ".zsh", ".ksh"),
    grammar=("tree_sitter_bash", "language"),
    line_comment="#",
    doc_comment=DocComment(each="# ", style="plain sentences on arguments and output"),
    strings=frozenset({"string", "raw_string", "ansi_c_string", "translated_string", "heredoc_body"}),
    interpolations=frozenset({"command_substitution", "expansion", "simple_expansion"}),
    quotes=frozenset({'"'}),
    long_quotes=frozenset({'"'}),
    blocks=frozenset(
        {
            "compound_statement",
            "do_group",
            "if_statement",
            "else_clause",
            "elif_clause",
            "case_statement",
            "case_item",
            "subshell",
        }
    ),
    definitions=frozenset({"function_definition"}),
    brackets=brackets(
        {
            "${": "}",
            "$(": ")",
            "((": "))",
            "$((": "))",
            "[[": "]]",
            "if": "fi",
            "case": "esac",
            "do": "done",
        }
    ),
    block_openers=frozenset({"{", "do", "then", "else"}),
    block_middles=frozenset({"else", "elif"}),
    variables=frozenset({"variable_assignment"}),
    imports=r"^[ \t]*(?:source|\.)[ \t]+[^\n]+",
    chunked=False,
)
