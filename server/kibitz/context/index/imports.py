"""What an import statement means in this workspace, without a module system of any language. Pure.

A statement is a list of words. Those that name a file lead to it, together with the folders named before it;
of several the nearest to the importing file is meant. Those that name a definition mean the one in that file,
or below the folders that the statement names (packages hand on what their modules define).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kibitz.context.index.tables import INDEX_LIKE
from kibitz.context.words import identifiers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kibitz.context.index.symbol import Symbol

_ALIAS = re.compile(r"([^\W\d]\w*)\s+as\s+([^\W\d]\w*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One statement.

    Attributes:
        words: its identifiers in their order.
        local_names: word -> what the file calls it, where that differs.
    """

    words: tuple[str, ...]
    local_names: Mapping[str, str]


def parse_import(statement: str) -> Import:
    """Take a statement apart."""
    local_names = dict(_ALIAS.findall(statement))
    return Import(words=tuple(identifiers(statement)), local_names=local_names)


def best_modules(
    each: Import, paths: Iterable[str], importer: str, symbols: Iterable[Symbol]
) -> dict[str, str]:
    """The files that a statement imports as a whole, by the word that names each.

    Args:
        each: the statement.
        paths: files that have one of its words as their name.
        importer: the file it stands in.
        symbols: what the statement means besides; the files on the way to them are not meant themselves.
    """
    symbols = tuple(symbols)
    on_the_way = {part for symbol in symbols for part in (*_parts(symbol.path), symbol.name)}
    best: dict[str, tuple[tuple[int, int, int], str]] = {}
    words = frozenset(each.words)
    for path in set(paths):
        stem = _parts(path)[-1] if _parts(path) else ""
        if stem in words and stem not in on_the_way and path != importer:
            named = len(words.intersection(_parts(path)))
            rating = (named, _agreement(each.words, path), closeness(path, importer))
            if stem not in best or (rating, path) > best[stem]:
                best[stem] = (rating, path)
    folders = {part for _, path in best.values() for part in _parts(path)[:-1]}
    return {stem: path for stem, (_, path) in best.items() if stem not in folders}


def best_symbols(each: Import, symbols: Sequence[Symbol], importer: str) -> list[Symbol]:
    """For every word that names definitions, the one meant (two when they cannot be told apart)."""
    by_name: dict[str, list[tuple[tuple[int, int, int], Symbol]]] = {}
    words = frozenset(each.words)
    for symbol in symbols:
        if symbol.name in words and not symbol.container and symbol.path != importer:
            folders = len(words.intersection(_parts(symbol.path)))
            agreement = _agreement(each.words, symbol.path)
            if folders:
                rating = (agreement, folders, closeness(symbol.path, importer))
                by_name.setdefault(symbol.name, []).append((rating, symbol))
    chosen: list[Symbol] = []
    for rated in by_name.values():
        best = max(rating for rating, _ in rated)
        chosen += [symbol for rating, symbol in rated if rating == best][:2]
    return chosen


def closeness(path: str, other: str) -> int:
    """How many folders two paths have in common."""
    count = 0
    for one, two in zip(path.split("/")[:-1], other.split("/")[:-1], strict=False):
        if one != two:
            break
        count += 1
    return count


@lru_cache(maxsize=4096)
def _parts(path: str) -> tuple[str, ...]:
    pure = PurePosixPath(path)
    stem = pure.name.partition(".")[0]
    return (*pure.parent.parts, *(() if stem in INDEX_LIKE else (stem,)))


def _agreement(words: Sequence[str], path: str) -> int:
    """How many names at the end of `path` stand one after the other among `words`."""
    parts = _parts(path)
    best = 0
    for end in range(len(words)):
        length = 0
        while length < len(parts) and length <= end and parts[-1 - length] == words[end - length]:
            length += 1
        best = max(best, length)
    return best
