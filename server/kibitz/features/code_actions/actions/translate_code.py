"""Translate code to another programming language, into a new file beside this one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kibitz.features.code_actions.action import CodeAction
from kibitz.features.code_actions.menu import named_definition, shortened
from kibitz.features.code_actions.propose import propose_with
from kibitz.features.edits.pointed import pointed_at
from kibitz.features.translate_code.translate import named_language, translate_code
from kibitz.syntax.language import language_for
from kibitz.text.span import Span

if TYPE_CHECKING:
    from kibitz.features.code_actions.action import ActionContext, ActionRequest, Result
    from kibitz.features.code_actions.run import Services
    from kibitz.syntax.language import Language

_TITLE: Final = "Translate"
OFTEN: Final = ("Python", "TypeScript", "Go", "Rust", "Java")
"""What is asked for by name; an instruction may name any language that Kibitz knows."""
WHICH: Final = "Say to which language: `translate to Rust`, as the instruction."


def _title(context: ActionContext) -> str | None:
    if context.tree is None or context.snapshot.path is None or not context.tree.language.definitions:
        return None
    meant = named_definition(context)
    return shortened(f"Translate `{meant[0]}` to another language") if meant else None


async def _run(request: ActionRequest, services: Services) -> Result:
    snapshot = request.snapshot
    tree = services.parser.tree(snapshot.uri, snapshot.text, snapshot.language_id, near=request.span.start)
    pointed = pointed_at(snapshot, request.span, tree)
    span = pointed.span if pointed else Span(0, len(snapshot.text))
    what = pointed.name if pointed else "this file"
    target = named_language(request.instruction or "") or await _asked(what, request, services)
    if target is None:
        return "nothing"
    title = f"{_TITLE} to {target.id}"
    return await propose_with(
        services,
        title=title,
        work=lambda progress: translate_code(
            snapshot,
            span,
            target=target,
            instruction=request.instruction,
            title=title,
            models=services.models,
            parser=services.parser,
            progress=progress,
        ),
    )


async def _asked(what: str, request: ActionRequest, services: Services) -> Language | None:
    """The language the user chooses; None when there is no way to ask, or no answer."""
    if not services.editor.abilities.asks:
        services.user.tell(WHICH)
        return None
    own = language_for(request.snapshot.language_id, request.snapshot.uri)
    others = tuple(name for name in OFTEN if language_for(name) is not own)
    answer = await services.user.ask(f"Translate {what} to which language?", others)
    return language_for(answer) if answer else None


ACTION = CodeAction(
    id="translate_code", kind="refactor.rewrite.kibitz.translate_code", title=_title, run=_run
)
