"""Parses documents and keeps the last few trees, so that a key press costs a small reparse.

It hears of no change: what changed is found by comparing a text with the last one, when somebody asks. Built
once; called by features. Nothing here raises, whatever the text.

py-tree-sitter keeps the interpreter's lock while it parses (measured, 0.26.1: 54,000 lines stop every other
thread for 0.3 to 0.7 s). Hence three ways: what is asked at each key goes through `chunk`; other questions
about one place through `tree` or `variant` with `near`, which parse at most a window of a large text and may
be asked on the event loop too; a whole large file is for `parse` in a thread, which gives the lock away about
every 16 KiB (longest stop there: 70 ms).
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from functools import partial
from typing import TYPE_CHECKING

from kibitz.syntax.encoded import Encoded
from kibitz.syntax.grammar import load_grammar, parse
from kibitz.syntax.language import PLAIN, language_for
from kibitz.syntax.tree import SyntaxTree
from kibitz.syntax.window import chunk, window
from kibitz.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import tree_sitter

    from kibitz.syntax.grammar import Grammar
    from kibitz.syntax.language import Language

_KEPT_TREES = 8
_KEPT_CHARS = 240_000  # of source, all trees together: at most 14 MiB of trees, less where they share nodes
_KEPT_VARIANTS = 3  # the text without a suggestion, with it, and one more to compare
# Fewer characters than this parse faster than the common part of two texts is worth knowing.
_LEAST_REUSE_CHARS = 256


class Parser:
    """The trees of the documents one is working on. Safe to call from several threads."""

    def __init__(self) -> None:
        self._grammars: dict[str, Grammar | None] = {}
        self._documents: OrderedDict[str, SyntaxTree] = OrderedDict()
        self._variants: OrderedDict[str, SyntaxTree] = OrderedDict()
        self._lock = threading.Lock()  # around the two tables above, never around parsing

    def tree(self, uri: str, text: str, language_id: str, *, near: int | None = None) -> SyntaxTree | None:
        """The tree of a document as it is now; reparsed from the last one asked for under this `uri`.

        Args:
            near: what the questions will be about. A text of more than `WHOLE_CHARS` is then parsed only
                around there, which is what bounds time and memory; None parses all of it.

        Returns:
            None when the language is unknown or its grammar is not installed.
        """
        language = language_for(language_id, uri)
        grammar = self._grammar(language)
        if language is None or grammar is None:
            return None
        span = Span(0, len(text)) if near is None else window(text, near, language)
        encoded = Encoded(text, span.start, span.end, language.prologue if span.start else "")
        with self._lock:
            known = self._documents.get(uri)
        tree = _parsed(language, grammar, encoded, () if known is None else (known,))
        self._keep(self._documents, uri, tree)
        return tree

    def variant(self, text: str, language_id: str, *, near: int) -> SyntaxTree:
        """The tree of a text that is no document, such as one with a proposed edit in it; as `tree` has it.

        Reparsed from whichever kept tree is most like it. For an unknown language the answer is a tree
        without nodes, which still knows brackets and indentation.
        """
        return self._part(text, language_for(language_id) or PLAIN, near, window)

    def chunk(
        self, text: str, language_id: str, path: str = "", *, near: int, n_inserted: int = 0
    ) -> SyntaxTree:
        """As `variant`, of the top-level chunk around `near` alone: what may be asked at each key press.

        All of the `n_inserted` characters at `near`, a suggestion, belong to it.
        """
        part = partial(chunk, n_inserted=n_inserted)
        return self._part(text, language_for(language_id, path) or PLAIN, near, part)

    def _part(
        self, text: str, language: Language, near: int, part: Callable[[str, int, Language], Span]
    ) -> SyntaxTree:
        grammar = self._grammar(language)
        span = part(text, near, language)
        encoded = Encoded(text, span.start, span.end, language.prologue if span.start else "")
        if grammar is None:
            return SyntaxTree(language, None, encoded, None)
        with self._lock:
            known = (*reversed(self._variants.values()), *reversed(self._documents.values()))
        tree = _parsed(language, grammar, encoded, known)
        self._keep(self._variants, encoded.part, tree)
        return tree

    def parse(self, text: str, language_id: str) -> SyntaxTree | None:
        """The tree of a whole text, not kept. For a large one call this in a thread."""
        language = language_for(language_id)
        grammar = self._grammar(language)
        if language is None or grammar is None:
            return None
        return _parsed(language, grammar, Encoded(text, 0, len(text)), ())

    def n_errors(self, text: str, language_id: str) -> int:
        """How many errors `parse` finds; 0 for a language nobody can parse here."""
        tree = self.parse(text, language_id)
        return tree.n_errors if tree else 0

    def prepare(self, language_id: str, path: str = "") -> None:
        """Load what the first question about a document of this language would wait for: about 0.1 s."""
        self._grammar(language_for(language_id, path))

    def _grammar(self, language: Language | None) -> Grammar | None:
        if language is None:
            return None
        if language.id not in self._grammars:
            self._grammars[language.id] = load_grammar(language)
        return self._grammars[language.id]

    def _keep(self, table: OrderedDict[str, SyntaxTree], key: str, tree: SyntaxTree) -> None:
        with self._lock:
            table.pop(key, None)
            if len(tree.encoded.part) <= _KEPT_CHARS:
                table[key] = tree
            while len(self._variants) > _KEPT_VARIANTS:
                self._variants.popitem(last=False)
            while len(self._documents) > _KEPT_TREES or self._kept_chars() > _KEPT_CHARS:
                (self._documents or self._variants).popitem(last=False)

    def _kept_chars(self) -> int:
        tables = (self._documents, self._variants)
        return sum(len(tree.encoded.part) for table in tables for tree in table.values())


def _parsed(
    language: Language, grammar: Grammar, encoded: Encoded, known: Iterable[SyntaxTree]
) -> SyntaxTree:
    """A tree for `encoded`: a known one when nothing changed, else reparsed from the most similar."""
    best: tuple[int, int, SyntaxTree] | None = None
    for tree in known:
        if tree.language is not language:
            continue
        prefix, suffix = _common(tree.encoded.part, encoded.part)
        if prefix == len(tree.encoded.part) == len(encoded.part) and tree.encoded.start == encoded.start:
            return tree
        if best is None or prefix + suffix > best[0] + best[1]:
            best = prefix, suffix, tree
    old = None
    if best is not None and best[0] + best[1] > max(_LEAST_REUSE_CHARS, len(encoded.part) // 4):
        old = _edited(best[2], encoded, prefix=best[0], suffix=best[1])
    return SyntaxTree(language, grammar, encoded, parse(grammar, encoded.data, old))


def _edited(tree: SyntaxTree, new: Encoded, *, prefix: int, suffix: int) -> tree_sitter.Tree | None:
    """The old tree, told what lies between the first `prefix` and the last `suffix` code points."""
    if tree.root is None or tree.encoded.head != new.head:
        return None
    old = tree.encoded
    if old.part[:prefix].endswith("\r"):
        prefix -= 1  # whether it stands alone, and is a line feed there, depends on what follows
    start = old.byte(old.start + prefix)
    old_end, new_end = old.byte(old.end - suffix), new.byte(new.end - suffix)
    edited = tree.copy_of_tree()
    edited.edit(
        start, old_end, new_end, _point(old.data, start), _point(old.data, old_end), _point(new.data, new_end)
    )
    return edited


def _point(data: bytes, byte: int) -> tuple[int, int]:
    return data.count(b"\n", 0, byte), byte - data.rfind(b"\n", 0, byte) - 1


def _common(old: str, new: str) -> tuple[int, int]:
    """Lengths of the common prefix and, of what remains, the common suffix; found by halving."""
    most = min(len(old), len(new))
    prefix = _longest(most, lambda low, high: old[low:high] == new[low:high])
    ends = len(old), len(new)
    suffix = _longest(
        most - prefix,
        lambda low, high: old[ends[0] - high : ends[0] - low] == new[ends[1] - high : ends[1] - low],
    )
    return prefix, suffix


def _longest(most: int, same: Callable[[int, int], bool]) -> int:
    if same(0, most):
        return most
    low, high = 0, most  # same up to `low`, not up to `high`
    while high - low > 1:
        middle = (low + high) // 2
        if same(low, middle):
            low = middle
        else:
            high = middle
    return low
