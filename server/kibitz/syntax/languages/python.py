"""Python."""

from __future__ import annotations

from kibitz.syntax.language import DocComment, Language
from kibitz.syntax.languages._python_parser import first_error

LANGUAGE = Language(
    id="python",
    language_ids=("python",),
    extensions=(".py", ".pyi", ".pyw"),
    grammar=("tree_sitter_python", "language"),
    line_comment="#",
    doc_comment=DocComment(start='"""', end='"""', inside=True, style="a docstring"),
    strings=frozenset({"string"}),
    interpolations=frozenset({"interpolation"}),
    quotes=frozenset({"string_start"}),
    long_quotes=frozenset(
        {prefix + quote for prefix in ("", "r", "b", "f", "u") for quote in ('"""', "'''")}
    ),
    blocks=frozenset({"block"}),
    definitions=frozenset({"function_definition", "class_definition"}),
    definition_wrappers=frozenset({"decorated_definition"}),
    by_indentation=True,
    headers=frozenset(
        [
            "async",
            "case",
            "class",
            "def",
            "elif",
            "else",
            "except",
            "finally",
            "for",
            "if",
            "match",
            "try",
            "while",
            "with",
        ]
    ),
    block_openers=frozenset({":"}),
    block_middles=frozenset({"elif", "else", "except", "finally"}),
    own_parser=first_error,
    statement_line=(
        r"[ \t]*(?:(?:return|raise|import|from|assert|del|pass|break|continue|def|class|while|with|try)\b"
        r"|(?:if|elif|else|for|except|finally)\b.*:$|[\w.]+(?:\[\w+\])? [-+*/|]?= .*[^,\\]$)"
    ),
    variables=frozenset({"assignment"}),
    imports=r"^[ \t]*(?:from\s+[\w.]+\s+import\s+(?:\([^)]*\)|[^\n]+)|import\s+[^\n]+)",
)
