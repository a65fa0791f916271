"""One typed character in a large file: Kibitz's document store against splitting the whole text again.

    python bench/text_sync.py [LINES]

Prints milliseconds (median and 95th percentile) and the ratio of the medians, which says more on a busy
machine. Both sides resolve a UTF-16 position, make the new text and know its lines afterwards.
"""

from __future__ import annotations

import random
import sys
import time
from typing import TYPE_CHECKING

from kibitz.documents.store import Change, DocumentStore

if TYPE_CHECKING:
    from collections.abc import Callable

URI = "file:///large.py"
N_EDITS = 200
TEXTS = {
    "ascii": "    value_{n} = compute(n, {n}) + 1  # a comment\n",
    "crlf": "    value_{n} = compute(n, {n}) + 1  # a comment\r\n",
    "accents": "    value_{n} = compute(n, {n}) + 1  # un café\n",
    "emoji": "    value_{n} = compute(n, {n}) + 1  # fine 🎉\n",
}


def main(n_lines: int) -> None:
    """Measure every kind of text."""
    print(f"{n_lines:,} lines, {N_EDITS} edits   store p50 / p95 ms   resplit p50 / p95 ms   ratio")
    for name, line in TEXTS.items():
        text = "".join(line.replace("{n}", str(number)) for number in range(n_lines))
        places = [(random.randrange(n_lines), 8) for _ in range(N_EDITS)]
        ours = measured(stored(text), places)
        theirs = measured(resplit(text), places[: N_EDITS // 10])
        ratio = middle(theirs) / middle(ours)
        print(f"{name:24} {shown(ours)} {shown(theirs)}   {ratio:.1f}x")


def stored(text: str) -> Callable[[tuple[int, int]], None]:
    """The server's own way."""
    store = DocumentStore()
    store.open(URI, "python", 0, text)

    def edit(place: tuple[int, int]) -> None:
        store.change(URI, None, [Change(place, place, "x")], "utf-16")

    return edit


def resplit(text: str) -> Callable[[tuple[int, int]], None]:
    """What a server does that keeps a string; these texts have nothing `splitlines` gets wrong."""
    current = text

    def edit(place: tuple[int, int]) -> None:
        nonlocal current
        lines = current.splitlines(keepends=True)
        line, units = place
        before = lines[line].encode("utf-16-le")[: 2 * units].decode("utf-16-le")
        lines[line] = f"{before}x{lines[line][len(before) :]}"
        current = "".join(lines)

    return edit


def measured(edit: Callable[[tuple[int, int]], None], places: list[tuple[int, int]]) -> list[float]:
    """Milliseconds of an edit at each place, sorted."""
    times_ms: list[float] = []
    for place in places:
        start_s = time.perf_counter()
        edit(place)
        times_ms.append((time.perf_counter() - start_s) * 1000)
    return sorted(times_ms)


def middle(times_ms: list[float]) -> float:
    """The median."""
    return times_ms[len(times_ms) // 2]


def shown(times_ms: list[float]) -> str:
    """Median and 95th percentile."""
    return f"{middle(times_ms):12.2f} / {times_ms[len(times_ms) * 95 // 100]:.2f}"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
