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
_WORD: Final = re.compile(r"\b[a-zA-Z][a-zA-Z0-9_]*\b")
_OF_SEVERAL: Final = re.compile(r"[a-z0-9][A-Z]|[a-z0-9]_[a-z]")
_IN_CAMEL_CASE: Final = frozenset({"go", "java", "javascript", "kotlin", "swift", "tsx", "typescript"})


def naming_role(language_id: str) -> LiteralString:
    """Who answers, in the spelling of the language."""
    return _CAMEL_ROLE if language_id in _IN_CAMEL_CASE else _ROLE


def read_name(answer: str, taken: set[str], language_id: str = "python") -> str | None:
    """The first free name in an answer; words of a sentence are none, since a name is made of several."""
    good = _in_camel_case(answer) if language_id in _IN_CAMEL_CASE else _in_snake_case(answer)
    return next((free for word in good for free in (word, f"_{word}") if free not in taken), None)


def _in_snake_case(answer: str) -> list[str]:
    words = [word for word in _SNAKE.findall(answer) if not keyword.iskeyword(word)]
    return [word for word in words if "_" in word.strip("_")] or words[:1]


def _in_camel_case(answer: str) -> list[str]:
    """Also where the model begins with a capital, as in Go what others may call, or has underscores."""
    words = _WORD.findall(answer)
    names = words if len(words) == 1 else [word for word in words if _OF_SEVERAL.search(word)]
    parts = ([part for part in name.split("_") if part] for name in names)
    return [first[0].lower() + first[1:] + "".join(map(_capital, rest)) for first, *rest in parts]


def _capital(word: str) -> str:
    return word[0].upper() + word[1:]
