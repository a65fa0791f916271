"""What the syntax layer costs at a key press, for files of 250, 10,000 and 50,000 lines.

    python bench/syntax.py [LINES ...]

Prints milliseconds of processor time (median and 95th percentile), which a busy machine disturbs less. A
file is of several kinds of code repeated; the cursor is in a function in its middle.
"""

from __future__ import annotations

import statistics
import sys
import time
import tracemalloc
from typing import TYPE_CHECKING

from kibitz.syntax.added_errors import adds_errors
from kibitz.syntax.completion_end import completion_end
from kibitz.syntax.parser import Parser

if TYPE_CHECKING:
    from collections.abc import Callable

URI = "file:///large.py"
CHUNK = '''
class Account{n}(Base):
    """An account, number {n}."""

    def __init__(self, owner, balance=0.0):
        self.owner = owner
        self.entries = [(0, balance, f"opened by {owner!r}")]

    def deposit(self, amount, *, note=""):
        if amount <= 0:
            raise ValueError("not positive")
        self.entries.append((time.time(), amount, note))
        return sum(value for _, value, _ in self.entries)


def transfer_{n}(source, target, amount):
    # Both or none.
    with source.lock, target.lock:
        try:
            source.withdraw(amount)
        except InsufficientFunds as error:
            return Failure(error, {"source": source.owner})
        target.deposit(amount, note=f"from {source.owner}")
    return Success()

'''
COMPLETION = """if amount <= 0:
        return Failure("not positive", {
            "amount": amount,
        })
    for account in (source, target):
        account.check()
    return Success()

def next_function(a):
    return a
"""


def main(sizes: list[int]) -> None:
    """Measure each size."""
    print(f"{'lines':>8} {'':24} p50 / p95 ms")
    for n_lines in sizes:
        n_chunks = n_lines // CHUNK.count("\n")
        text = "".join(CHUNK.replace("{n}", str(number)) for number in range(max(n_chunks, 2)))
        cursor = text.index("    with source.lock", len(text) // 2) + 4
        _report(n_lines, "whole file, one-off", _times(lambda text=text: Parser().parse(text, "python"), 5))
        _report(n_lines, "first, near the cursor", _times(lambda text=text, at=cursor: _first(text, at), 10))
        _report(n_lines, "each typed character", _typing(text, cursor))
        _report(n_lines, "completion_end, each line", _stream(text, cursor))
        _report(n_lines, "adds_errors", _errors(text, cursor))
        print(f"{n_lines:8,} {'trees kept':26} {_kept_mib(text, cursor):8.1f} MiB")


def _first(text: str, cursor: int) -> None:
    Parser().tree(URI, text, "python", near=cursor)


def _typing(text: str, cursor: int) -> list[float]:
    parser = Parser()
    parser.tree(URI, text, "python", near=cursor)
    times: list[float] = []
    for number, character in enumerate("result = compute(source, [a for a in target])\n    "):
        at = cursor + number
        text = text[:at] + character + text[at:]

        def ask(text: str = text, at: int = at) -> None:
            tree = parser.tree(URI, text, "python", near=at)
            assert tree is not None
            tree.kind_at(at + 1)
            tree.opens_block_at(at + 1)

        times += _times(ask, 1)
    return times


def _stream(text: str, cursor: int) -> list[float]:
    before, after = text[:cursor], text[cursor:]
    times: list[float] = []
    for typed in ("", "x = 1\n    ", "x = 1\n    y = 2\n    ", "z = (1,\n    "):
        parser = Parser()
        parser.tree(URI, before + typed + after, "python", near=cursor)
        received = ""
        for line in COMPLETION.splitlines(keepends=True):
            received += line

            def ask(typed: str = typed, received: str = received, parser: Parser = parser) -> None:
                completion_end(parser, before + typed, received, after, "python", finished=False)

            times += _times(ask, 1)
    return times


def _errors(text: str, cursor: int) -> list[float]:
    before, after = text[:cursor], text[cursor:]
    times: list[float] = []
    for typed in ("", "x = ", "foo(a, ", "if a "):
        parser = Parser()
        parser.tree(URI, before + typed + after, "python", near=cursor)
        for completion in ("b)", "1\n    y = 2", "This is what it does"):

            def ask(typed: str = typed, completion: str = completion, parser: Parser = parser) -> None:
                adds_errors(parser, before + typed, "", completion, after, "python")

            times += _times(ask, 1)
    return times


def _kept_mib(text: str, cursor: int) -> float:
    parser = Parser()
    tracemalloc.start()
    for number in range(200):
        parser.tree(f"{URI}{number}", text, "python", near=cursor)
    kept = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return kept / 2**20


def _times(action: Callable[[], object], n_runs: int) -> list[float]:
    times: list[float] = []
    for _ in range(n_runs):
        started = time.process_time()
        action()
        times.append((time.process_time() - started) * 1000)
    return times


def _report(n_lines: int, what: str, times_ms: list[float]) -> None:
    ordered = sorted(times_ms)
    p95 = ordered[min(int(len(ordered) * 0.95), len(ordered) - 1)]
    print(f"{n_lines:8,} {what:26} {statistics.median(ordered):8.2f} / {p95:.2f}")


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or [250, 10_000, 50_000])
