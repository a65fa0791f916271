"""TypeScript with JSX."""

from __future__ import annotations

from dataclasses import replace

from kibitz.syntax.languages import _ecmascript as ecmascript
from kibitz.syntax.languages import typescript

LANGUAGE = replace(
    typescript.LANGUAGE,
    id="tsx",
    language_ids=("typescriptreact", "tsx"),
    extensions=(".tsx",),
    grammar=("tree_sitter_typescript", "language_tsx"),
    brackets=ecmascript.JSX_BRACKETS,
    block_openers=frozenset({"{", "jsx_opening_element"}),
)
