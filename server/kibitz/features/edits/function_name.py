"""A name for a new function, asked of a model by itself: small models find one where that is all. Pure."""

from __future__ import annotations

import keyword
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from typing import LiteralString

NAME_TOKENS: Final = 30
QUESTION: Final = "What is a good name for a function that does this? Answer with the name alone."

_ROLE: Final = "You name functions. You answer with one name in snake_case, a verb first, and nothing else."
_CAMEL_ROLE: Final = (
    "You name functions. You answer with one name in camelCase, a verb first, and nothing else."
)
_SNAKE: Final = re.compile(r"[a-z_][a-z0-9_]*")
_CAMEL: Final = re.compile(r"\b[a-z][a-zA-Z0-9]*\b")
_IN_CAMEL_CASE: Final = frozenset({"go", "java", "javascript", "kotlin", "swift", "tsx", "typescript"})


def naming_role(language_id: str) -> LiteralString:
    """Who answers, in the spelling of the language."""
    return _CAMEL_ROLE if language_id in _IN_CAMEL_CASE else _ROLE


def read_name(answer: str, taken: set[str], language_id: str = "python") -> str | None:
    """The first free name in an answer; words of a sentence are none, since a name is made of several."""
    in_camel_case = language_id in _IN_CAMEL_CASE
    pattern = _CAMEL if in_camel_case else _SNAKE
    words = [word for word in pattern.findall(answer) if not keyword.iskeyword(word)]
    good = [word for word in words if _is_of_several(word, in_camel_case)] or words[:1]
    return next((free for word in good for free in (word, f"_{word}") if free not in taken), None)


def _is_of_several(name: str, in_camel_case: bool) -> bool:
    return not name.islower() if in_camel_case else "_" in name.strip("_")
