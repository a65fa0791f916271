"""Drops a suggestion with what looks like a key in it: models remember others' keys, and make up new ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.context.privacy import secrets_in
from kibitz.features.inline_completion.candidate import Drop

if TYPE_CHECKING:
    from kibitz.features.inline_completion.candidate import Candidate
    from kibitz.features.inline_completion.place import Situation


def drop_secret(candidate: Candidate, situation: Situation) -> Candidate | Drop:
    """A key that the user has in the document already may be said again."""
    line = situation.place.line_before
    text = line + candidate.text
    for secret in secrets_in(text):
        if secret.end > len(line) and text[secret.start : secret.end] not in situation.document:
            return Drop(reason="secret")
    return candidate
