"""Runs a chosen action in the background of a session, so that the command is answered at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from lsprotocol import types as lsp

from kibitz.base.errors import ConfigProblem, StaleRequest
from kibitz.features.code_actions.action import ActionRequest, Diagnostic
from kibitz.features.code_actions.offer import actions
from kibitz.features.code_actions.own import PREFIX
from kibitz.features.code_actions.run import run
from kibitz.lsp.background import start
from kibitz.lsp.convert import to_selection, to_span
from kibitz.text.span import Span

if TYPE_CHECKING:
    from kibitz.base.ports import Severity
    from kibitz.documents.snapshot import Snapshot
    from kibitz.lsp.features import Features
    from kibitz.lsp.session import Session
    from kibitz.text.line_index import PositionEncoding

MOST_DIAGNOSTICS = 8  # travel with an action; a model loses track of more
FIXES = {"fix": 200, "fix_all": 200}  # these take them in batches

SEVERITIES: dict[lsp.DiagnosticSeverity, Severity] = {
    lsp.DiagnosticSeverity.Error: "error",
    lsp.DiagnosticSeverity.Warning: "warning",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionArguments:
    """The one argument of `kibitz.runAction`, an object. Carries all that is needed: no list is remembered.

    Attributes:
        range: in the client's positions; the whole document without one.
        version: of the document the range speaks of; None runs on whatever is there.
        diagnostics: what the client showed there when the list was made.
    """

    action: str
    uri: str
    version: int | None
    range: lsp.Range | None
    instruction: str | None
    diagnostics: tuple[lsp.Diagnostic, ...] = ()

    @property
    def _most(self) -> int:
        return FIXES.get(self.action, MOST_DIAGNOSTICS)

    @staticmethod
    def read(value: dict[str, Any]) -> ActionArguments:
        """Check what a client (or a person's key binding) sent.

        Raises:
            ConfigProblem: the message says what is expected.
        """
        action, uri = value.get("action"), value.get("uri")
        known_id = isinstance(action, str) and (action in actions() or action.startswith(PREFIX))
        if not isinstance(action, str) or not known_id or not isinstance(uri, str):
            known = ", ".join(actions())
            raise ConfigProblem(
                f"kibitz.runAction takes an object with `uri` and `action`, which is one of {known}."
            )
        version, instruction = value.get("version"), value.get("instruction")
        return ActionArguments(
            action=action,
            uri=uri,
            version=version if isinstance(version, int) else None,
            range=read_range(value.get("range")),
            instruction=instruction if isinstance(instruction, str) else None,
            diagnostics=_diagnostics(value.get("diagnostics")),
        )

    def write(self) -> dict[str, Any]:
        """The argument again, for the command of a code action."""
        range_ = None if self.range is None else [_place(self.range.start), _place(self.range.end)]
        return {
            "action": self.action,
            "uri": self.uri,
            "version": self.version,
            "range": None if range_ is None else {"start": range_[0], "end": range_[1]},
            "diagnostics": [_problem(each) for each in self.diagnostics[: self._most]],
        }


def read_range(value: Any) -> lsp.Range | None:
    """A range as it comes in JSON; None for what is none."""
    try:
        return lsp.Range(
            start=lsp.Position(line=value["start"]["line"], character=value["start"]["character"]),
            end=lsp.Position(line=value["end"]["line"], character=value["end"]["character"]),
        )
    except (KeyError, TypeError, ValueError):
        return None


def start_action(session: Session, features: Features, arguments: ActionArguments) -> None:
    """Start it; the caller need not wait.

    Raises:
        ConfigProblem: the document is not open.
        StaleRequest: it changed since the range was chosen.
    """
    snapshot = session.snapshot(arguments.uri)
    if snapshot is None:
        raise ConfigProblem("The document is not open in this editor.")
    if arguments.version not in (None, snapshot.version):
        raise StaleRequest("The document has changed since: choose the action again.")
    span = (
        Span(0, len(snapshot.text))
        if arguments.range is None
        else to_selection(snapshot.index, arguments.range, session.client.encoding)
    )
    request = ActionRequest(
        snapshot=snapshot,
        span=span,
        instruction=arguments.instruction,
        diagnostics=tuple(
            diagnostic_of(snapshot, each, session.client.encoding) for each in arguments.diagnostics
        ),
        neighbours=session.notebooks.neighbours(snapshot),
    )
    start(session, run(arguments.action, request, features.actions), f"the action {arguments.action}")


def diagnostic_of(snapshot: Snapshot, diagnostic: lsp.Diagnostic, encoding: PositionEncoding) -> Diagnostic:
    """A client's diagnostic as actions see it."""
    severity = diagnostic.severity
    return Diagnostic(
        span=to_span(snapshot.index, diagnostic.range, encoding),
        message=diagnostic.message,
        severity=SEVERITIES.get(severity, "info") if severity else "warning",
        source=diagnostic.source or "",
    )


def _diagnostics(value: Any) -> tuple[lsp.Diagnostic, ...]:
    """Those that can be read."""
    found: list[lsp.Diagnostic] = []
    for each in cast("list[Any]", value) if isinstance(value, list) else ():
        fields = cast("dict[str, Any]", each) if isinstance(each, dict) else {}
        range_, message, source = read_range(fields.get("range")), fields.get("message"), fields.get("source")
        if range_ is not None and isinstance(message, str):
            named = source if isinstance(source, str) else None
            found.append(lsp.Diagnostic(range=range_, message=message, source=named))
    return tuple(found)


def _problem(diagnostic: lsp.Diagnostic) -> dict[str, Any]:
    start, end = _place(diagnostic.range.start), _place(diagnostic.range.end)
    return {
        "range": {"start": start, "end": end},
        "message": diagnostic.message,
        "source": diagnostic.source,
    }


def _place(position: lsp.Position) -> dict[str, int]:
    return {"line": position.line, "character": position.character}
