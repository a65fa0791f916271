"""Ruby."""

from __future__ import annotations

from kibitz.syntax.language import DocComment, Language, brackets

LANGUAGE = Language(
    id="ruby",
    language_ids=("ruby",),
    extensions=(".rb", ".rake", ".gemspec", ".ru"),
    grammar=("tree_sitter_ruby", "language"),
    line_comment="#",
    block_comment=("=begin", "=end"),
    doc_comment=DocComment(each="# ", style="YARD with @param and @return"),
    strings=frozenset({"string", "heredoc_body", "string_array", "symbol_array", "subshell"}),
    interpolations=frozenset({"interpolation"}),
    blocks=frozenset({"body_statement", "then", "else", "ensure", "do", "begin", "block_body", "program"}),
    definitions=frozenset({"method", "singleton_method", "class", "singleton_class", "module"}),
    brackets=brackets(
        {
            "#{": "}",
            **dict.fromkeys(
                ["def", "class", "module", "begin", "do", "case", "if", "unless", "while", "until", "for"],
                "end",
            ),
        }
    ),
    not_opening=frozenset(
        {"if_modifier", "unless_modifier", "while_modifier", "until_modifier", "if_guard", "unless_guard"}
    ),
    joined={"do": frozenset({"while", "until", "for"})},
    quotes=frozenset({'"'}),
    block_openers=frozenset({"{", "do", "then", "else", "begin", "ensure"}),
    block_headers=frozenset(
        ["def", "class", "module", "do", "if", "unless", "while", "until", "for", "begin"]
    ),
    block_middles=frozenset(["else", "elsif", "when", "in", "rescue", "ensure"]),
    imports=r"^[ \t]*require(?:_relative)?\b[^\n]+",
    chunked=False,
)
