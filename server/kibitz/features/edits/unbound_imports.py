"""Imports without the names that a file has imported already. Pure.

In JavaScript, TypeScript and Rust a name that is imported twice is an error, and nothing of the file runs.
Other languages do not mind. What the file itself defines is not looked at.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kibitz.syntax.language import Language


def unbound(imports: Iterable[str], text: str, language: Language | None) -> list[str]:
    """The imports, each with those of its names alone that neither `text` nor one before it imports."""
    apart = _APART.get(language.id) if language else None
    if language is None or apart is None:
        return list(imports)
    known: set[str] = set()
    for match in re.finditer(language.imports, text, re.MULTILINE):
        if not match[0][:1].isspace() and (parts := apart.match(match[0])):
            known.update(_bound(piece, parts["head"]) for piece in _pieces(parts))
    kept: list[str] = []
    for line in imports:
        parts = apart.fullmatch(line)
        if parts is None:
            kept.append(line)
            continue
        pieces = list(_pieces(parts))
        new = [piece for piece in pieces if _bound(piece, parts["head"]) not in known]
        known.update(_bound(piece, parts["head"]) for piece in new)
        if len(new) == len(pieces):
            kept.append(line)
        elif new:
            kept.append(
                parts["head"] + _joined(new, parts["outer"], is_rust=language.id == "rust") + parts["tail"]
            )
    return kept


def _joined(pieces: list[str], outer: str, *, is_rust: bool) -> str:
    in_braces = [piece for piece in pieces if piece != outer]
    listed = ", ".join(in_braces)
    if is_rust:
        return listed if len(in_braces) == 1 and listed != "self" else f"{{{listed}}}"
    braced = [f"{{ {listed} }}"] if in_braces else []
    return ", ".join((*([outer] if outer in pieces else []), *braced)) + " "


_SCRIPT: Final = re.compile(
    r"""
    (?P<head>(?:import|const|let|var)\s+(?:type\s+(?=[\w{*]))?)
    (?P<outer>[^{},'"=]*?)\s*(?:,\s*)?(?:\{(?P<inner>[^{}]*)\})?\s*
    (?P<tail>(?:from\s*|=\s*require\()['"].*)
    """,
    re.VERBOSE | re.DOTALL,
)
_RUST: Final = re.compile(
    r"(?P<head>use\s+(?:\w+::)*)(?P<outer>[\w ]*?)(?:\{(?P<inner>[^{}]*)\})?(?P<tail>\s*;.*)", re.DOTALL
)
_APART: Final = {"javascript": _SCRIPT, "typescript": _SCRIPT, "tsx": _SCRIPT, "rust": _RUST}
"""What an import begins with, what it names itself and in braces, where it is from. Others are left alone."""


def _pieces(parts: re.Match[str]) -> Iterator[str]:
    yield from filter(None, (parts["outer"], *map(str.strip, (parts["inner"] or "").split(","))))


def _bound(piece: str, head: str) -> str:
    """The name that comes into being: the last word of `a as b` and of `a: b`; of `self` that of the path."""
    words = re.findall(r"[\w$]+", head if piece == "self" else piece)
    return words[-1] if words and words[-1] != "_" else piece
