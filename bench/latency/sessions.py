"""Typing sessions: what is typed, when, and with which mistakes. Made from a seed, the same in every run.

Key intervals are log-normal around 140 ms with pauses at the ends of words and lines: about 70 words a
minute. Not recordings of a person. An editor's automatic indent is one edit with its line break.
"""

from __future__ import annotations

import math
import random
import re
from dataclasses import dataclass

MEDIAN_MS, SIGMA = 140.0, 0.45
PAUSE_MS = (600.0, 2000.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One edit, `wait_ms` after the one before: text, or that many characters deleted."""

    wait_ms: float
    text: str = ""
    n_deleted: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What is typed between two texts."""

    language_id: str
    before: str
    typed: str
    after: str
    typo_rate: float

    def edits(self, seed: int = 7) -> list[Key]:
        """The edits."""
        rng = random.Random(seed)
        keys: list[Key] = []
        for unit in re.findall(r"\n[ \t]*|.", self.typed):
            wait_ms = rng.lognormvariate(math.log(MEDIAN_MS), SIGMA)
            ends = unit.startswith("\n") or unit in " (:{"
            if rng.random() < (0.16 if ends else 0.01):
                wait_ms += rng.uniform(*PAUSE_MS)
            if unit.isalpha() and rng.random() < self.typo_rate:
                keys.append(Key(wait_ms=wait_ms, text=rng.choice("qxz")))
                keys.append(Key(wait_ms=rng.uniform(180, 400), n_deleted=1))
                wait_ms = rng.lognormvariate(math.log(MEDIAN_MS), SIGMA)
            keys.append(Key(wait_ms=wait_ms, text=unit))
        return keys


PYTHON = (
    "from decimal import Decimal\n\n\nclass Ledger:\n    def __init__(self):\n        self.entries = []\n\n",
    """    def balance(self, account, until=None):
        total = Decimal(0)
        for entry in self.entries:
            if entry.account == account:
                total += entry.amount
        return total
""",
    "\n\nif __name__ == '__main__':\n    print(Ledger().entries)\n",
)
TYPESCRIPT = (
    "interface Entry {\n  account: string;\n  amount: number;\n}\n\n"
    "export class Ledger {\n  entries: Entry[] = [];\n\n",
    """  balance(account: string): number {
    let total = 0;
    for (const entry of this.entries) {
      if (entry.account === account) {
        total += entry.amount;
      }
    }
    return total;
  }""",
    "\n}\n\nconsole.log(new Ledger().entries);\n",
)
GO = (
    "package ledger\n\ntype Entry struct {\n\tAccount string\n\tAmount  int64\n}\n\n",
    """func Balance(entries []Entry, account string) int64 {
\tvar total int64
\tfor _, entry := range entries {
\t\tif entry.Account == account {
\t\t\ttotal += entry.Amount
\t\t}
\t}
\treturn total
}
""",
    "\nfunc Count(entries []Entry) int {\n\treturn len(entries)\n}\n",
)


def sessions() -> list[Session]:
    """Each language with two rates of mistakes."""
    texts = {"python": PYTHON, "typescript": TYPESCRIPT, "go": GO}
    return [
        Session(language_id=language_id, before=before, typed=typed, after=after, typo_rate=rate)
        for language_id, (before, typed, after) in texts.items()
        for rate in (0.0, 0.06)
    ]
