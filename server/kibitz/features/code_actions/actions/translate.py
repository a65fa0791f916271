"""Translate the comments of a place; to English, or to what the instruction names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kibitz.features.code_actions.action import CodeAction
from kibitz.features.code_actions.propose import propose_with
from kibitz.features.edits.translate import translate_comments, words_of_comments

if TYPE_CHECKING:
    from kibitz.features.code_actions.action import ActionContext, ActionRequest, Result
    from kibitz.features.code_actions.run import Services

_TITLE: Final = "Translate comments"
_FOREIGN: Final = re.compile(r"[^\W\d_a-zA-Z]")
"""A letter that English does not have: only then is the menu worth one more line."""


def _title(context: ActionContext) -> str | None:
    if context.tree is None or context.snapshot.text.isascii():
        return None
    words = words_of_comments(context.snapshot, context.span, context.tree)
    is_foreign = any(_FOREIGN.search(context.snapshot.text, place.start, place.end) for place in words)
    return "Translate the comments to English" if is_foreign else None


async def _run(request: ActionRequest, services: Services) -> Result:
    return await propose_with(
        services,
        title=_TITLE,
        work=lambda progress: translate_comments(
            request.snapshot,
            request.span,
            language=(request.instruction or "").strip() or "English",
            title=_TITLE,
            models=services.models,
            parser=services.parser,
            progress=progress,
        ),
    )


ACTION = CodeAction(id="translate", kind="refactor.rewrite.kibitz.translate", title=_title, run=_run)
