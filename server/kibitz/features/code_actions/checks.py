"""The programs that the user named for checking edits of a language (`checks` in the settings)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.settings.model import Check
from kibitz.syntax.language import language_for

if TYPE_CHECKING:
    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.code_actions.run import Services


def check_for(snapshot: Snapshot, services: Services) -> Check:
    """By the identifier that the editor uses, else by Kibitz' own; one without commands where none is set."""
    language = language_for(snapshot.language_id, snapshot.uri)
    names = (snapshot.language_id, language.id if language else "")
    checks = services.settings().checks
    return next((checks[name] for name in names if name in checks), Check())
