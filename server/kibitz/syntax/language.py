"""What is known of a language, as data, and which language a document is in.

Knows no tree-sitter: a `Language` names node types of its grammar, `grammar.py` loads the grammar. One
file under `languages/` is one language; nothing else in Kibitz names one.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from kibitz.base.registry import find_plugins

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def brackets(more: Mapping[str, str] = MappingProxyType({})) -> Mapping[str, str]:
    """Round, square and curly brackets, and what else a language opens and closes."""
    return MappingProxyType({"(": ")", "[": "]", "{": "}", **more})


def _no_joins() -> Mapping[str, frozenset[str]]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnError:
    """Where a language's own parser stops: a line, from 0.

    Attributes:
        unfinished: a body or a bracket is missing.
        misplaced: all of it can be read, but a statement is where it cannot be, a `return` in no function.
    """

    line: int
    unfinished: bool
    misplaced: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DocComment:
    """How a language documents a definition.

    Attributes:
        start, each, end: around the text and in front of each of its lines; one-line texts need no lines of
            their own for `start` and `end` when `inside`.
        inside: it is the first thing in the body; else it stands above.
        style: what its readers and tools expect in it, in words.
    """

    start: str = ""
    each: str = ""
    end: str = ""
    inside: bool = False
    style: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language. Node types are those of its grammar; a set may be empty where the idea is unknown there.

    Attributes:
        language_ids: identifiers that editors use for it, the first one as LSP has it.
        extensions: lower case, with the dot; asked only when the identifier says nothing.
        grammar: module of the grammar's wheel and its function.
        prologue: what a part of a file needs in front to be parsed like the whole.
        line_comment: what starts a comment up to the end of the line; empty when there is none.
        doc_comment: how definitions are documented; None where nobody does.
        strings: nodes in which text stands for itself, escapes included.
        interpolations: nodes inside strings that hold code again.
        quotes: tokens that begin a string, to recognise one that has no end yet; empty where a string is a
            single token.
        long_quotes: texts of those `quotes` whose string may hold line breaks.
        blocks: nodes whose children are statements, declarations or members.
        definitions: functions, classes and the like: what a person would name a part of a file.
        definition_wrappers: parents that belong to the definition, such as decorators.
        decorations: what belongs to the definition below it, but stands beside it in the tree.
        function_values: functions without a name, definitions only inside a `definition_wrappers` node.
        variables: declarations of constants and fields, outside of functions.
        imports: regular expression of an import statement; `^` is the start of a line.
        by_indentation: blocks end where the indentation does.
        indentation: regular expression of what indents a line.
        headers: first words of lines that open a block, where blocks go by indentation; empty means any.
        brackets: token that opens -> token that closes; words and whole nodes (HTML tags) too.
        not_opening: parents under which such a token opens nothing (`x if y` in Ruby).
        joined: token -> tokens of the same line that have already opened the same thing (`while x do`).
        void_tags: HTML tags that nothing closes.
        block_openers: tokens right behind which a block's body begins.
        block_headers: tokens that open a block whose body begins on the next line.
        block_middles: words that end one body of a statement and begin another (`else`).
        chunked: what stands at the left margin behind a blank line begins anew, so it can be parsed without
            what is above; not so where such lines may be text of something longer.
        own_parser: the first error in whole statements, by the language's own parser where that is at hand.
        statement_line: for it, regular expression of a line that begins a statement, wherever it stands.
    """

    id: str
    language_ids: tuple[str, ...]
    extensions: tuple[str, ...]
    grammar: tuple[str, str] = ("", "")
    prologue: str = ""
    line_comment: str = ""
    block_comment: tuple[str, str] | None = None
    doc_comment: DocComment | None = None
    comments: frozenset[str] = frozenset({"comment"})
    strings: frozenset[str] = frozenset({"string"})
    interpolations: frozenset[str] = frozenset()
    quotes: frozenset[str] = frozenset({'"', "'"})
    long_quotes: frozenset[str] = frozenset()
    blocks: frozenset[str] = frozenset()
    definitions: frozenset[str] = frozenset()
    definition_wrappers: frozenset[str] = frozenset()
    decorations: frozenset[str] = frozenset()
    function_values: frozenset[str] = frozenset()
    variables: frozenset[str] = frozenset()
    imports: str = ""
    by_indentation: bool = False
    indentation: str = r"[ \t]*"
    headers: frozenset[str] = frozenset()
    brackets: Mapping[str, str] = field(default_factory=brackets)
    not_opening: frozenset[str] = frozenset()
    joined: Mapping[str, frozenset[str]] = field(default_factory=_no_joins)
    void_tags: frozenset[str] = frozenset()
    block_openers: frozenset[str] = frozenset({"{"})
    block_headers: frozenset[str] = frozenset()
    block_middles: frozenset[str] = frozenset()
    chunked: bool = True
    own_parser: Callable[[str], OwnError | None] | None = None
    statement_line: str = ""


# What a document is taken for when its language is unknown: brackets count, nothing else does.
PLAIN = Language(id="plain", language_ids=(), extensions=())


def language_for(language_id: str, path: str = "") -> Language | None:
    """The language of a document: by the editor's identifier, else by the extension of `path` (or URI)."""
    by_id, by_extension = _tables()
    known = by_id.get(language_id.lower())
    if known is not None or not path:
        return known
    name = path.rsplit("/", 1)[-1].lower()
    return by_extension.get(name[name.rfind(".") :]) if "." in name else None


def all_languages() -> Mapping[str, Language]:
    """Every language Kibitz knows, by its `id`."""
    return _all_languages()


@functools.cache
def _all_languages() -> Mapping[str, Language]:
    found = find_plugins("kibitz.syntax.languages", "LANGUAGE").values()
    return MappingProxyType({language.id: language for language in cast("list[Language]", list(found))})


@functools.cache
def _tables() -> tuple[Mapping[str, Language], Mapping[str, Language]]:
    languages = _all_languages().values()
    by_id = {name: language for language in languages for name in (language.id, *language.language_ids)}
    by_extension = {suffix: language for language in languages for suffix in language.extensions}
    return MappingProxyType(by_id), MappingProxyType(by_extension)
