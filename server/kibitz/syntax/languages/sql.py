"""SQL. Its grammar weighs more than 5 MB, so it is in the extra `all-languages`."""

from __future__ import annotations

from kibitz.syntax.language import Language, brackets

LANGUAGE = Language(
    id="sql",
    language_ids=("sql",),
    extensions=(".sql",),
    grammar=("tree_sitter_sql", "language"),
    line_comment="--",
    block_comment=("/*", "*/"),
    comments=frozenset({"comment", "marginalia"}),
    strings=frozenset({"literal"}),
    quotes=frozenset(),
    blocks=frozenset({"program", "block"}),
    definitions=frozenset(
        {"create_table", "create_view", "create_materialized_view", "create_function", "create_procedure"}
    ),
    brackets=brackets({"keyword_case": "keyword_end"}),
    block_openers=frozenset(),
)
