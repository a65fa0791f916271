"""What a model found in the documents, for as long as it is true of them: the owner of our diagnostics.

Findings move with the text; one whose line changes is gone, for it may be mended. Shown through a port.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Protocol

from kibitz.text.diff import hunks
from kibitz.text.edits import shift

if TYPE_CHECKING:
    from kibitz.base.ports import Severity
    from kibitz.documents.snapshot import Snapshot
    from kibitz.text.span import Span

SOURCE: Final = "Kibitz"
"""What names us in the editor's list of problems, and how a quick fix knows that a problem is ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One problem. `span` is a line without its indentation."""

    span: Span
    message: str = field(repr=False)
    severity: Severity = "warning"


class Shows(Protocol):
    """Puts problems in front of the user."""

    def __call__(self, snapshot: Snapshot, findings: tuple[Finding, ...], /) -> None:
        """These and no others, for a document as it is now."""
        ...


class Findings:
    """All of them, by document."""

    def __init__(self, show: Shows) -> None:
        self._show = show
        self._found: dict[str, tuple[Snapshot, tuple[Finding, ...]]] = {}

    def put(self, snapshot: Snapshot, findings: tuple[Finding, ...], *, within: Span) -> None:
        """Show what was found in a part of a document, in place of what was found there before."""
        kept = [each for each in self.of(snapshot) if not within.contains(each.span)]
        self._keep(snapshot, tuple(sorted((*kept, *findings), key=lambda each: each.span)))

    def dismiss(self, snapshot: Snapshot, span: Span) -> None:
        """Take away what touches a place."""
        left = (
            each for each in self.of(snapshot) if each.span.end < span.start or each.span.start > span.end
        )
        self._keep(snapshot, tuple(left))

    def of(self, snapshot: Snapshot) -> tuple[Finding, ...]:
        """What is known of a document as it is now."""
        base, findings = self._found.get(snapshot.uri, (snapshot, ()))
        if base.text == snapshot.text or not findings:
            return findings
        typed = hunks(base.text, snapshot.text)
        moved: list[Finding] = []
        for finding in findings:
            span: Span | None = finding.span
            for hunk in reversed(typed):
                span = None if span is None else shift(span, hunk.edit)
            if span is not None:
                moved.append(replace(finding, span=span))
        return tuple(moved)

    def forget(self, uri: str) -> None:
        """The document was closed."""
        self._found.pop(uri, None)

    def _keep(self, snapshot: Snapshot, findings: tuple[Finding, ...]) -> None:
        self._found[snapshot.uri] = (snapshot, findings)
        self._show(snapshot, findings)
