"""What must be known of a model family to ask it for the middle of a text. Data only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import LiteralString


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFamily:
    """FIM tokens and limits of a family.

    Attributes:
        name_patterns: regular expressions, searched in a lower-cased model name; a hint only, `kibitz
            doctor` probes.
        suffix_first: the order is suffix, prefix, middle instead of prefix, suffix, middle.
        file_separator: opens another file in a multi-file prompt; empty where the family has none.
        stops: strings at which an answer ends. Some servers take four at most: the rest is cut here.
        context_tokens: what the family was trained with; the server may offer less.
    """

    id: str
    name_patterns: tuple[str, ...]
    prefix_token: LiteralString
    suffix_token: LiteralString
    middle_token: LiteralString
    end_token: LiteralString = ""
    suffix_first: bool = False
    repo_token: LiteralString = ""
    file_separator: LiteralString = ""
    stops: tuple[str, ...]
    context_tokens: int
    licence: str
