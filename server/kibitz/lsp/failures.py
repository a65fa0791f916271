"""What happens when a request the user did not ask for fails: status, log, at most one offer or message."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kibitz.base.errors import KibitzError
    from kibitz.lsp.features import Features
    from kibitz.lsp.session import Session


def report(session: Session, features: Features, error: KibitzError) -> None:
    """Offer the download that would mend it, else say once what the user can do."""
    offered = features.setup.failed(error)
    session.status.failed(error, quiet=offered)
