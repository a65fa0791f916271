"""Whether a suggestion is wanted here at all. Pure; answers with a reason against it, or None."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kibitz.context.privacy import is_private, secrets_in

if TYPE_CHECKING:
    from kibitz.features.inline_completion.place import Place
    from kibitz.features.inline_completion.request import Trigger
    from kibitz.settings.model import InlineCompletion
    from kibitz.syntax.tree import Kind

FEWEST_CHARS = 2
"""Of text around the cursor that is not white space: with less, a model only guesses."""

_ONLY_CLOSES = re.compile(r"\s*(?:</[\w.:-]*>|[)\]}>\"'`])*\s*[,;:{]{0,2}\s*")


LONGEST_LINE = 2000
"""Nobody types in a longer one; minified code and data have them."""

_GENERATED = re.compile(r"(?i)@generated\b|\bcode generated\b.*\bdo not edit\b|\bauto-?generated\b")
_WRITTEN_BY_TOOLS = re.compile(
    r"(?:^|/)(?:node_modules|\.venv|venv|site-packages|__pycache__|\.git|\.tox|bower_components)/"
    r"|[.-]lock$|\.lock\.hcl$|[.-]lock\.(?:json|ya?ml)$|(?:^|/)(?:npm-shrinkwrap\.json|go\.sum)$"
    r"|[.-]min\.(?:js|css|mjs)$|\.map$|\.snap$|_pb2(?:_grpc)?\.pyi?$|\.pb\.(?:go|cc|h)$|\.g\.(?:cs|dart)$"
)


def gate_document(
    uri: str, language_id: str, settings: InlineCompletion, trigger: Trigger = "automatic"
) -> str | None:
    """Against the document as a whole; who invokes a suggestion in a file of a tool's gets one."""
    if not settings.enabled:
        return "disabled"
    if language_id in settings.disabled_languages:
        return "language disabled"
    if is_private(uri):
        return "private file"
    if trigger == "automatic" and _WRITTEN_BY_TOOLS.search(uri):
        return "generated file"
    return None


def gate_place(place: Place, trigger: Trigger) -> str | None:
    """Against the place; who invokes a suggestion in the middle of a line gets one."""
    vicinity = place.before[-200:] + place.after[:200]
    if len("".join(vicinity.split())) < FEWEST_CHARS:
        return "nothing to go on"
    if trigger == "automatic":
        if _GENERATED.search(place.head) or len(place.line_before) + len(place.line_after) > LONGEST_LINE:
            return "generated file"
        if is_word(place.line_after[:1]):
            return "inside a word"
        if not only_closes(place.line_after):
            return "inside a line"
    line = place.line_before + place.line_after
    cursor = len(place.line_before)
    if any(secret.start < cursor <= secret.end for secret in secrets_in(line)):
        return "secret"
    return None


def gate_kind(kind: Kind, settings: InlineCompletion) -> str | None:
    """Against the kind of text at the cursor, as the syntax tree has it."""
    if kind == "comment" and not settings.in_comments:
        return "comment"
    if kind == "string" and not settings.in_strings:
        return "string"
    return None


def only_closes(rest_of_line: str) -> bool:
    """Whether the rest of a line only ends what is open: brackets, quotes, tags, a comma, a colon."""
    return _ONLY_CLOSES.fullmatch(rest_of_line) is not None


def is_word(char: str) -> bool:
    """Whether a character (or none) is part of a word."""
    return char.isalnum() or char == "_"
