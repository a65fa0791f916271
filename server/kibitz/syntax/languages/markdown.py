"""Markdown. Prose: no comments, strings or blocks that a completion could be measured by."""

from __future__ import annotations

from kibitz.syntax.language import Language

LANGUAGE = Language(
    id="markdown",
    language_ids=("markdown",),
    extensions=(".md", ".markdown"),
    grammar=("tree_sitter_markdown", "language"),
    block_comment=("<!--", "-->"),
    comments=frozenset(),
    strings=frozenset(),
    quotes=frozenset(),
    blocks=frozenset({"section"}),
    definitions=frozenset({"section"}),
    brackets={},
    block_openers=frozenset(),
    chunked=False,
)
