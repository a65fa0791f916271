"""Fix all problems in this file, from anywhere in it: those the editor told of, and those a checker finds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kibitz.context.problems import shortened, still_there
from kibitz.features.code_actions.action import CodeAction, Diagnostic
from kibitz.features.code_actions.checks import check_for
from kibitz.features.code_actions.fixes import fix
from kibitz.features.verify.checker import complaints
from kibitz.features.write_tests.place import project_root

if TYPE_CHECKING:
    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.code_actions.action import ActionContext, ActionRequest, Result
    from kibitz.features.code_actions.run import Services

_TITLE: Final = "Fix all problems in this file"


def _title(context: ActionContext) -> str | None:
    if context.trigger == "automatic" and not context.diagnostics:
        return None
    return _TITLE if context.n_problems > 1 or (context.has_check and context.snapshot.path) else None


async def _run(request: ActionRequest, services: Services) -> Result:
    snapshot = request.snapshot
    lines = [line.rstrip("\r\n") for line in snapshot.index.lines()]
    here = {(each.line_in(snapshot), shortened(each.message)) for each in request.diagnostics}
    told = [each for each in still_there(services.problems(snapshot.uri), lines) if each not in here]
    told_of = {line for line, _ in (*here, *told)}
    checked = [each for each in await _checked(snapshot, services) if each[0] not in told_of]
    more = (_diagnostic(snapshot, *each) for each in dict.fromkeys((*told, *checked)))
    problems = (*request.diagnostics, *more)
    if not problems:
        services.user.tell("There is no problem in this file that Kibitz was told of.")
        return "nothing"
    return await fix(problems, request, services, title=_TITLE)


async def _checked(snapshot: Snapshot, services: Services) -> list[tuple[int, str]]:
    """Line and message of what the checker says that the user named."""
    command, path = check_for(snapshot, services).command.strip(), snapshot.path
    if not command or path is None:
        return []
    root = project_root(path)
    async with services.user.progress("Checking this file"):
        found = await complaints(command, root, path.relative_to(root), snapshot.text)
    return [(each.line - 1, each.message) for each in found or () if each.line <= snapshot.index.line_count]


def _diagnostic(snapshot: Snapshot, line: int, message: str) -> Diagnostic:
    return Diagnostic(span=snapshot.index.line_span(line), message=message, severity="error")


ACTION = CodeAction(id="fix_all", kind="quickfix.kibitz.fix_all", title=_title, run=_run)
