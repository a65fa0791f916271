"""Which definitions of the workspace the next words at a cursor are likely to need.

Asks the tables for whatever the text around the cursor gives a reason to, and gives each definition found a
score: the sum of its reasons. Work for a database thread; a few milliseconds.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from kibitz.context.index import tables
from kibitz.context.index.imports import Import, best_modules, best_symbols, parse_import
from kibitz.context.words import identifiers, words_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kibitz.context.cursor import Cursor
    from kibitz.context.index.symbol import Symbol
    from kibitz.storage.database import Connection

MOST_NAMES = 60  # around the cursor that are looked up
FEW_MEANINGS = 5  # a name with more definitions says too little
CLOSE = 0.3
LINES_ABOVE = 8
MOST_RECEIVERS = 4
MOST_AT_CURSOR = 200
MOST_DEPTH = 2
MOST_TYPES = 8  # whose members are looked up

UNUSED_IMPORT = 4.0  # imported for what is about to be written
IMPORTED = 1.0
NEAR = 2.0  # times nearness
FEW_MEMBERS = 3  # of a module: more share the score
MODULE_MEMBER = 0.6  # of a module that is imported as a whole
MENTIONED = 1.0  # times nearness, by a name that is not imported
RECEIVER = 4.0  # members of what stands before the dot at the cursor
MEMBER = 0.3  # times the score of its type
RECEIVER_NEARBY = 1.5  # members of what has just been used
INHERITED = 0.6  # of the score of the type's own members
SHARED_WORD = 0.25  # a word of its name is a word of names at the cursor
TEXT = 0.6  # the best by full text; the last one has nothing


def relevant(
    connection: Connection, cursor: Cursor, most: int, frequencies: dict[str, int]
) -> list[tuple[Symbol, float]]:
    """Definitions with their scores, the best first; for `frequencies` see `tables.matching`."""
    finder = _Finder(connection, cursor)
    finder.imported()
    finder.mentioned()
    finder.by_text(frequencies)
    finder.of_receiver()
    finder.of_receivers_nearby()
    finder.members()
    return finder.best(most)


class _Finder:
    """The reasons found so far."""

    def __init__(self, connection: Connection, cursor: Cursor) -> None:
        self._connection = connection
        self._cursor = cursor
        self._near: Mapping[str, float] = cursor.nearness
        self._symbols: dict[int, Symbol] = {}
        self._scores: defaultdict[int, float] = defaultdict(float)
        self._imported_names: set[str] = set()
        self._imports = "\n".join(cursor.imports)
        self._near_words = {
            word for name, near in cursor.nearness.items() if near > CLOSE for word in words_in(name)
        }
        self._told: set[int] = set()  # types whose members have been added

    def imported(self) -> None:
        """What the file imports: more when it is used near the cursor, most when it is used nowhere yet."""
        imports = [parse_import(statement) for statement in self._cursor.imports]
        words = {word for each in imports for word in each.words}
        symbols = tables.named(self._connection, words)
        paths = tables.files_with_stem(self._connection, words)
        for each in imports:
            chosen = best_symbols(each, symbols, self._cursor.path)
            for symbol in chosen:
                local = each.local_names.get(symbol.name, symbol.name)
                self._imported_names.add(symbol.name)
                near = self._near.get(local, 0.0)
                self._add(symbol, IMPORTED + NEAR * near if self._used(local) else UNUSED_IMPORT)
            for stem, path in best_modules(each, paths, self._cursor.path, chosen).items():
                self._module(each.local_names.get(stem, stem), path)

    def _module(self, local: str, path: str) -> None:
        """`import a.b as local`: everything that the module defines."""
        near = self._near.get(local, 0.0)
        at_cursor = self._cursor.receiver == local
        members = self._public(path, MOST_AT_CURSOR if at_cursor else tables.MOST_ROWS)
        used = at_cursor or self._used(local)
        weight = MODULE_MEMBER + NEAR * near if used else UNUSED_IMPORT
        share = min(1.0, FEW_MEMBERS / max(len(members), 1))
        for symbol in members:
            score = RECEIVER if at_cursor else weight * share
            score += NEAR * self._near.get(symbol.name, 0.0)
            if near > CLOSE or at_cursor:
                score += SHARED_WORD * sum(word in self._near_words for word in words_in(symbol.name))
            self._add(symbol, score)

    def _public(self, path: str, most: int) -> list[Symbol]:
        """What a file defines for others, or hands on from others."""
        defined = tables.defined_in(self._connection, path, most=most)
        found = [symbol for symbol in defined if not symbol.name.startswith("_")]
        names = tables.exported_by(self._connection, path)
        if names:
            near = sorted(names, key=lambda name: -self._near.get(name, 0.0))[:40]
            folder = path.rpartition("/")[0]
            handed_on = Import(words=(*folder.split("/"), *names), local_names={})
            found += best_symbols(handed_on, tables.named(self._connection, near), path)
        return found

    def mentioned(self) -> None:
        """Names around the cursor that some other file defines."""
        names = sorted(self._near, key=lambda name: -self._near[name])[:MOST_NAMES]
        others = [name for name in names if name not in self._imported_names and len(name) > 2]
        found: defaultdict[str, list[Symbol]] = defaultdict(list)
        for symbol in tables.named(self._connection, others, FEW_MEANINGS + 1):
            if symbol.path != self._cursor.path:
                found[symbol.name].append(symbol)
        for name, symbols in found.items():
            if len(symbols) > FEW_MEANINGS:
                continue
            for symbol in symbols:
                self._add(symbol, MENTIONED * self._near[name] / len(symbols))

    def by_text(self, frequencies: dict[str, int]) -> None:
        """Names that share rare words with those near the cursor."""
        weights: defaultdict[str, float] = defaultdict(float)
        for name, near in self._near.items():
            for word in words_in(name):
                weights[word] = max(weights[word], near)
        words = sorted(weights, key=lambda word: -weights[word])[:24]
        most = 20
        for place, symbol in enumerate(tables.matching(self._connection, words, most, frequencies)):
            if symbol.path != self._cursor.path:
                self._add(symbol, TEXT * (1 - place / most))

    def of_receiver(self) -> None:
        """`thing.` before the cursor: the members of the types named where `thing` is introduced."""
        receiver = self._cursor.receiver
        if not receiver:
            return
        for symbol in self._types_of(receiver):
            self._members_of(symbol, RECEIVER)

    def of_receivers_nearby(self) -> None:
        """The line above says `thing.load()`: the next one may go on with `thing`."""
        lines = "\n".join(self._cursor.before.split("\n")[-LINES_ABOVE:])
        names = dict.fromkeys(reversed(_RECEIVERS.findall(lines)))
        for name in list(names)[:MOST_RECEIVERS]:
            if name not in self._imported_names and name not in ("self", "this"):
                for symbol in self._types_of(name)[:1]:
                    self._members_of(symbol, RECEIVER_NEARBY)

    def _types_of(self, name: str, depth: int = 0) -> list[Symbol]:
        """Types that the file, else the workspace, gives `name`."""
        lines = _introductions(self._cursor.text[: self._cursor.offset], name)
        names = dict.fromkeys(word for line in lines for word in identifiers(line) if word != name)
        if not names:
            declared = tables.named(self._connection, (name,))[:3]
            names = dict.fromkeys(word for each in declared for word in _result(each) if word != name)
        found = tables.named(self._connection, list(names)[:20])
        types = [symbol for symbol in found if symbol.kind == "type"]
        returned = [word for symbol in found if symbol.kind == "function" for word in _result(symbol)]
        types += [each for each in tables.named(self._connection, returned[:20]) if each.kind == "type"]
        if not types and depth < 1:
            local = [word for word in names if word not in ("self", "this")]
            types = [each for word in local[:3] for each in self._types_of(word, depth + 1)]
        return types[:3]

    def members(self) -> None:
        """The members of the types that score best so far."""
        types = [(symbol, self._scores[id]) for id, symbol in self._symbols.items() if symbol.kind == "type"]
        for symbol, score in sorted(types, key=lambda each: -each[1])[:MOST_TYPES]:
            self._members_of(symbol, MEMBER * score)

    def _members_of(self, symbol: Symbol, weight: float, depth: int = 0) -> None:
        """What a type and the types it is derived from have."""
        if symbol.id in self._told:
            return
        self._told.add(symbol.id)
        container = f"{symbol.container}.{symbol.name}" if symbol.container else symbol.name
        for member in tables.defined_in(self._connection, symbol.path, container):
            score = weight + NEAR * self._near.get(member.name, 0.0)
            score += SHARED_WORD * sum(word in self._near_words for word in words_in(member.name))
            if member.name.startswith("_") and member.name != "__init__":
                score /= 2
            self._add(member, score)
        if depth < MOST_DEPTH:
            bases = [name for name in identifiers(symbol.head) if name not in ("class", symbol.name)]
            for base in tables.named(self._connection, bases, 2):
                if base.kind == "type":
                    self._members_of(base, weight * INHERITED, depth + 1)

    def _used(self, name: str) -> bool:
        """Whether the file uses a name outside of its import statements."""
        n_imported = _count(self._imports, name)
        return _count(self._cursor.text, name, most=n_imported + 1) > n_imported

    def _add(self, symbol: Symbol, score: float) -> None:
        self._symbols[symbol.id] = symbol
        self._scores[symbol.id] += score

    def best(self, most: int) -> list[tuple[Symbol, float]]:
        ranked = sorted(self._scores.items(), key=lambda item: (-item[1], item[0]))
        return [(self._symbols[id], score) for id, score in ranked[:most]]


def _result(symbol: Symbol) -> list[str]:
    """The words that say what a variable is or a function gives back."""
    head = symbol.head
    if symbol.kind == "function":
        head = head.rpartition("->")[2] if "->" in head else head.rpartition(")")[2]
    return identifiers(head)


def _count(text: str, name: str, most: int = 1_000) -> int:
    """How often `name` stands in `text` as a whole word, up to `most`."""
    count, at = 0, text.find(name)
    while at >= 0 and count < most:
        end = at + len(name)
        inside = (at and _is_word(text[at - 1])) or (end < len(text) and _is_word(text[end]))
        count += not inside
        at = text.find(name, end)
    return count


def _is_word(char: str) -> bool:
    return char == "_" or char.isalnum()


def _introductions(text: str, name: str) -> list[str]:
    """The lines nearest to the end of `text` that give `name` a value or a type, the nearest first."""
    found: list[str] = []
    at = text.rfind(name)
    for _ in range(MOST_MENTIONS):
        if at < 0 or len(found) == MOST_INTRODUCTIONS:
            break
        end = at + len(name)
        whole = not (at and _is_word(text[at - 1])) and not _is_word(text[end : end + 1] or " ")
        if whole and (_GIVES.match(text, end) or text.endswith(" as ", 0, at)):
            line_end = text.find("\n", end)
            found.append(text[text.rfind("\n", 0, at) + 1 : line_end if line_end >= 0 else len(text)])
        at = text.rfind(name, 0, at)
    return found


_RECEIVERS = re.compile(r"([^\W\d]\w*)\.[^\W\d]\w*\(")
_GIVES = re.compile(r"\s*(?::(?!:)|:?=(?!=)|in\b)")
MOST_MENTIONS = 60
MOST_INTRODUCTIONS = 3
