"""What becomes of suggestions: taken whole, by a word, by a line, typed, or not; and what of it stays.

Looks at the document, since editors tell of a whole suggestion at most. Keeps the texts it needs for that in
memory for five minutes; what it hands on holds numbers and names only.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

Outcome = Literal["accepted", "partly", "typed", "rejected"]

KEPT_AFTER_S = (30.0, 300.0)
MOST_WATCHED = 100  # accepted suggestions that are looked at again
FEWEST_SHOWN = 20  # of a language, before its share of taken ones says anything
RELUCTANT_SHARE = 0.1  # taken less often than this, suggestions disturb more than they help
FEWEST_BLOCKS, HOPELESS_SHARE = 50, 0.03
"""Blocks that are taken as rarely as this, of so many, are withheld. Acceptance is 0.25 to 0.34 where it is
published: who comes here wants none, not worse ones."""
SHOWN_ALL_THE_SAME = 10  # one in so many, since what is never shown cannot be taken again
MEMORY = 0.95  # an average over about the last twenty


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One suggestion, when it is known what became of it.

    Attributes:
        mode: how much was wanted, a line or a block.
        latency_ms: from the request to the answer.
        n_chars: that were suggested.
        n_taken_chars: that were put in at once, not typed.
        n_words: taken word by word.
        n_lines: taken line by line.
        kept_30s: share of what was taken that is still there after that time; None when nobody looked.
        kept_5min: the same.
    """

    language_id: str
    model: str
    trigger: str
    mode: str
    answered_by: str
    latency_ms: float
    n_chars: int
    outcome: Outcome = "rejected"
    n_taken_chars: int = 0
    n_words: int = 0
    n_lines: int = 0
    kept_30s: float | None = None
    kept_5min: float | None = None


@dataclass(slots=True)
class _Shown:
    record: Record
    text: str
    offset: int
    suggested: str
    n_seen: int = 0


def _later(delay_s: float, call: Callable[[], None]) -> object:
    return asyncio.get_running_loop().call_later(delay_s, call)


class Outcomes:
    """Watches the suggestion that is on screen in each document, and those that were taken."""

    def __init__(
        self,
        *,
        current: Callable[[str], str | None],
        keep: Callable[[Record], None],
        later: Callable[[float, Callable[[], None]], object] = _later,
    ) -> None:
        """Watch nothing yet.

        Args:
            current: the text of a document as it is now; None when it is closed.
            keep: gets every record once, complete.
            later: calls something after some seconds.
        """
        self._current = current
        self._keep = keep
        self._later = later
        self._shown: dict[str, _Shown] = {}
        self._watched: dict[object, Record] = {}
        self._shares: dict[str, tuple[int, float]] = {}
        self._block_shares: dict[str, tuple[int, float]] = {}
        self._n_withheld: dict[str, int] = {}

    def reluctant(self, language_id: str) -> bool:
        """Whether the user hardly ever takes what is suggested in this language."""
        n_shown, share = self._shares.get(language_id, (0, 1.0))
        return n_shown >= FEWEST_SHOWN and share < RELUCTANT_SHARE

    def withholds_block(self, language_id: str) -> bool:
        """Whether a block is better not shown: the user takes none in this language. Counts its answers."""
        n_shown, share = self._block_shares.get(language_id, (0, 1.0))
        if n_shown < FEWEST_BLOCKS or share >= HOPELESS_SHARE:
            return False
        n_withheld = self._n_withheld.get(language_id, 0) + 1
        self._n_withheld[language_id] = n_withheld % SHOWN_ALL_THE_SAME
        return n_withheld < SHOWN_ALL_THE_SAME

    def remember(self, language_id: str, n_shown: int, share: float, *, blocks: bool = False) -> None:
        """Take over what earlier sessions counted, of all suggestions or of blocks alone."""
        shares = self._block_shares if blocks else self._shares
        shares.setdefault(language_id, (n_shown, share))

    def shown(self, uri: str, record: Record, text: str, offset: int, suggested: str) -> None:
        """A suggestion is on screen; it takes the place of an older one of the document."""
        self.end(uri)
        self._shown[uri] = _Shown(record, text, offset, suggested)

    def look(self, uri: str, text: str) -> None:
        """The document has `text` now: how much of the suggestion is in it?"""
        shown = self._shown.get(uri)
        if shown is None:
            return
        if not text.startswith(shown.text[: shown.offset]):
            self.end(uri)
            return
        n_now = _n_common(text, shown.offset, shown.suggested)
        put_in, shown.n_seen = shown.suggested[shown.n_seen : n_now], n_now
        if len(put_in.strip()) > 1:
            shown.record = _taken(shown.record, put_in, whole=n_now == len(shown.suggested))
        if n_now == len(shown.suggested):
            self.end(uri)

    def accepted(self, uri: str) -> None:
        """The editor says that the whole suggestion was taken; the document may not show it yet."""
        shown = self._shown.get(uri)
        if shown is not None:
            rest = shown.suggested[shown.n_seen :]
            shown.record = _taken(shown.record, rest, whole=True)
            self.end(uri)

    def end(self, uri: str) -> None:
        """The suggestion is gone from the screen."""
        shown = self._shown.pop(uri, None)
        if shown is None:
            return
        record = shown.record
        if record.outcome == "rejected" and shown.n_seen == len(shown.suggested):
            record = replace(record, outcome="typed")
        followed = record.outcome != "rejected"
        _count(self._shares, record.language_id, followed=followed)
        if record.mode == "block" and record.trigger == "automatic":
            _count(self._block_shares, record.language_id, followed=followed)
        if not record.n_taken_chars or len(self._watched) >= MOST_WATCHED:
            self._keep(record)
        else:
            self._watch(uri, record, _lines(shown.suggested))

    def close(self) -> None:
        """Hand on everything as far as it is known now."""
        for uri in list(self._shown):
            self.end(uri)
        while self._watched:
            self._keep(self._watched.popitem()[1])

    def _watch(self, uri: str, record: Record, lines: list[str]) -> None:
        first_s, second_s = KEPT_AFTER_S
        key = object()
        self._watched[key] = record

        def look_early() -> None:
            if key in self._watched:
                self._watched[key] = replace(record, kept_30s=self._kept(uri, lines))
                self._later(second_s - first_s, look_late)

        def look_late() -> None:
            early = self._watched.pop(key, None)
            if early is not None:
                self._keep(replace(early, kept_5min=self._kept(uri, lines)))

        self._later(first_s, look_early)

    def _kept(self, uri: str, lines: list[str]) -> float | None:
        text = self._current(uri)
        n_chars = sum(map(len, lines))
        if text is None or not n_chars:
            return None
        return sum(len(line) for line in lines if line in text) / n_chars


def _count(shares: dict[str, tuple[int, float]], language_id: str, *, followed: bool) -> None:
    n_shown, share = shares.get(language_id, (0, 1.0))
    shares[language_id] = n_shown + 1, share * MEMORY + followed * (1 - MEMORY)


def _taken(record: Record, put_in: str, *, whole: bool) -> Record:
    by_line = "\n" in put_in.strip()
    return replace(
        record,
        outcome="accepted" if whole else "partly",
        n_taken_chars=record.n_taken_chars + len(put_in),
        n_words=record.n_words + (not whole and not by_line),
        n_lines=record.n_lines + (not whole and by_line),
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _n_common(text: str, offset: int, suggested: str) -> int:
    n_most = min(len(text) - offset, len(suggested))
    return next((n for n in range(n_most) if text[offset + n] != suggested[n]), n_most)
