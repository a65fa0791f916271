"""The door to tree-sitter: loads a language's grammar, parses with it, finds tokens.

The only module that imports tree-sitter, and only when the first document is parsed.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    import tree_sitter

    from kibitz.syntax.language import Language


# Slices give the interpreter's lock away now and then; below this they only cost.
_AT_ONCE_BYTES = 128_000
_SLICE_BYTES = 16_384


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """A loaded grammar. `brackets` finds the tokens of `Language.brackets`."""

    ts_language: tree_sitter.Language
    brackets: tree_sitter.Query | None


def load_grammar(language: Language) -> Grammar | None:
    """The grammar of `language`; None when its wheel is not installed or too old for tree-sitter."""
    import tree_sitter

    module_name, function = language.grammar
    try:
        module = importlib.import_module(module_name)
        loaded = tree_sitter.Language(cast("object", getattr(module, function)()))
    except (ImportError, AttributeError, ValueError):
        return None
    return Grammar(ts_language=loaded, brackets=_bracket_query(loaded, language))


def parse(grammar: Grammar, data: bytes, old: tree_sitter.Tree | None = None) -> tree_sitter.Tree:
    """Parse UTF-8, reusing what `old` (already edited to fit `data`) has in common with it."""
    import tree_sitter

    parser = tree_sitter.Parser(grammar.ts_language)
    if old is not None:
        return parser.parse(data, old)
    if len(data) <= _AT_ONCE_BYTES:
        return parser.parse(data)
    return parser.parse(lambda start, _point: data[start : start + _SLICE_BYTES])


def captured(
    query: tree_sitter.Query | None, root: tree_sitter.Node, start: int, end: int
) -> list[tree_sitter.Node]:
    """The tokens that begin in `data[start:end]`, in their order."""
    import tree_sitter

    if query is None or start >= end:
        return []
    cursor = tree_sitter.QueryCursor(query)
    cursor.set_byte_range(start, end)
    tokens = cursor.captures(root).get("token", [])
    return sorted((node for node in tokens if start <= node.start_byte < end), key=_by_start)


def _by_start(node: tree_sitter.Node) -> int:
    return node.start_byte


def _bracket_query(grammar: tree_sitter.Language, language: Language) -> tree_sitter.Query | None:
    """Finds those of the language's brackets that its grammar has."""
    import tree_sitter

    known: list[str] = []
    for token in sorted({*language.brackets, *language.brackets.values()}):
        if grammar.id_for_node_kind(token, False) is not None:
            known.append(f'"{token}"')
        elif grammar.id_for_node_kind(token, True) is not None:
            known.append(f"({token})")
    return tree_sitter.Query(grammar, f"[{' '.join(known)}] @token") if known else None
