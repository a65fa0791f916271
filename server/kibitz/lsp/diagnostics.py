"""Findings of a model as diagnostics of the editor. Pushed: they come when somebody asked for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from kibitz.features.review_code.findings import SOURCE
from kibitz.lsp.convert import to_range

if TYPE_CHECKING:
    from pygls.lsp.server import LanguageServer

    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.review_code.findings import Finding
    from kibitz.lsp.client import Client

SEVERITIES = {
    "error": lsp.DiagnosticSeverity.Error,
    "warning": lsp.DiagnosticSeverity.Warning,
    "info": lsp.DiagnosticSeverity.Information,
}


class DiagnosticsPublisher:
    """Shows findings in one client."""

    def __init__(self, server: LanguageServer, client: Client) -> None:
        self._server = server
        self._client = client

    def __call__(self, snapshot: Snapshot, findings: tuple[Finding, ...]) -> None:
        """These and no others, for a document as it is now."""
        self._server.text_document_publish_diagnostics(
            lsp.PublishDiagnosticsParams(
                uri=snapshot.uri,
                version=snapshot.version,
                diagnostics=[
                    lsp.Diagnostic(
                        range=to_range(snapshot.index, each.span, self._client.encoding),
                        message=each.message,
                        severity=SEVERITIES[each.severity],
                        source=SOURCE,
                    )
                    for each in findings
                ],
            )
        )
