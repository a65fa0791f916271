"""Review changes: what a model thinks is wrong in the lines changed since the last commit, as diagnostics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kibitz.features.code_actions.action import CodeAction
from kibitz.features.git import changed_lines
from kibitz.features.review_code.review import review_lines
from kibitz.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.code_actions.action import ActionContext, ActionRequest, Result
    from kibitz.features.code_actions.run import Services

_TITLE: Final = "Review changes"
AROUND_LINES: Final = 8
MOST_PARTS: Final = 6  # of a file; the rest is named


def _title(context: ActionContext) -> str | None:
    path = context.snapshot.path
    if context.span or path is None:
        return None
    in_git = any((folder / ".git").exists() for folder in path.parents)
    return "Review my changes in this file" if in_git else None


async def _run(request: ActionRequest, services: Services) -> Result:
    snapshot = request.snapshot
    changed = await changed_lines(snapshot.path) if snapshot.path else None
    if changed is None:
        services.user.tell("Git knows nothing of this file.")
        return "nothing"
    parts = _parts(snapshot, changed)
    if not parts:
        services.user.tell("Git sees no changes in this file, as it is on disk.")
        return "nothing"
    n_found = 0
    async with services.user.progress(_TITLE) as progress:
        for number, part in enumerate(parts[:MOST_PARTS]):
            progress.report(f"{number + 1} of {len(parts)}", 100 * number // len(parts))
            found = await review_lines(
                snapshot,
                changed,
                part,
                models=services.models,
                project=services.project,
                progress=progress,
            )
            services.findings.put(snapshot, found, within=part)
            n_found += len(found)
    if len(parts) > MOST_PARTS:
        services.user.tell(f"Only the first {MOST_PARTS} of {len(parts)} changed parts were reviewed.")
    elif not n_found:
        services.user.tell("The model found nothing wrong in the changes. That is no proof.")
    return "shown"


def _parts(snapshot: Snapshot, changed: Sequence[int]) -> list[Span]:
    """Changed lines that are near to each other, with some lines around them."""
    last_line = snapshot.index.line_count - 1
    parts: list[tuple[int, int]] = []
    for line in changed:
        if line > last_line:
            break
        first, last = max(line - AROUND_LINES, 0), min(line + AROUND_LINES, last_line)
        if parts and first <= parts[-1][1]:
            parts[-1] = (parts[-1][0], last)
        else:
            parts.append((first, last))
    index = snapshot.index
    return [Span(index.line_start(first), index.line_span(last).end) for first, last in parts]


ACTION = CodeAction(id="review_changes", kind="kibitz.reviewChanges", title=_title, run=_run)
