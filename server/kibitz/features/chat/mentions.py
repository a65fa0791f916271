"""What a question mentions: `@file:src/a.py`, `@selection`, `@symbol:name`, `@diff`, `@diagnostics` and
`@codebase`.

Pure. Anything else that begins with an `@` is text: a decorator, an address, a name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal, cast, get_args

Kind = Literal["file", "selection", "symbol", "diff", "diagnostics", "codebase"]

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
WITH_ARGUMENT: Final = ("file", "symbol")

_MENTION: Final = re.compile(
    rf"""(?<![\w@`.])@(?P<kind>{"|".join(KINDS)})\b
    (?: : (?: "(?P<quoted>[^"\n]+)" | (?P<plain>[^\s"`]*[^\s"`.,;:!?()]) ) )?""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """One of them. `argument` is a path or a name; empty for what needs none."""

    kind: Kind
    argument: str = ""

    def __str__(self) -> str:
        """As the user writes it."""
        if not self.argument:
            return f"@{self.kind}"
        quoted = f'"{self.argument}"' if re.search(r'[\s"]', self.argument) else self.argument
        return f"@{self.kind}:{quoted}"


def mentions_in(text: str) -> tuple[Mention, ...]:
    """Each once, in the order of the text."""
    found: dict[Mention, None] = {}
    for match in _MENTION.finditer(text):
        kind = cast("Kind", match["kind"])
        argument = (match["quoted"] or match["plain"] or "") if kind in WITH_ARGUMENT else ""
        found[Mention(kind, argument)] = None
    return tuple(found)


def mention_at(text: str, offset: int) -> str | None:
    """What is being typed before `offset`, from its `@` on; None when that is no mention."""
    match = re.search(r"(?<![\w@`.])@(?:\w+:\"[^\"\n]*|[\w:./\\-]*)\Z", text[:offset])
    return None if match is None else match[0]
