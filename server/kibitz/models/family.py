"""What must be known of a model family to ask it for the middle of a text. Data only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import LiteralString


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFormat:
    """How a family was trained to see several files in one prompt.

    Attributes:
        before_repository: opens the prompt, the repository's name follows; empty where it is not named.
        after_repository: what follows the name.
        before_path: opens a file; its path and a line break follow.
        inside_prefix: all of it stands behind the prefix token, in front of the text before the cursor.
        path_in_prefix: the other files stand in front, only the path of the current one behind the prefix
            token.
    """

    before_repository: LiteralString = ""
    after_repository: LiteralString = ""
    before_path: LiteralString
    inside_prefix: bool = False
    path_in_prefix: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFamily:
    """FIM tokens and limits of a family.

    Attributes:
        name_patterns: regular expressions, searched in a lower-cased model name; a hint only, `kibitz
            doctor` probes.
        suffix_first: the order is suffix, prefix, middle instead of prefix, suffix, middle.
        file_separator: opens another file in a multi-file prompt; empty where the family has none.
        stops: strings at which an answer ends. Some servers take four at most: the rest is cut here.
        files: None where no such training is known: other files then go into comments.
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
    files: FileFormat | None = None
