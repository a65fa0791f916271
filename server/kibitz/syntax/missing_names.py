"""Names that the code below a hole uses and that nothing above it brings: the hole is to bring them.

By words, not by scopes: both sides of a hole are broken code. A guess by nature, in the direction of none: a
name that is bound anywhere below, called, or an attribute is not missed. Pure from outside, never raises.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kibitz.syntax.nesting import indent, line_start, text_end, text_start

if TYPE_CHECKING:
    from kibitz.syntax.parser import Parser
    from kibitz.syntax.tree import SyntaxTree
    from kibitz.text.span import Span

MOST_CHARS_BELOW = 1500
MOST_CHARS_ABOVE = 8000

_WORD = re.compile(r"(?<![\w.])[^\W\d]\w*")
_NOT_CODE = re.compile(r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|(?:#|//)[^\n]*")


_DECLARES = "(?:for|let|mut|const|var|val|def|func|function|fn|class|import|as|type|auto)"


def missing_names(parser: Parser, before: str, after: str, language_id: str) -> frozenset[str]:
    """What the rest of the function behind the cursor needs and the document up to there does not have."""
    site = parser.chunk(before + after, language_id, near=len(before))
    if site.root is None:
        return frozenset()
    below = _below(site, site.encoded.byte(len(before)), after)
    above = _above(site, site.encoded.byte(len(before)), before)
    code = _NOT_CODE.sub(lambda match: " " * len(match[0]), below)
    start = len(before) + after.index(below) if below else 0
    known = set(_WORD.findall(above))
    missing: set[str] = set()
    for word in _WORD.finditer(code):
        name = word[0]
        if name in known:
            continue
        known.add(name)
        if code[word.end() :].lstrip(" \t")[:1] in ("(", "{", "!") or binds(code, name):
            continue
        first, end = (site.encoded.byte(start + at) for at in word.span())
        if any(node.type == "identifier" for node in site.around(first, end)[:1]):
            missing.add(name)
    return frozenset(missing)


def binds(code: str, name: str) -> bool:
    """Whether `code` gives `name` a meaning of its own: assigns, declares or loops over it."""
    pattern = rf"""(?x) (?<![\w.])(?:
        {name}\b [^\S\n]* (?: (?:,[^=\n()]*|:[^=\n]*)? (?<![=!<>]) :?= (?![=>]) | in\b | :[^:\n] | => )
        | {_DECLARES} \s+ (?: (?!\b(?:in|of)\b) [\w\s,(] )*? \b{name}\b
    )"""
    return re.search(pattern, code) is not None


def _below(site: SyntaxTree, byte: int, after: str) -> str:
    """The code behind the cursor, up to where the function ends."""
    definition = _definition(site, byte)
    header = _header_indent(site, definition) if definition else -1
    end = line = text_start(site, byte)
    while line < len(site.data):
        line_end = site.data.find(b"\n", line)
        line_end = len(site.data) if line_end < 0 else line_end
        if site.data[line:line_end].strip() and indent(site, text_start(site, line)) <= header:
            break
        end = line = line_end + 1
    length = site.encoded.offset(min(end, len(site.data))) - site.encoded.offset(byte)
    return after[: max(min(length, MOST_CHARS_BELOW), 0)]


def _above(site: SyntaxTree, byte: int, before: str) -> str:
    """What may bring a name: the function up to the cursor, and lines at the left margin."""
    definition = _definition(site, byte)
    start = definition.start if definition else max(len(before) - MOST_CHARS_ABOVE, 0)
    margin = [line for line in before[:start].split("\n") if line[:1].strip()]
    own = _WITHOUT_TEXT.sub(" ", before[start:])
    return "\n".join((*margin, own))


def _definition(site: SyntaxTree, byte: int) -> Span | None:
    """The one around the cursor; of a function in a function, that which has the code below in it."""
    innermost = site.enclosing_definition(max(site.encoded.offset(text_end(site, byte)) - 1, 0))
    below = text_start(site, byte)
    if not site.language.by_indentation or _BEGINS_DEFINITION.match(site.data, below):
        return innermost
    definition, depth = innermost, indent(site, below)
    while depth and definition is not None and _header_indent(site, definition) >= depth:
        outside = definition.start - 1
        definition = site.enclosing_definition(outside) if outside >= site.encoded.start else None
    return definition or innermost


_BEGINS_DEFINITION = re.compile(rb"@|(?:async|def|class)\b")


def _header_indent(site: SyntaxTree, definition: Span) -> int:
    return indent(site, line_start(site, site.encoded.byte(definition.start)))


_WITHOUT_TEXT = re.compile(r"\"\"\".*?\"\"\"|'''.*?'''", re.DOTALL)
