"""Identifiers of a text and the words they are made of. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

IDENTIFIER = re.compile(r"\b[^\W\d]\w*")

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+")
_LEAST_CHARS = 2


def identifiers(text: str) -> list[str]:
    """In their order, repetitions included."""
    return IDENTIFIER.findall(text)


def words_in(identifier: str) -> Iterator[str]:
    """`HTTPServer_name` -> http, server, name. Single letters say nothing and are left out."""
    for match in _WORD.finditer(identifier):
        if len(match[0]) >= _LEAST_CHARS:
            yield match[0].lower()
