"""HTML. What is inside `script` and `style` is text here."""

from __future__ import annotations

from kibitz.syntax.language import Language

LANGUAGE = Language(
    id="html",
    language_ids=("html",),
    extensions=(".html", ".htm", ".xhtml"),
    grammar=("tree_sitter_html", "language"),
    block_comment=("<!--", "-->"),
    strings=frozenset({"quoted_attribute_value"}),
    blocks=frozenset({"element", "document"}),
    brackets={"start_tag": "end_tag"},
    void_tags=frozenset(
        [
            "area",
            "base",
            "br",
            "col",
            "embed",
            "hr",
            "img",
            "input",
            "link",
            "meta",
            "param",
            "source",
            "track",
            "wbr",
        ],
    ),
    block_openers=frozenset({"start_tag"}),
    chunked=False,
)
