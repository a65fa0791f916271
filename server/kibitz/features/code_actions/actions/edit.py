"""Edit by instruction: what the user asks for in words, in a comment or in an input box.

# kibitz: use pathlib          ->   root = Path(folder)
root = os.path.abspath(folder)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.features.code_actions.action import CodeAction
from kibitz.features.code_actions.menu import shortened
from kibitz.features.code_actions.propose import propose_with
from kibitz.features.edits.edit import edit
from kibitz.features.edits.file_orders import Place
from kibitz.features.edits.instruction import find_instruction
from kibitz.features.edits.propose import EditTask
from kibitz.features.edits.rename import ordered_rename, rename
from kibitz.features.edits.several_files import FilesTask, concerns_files, propose_files

if TYPE_CHECKING:
    from kibitz.features.code_actions.action import ActionContext, ActionRequest, Result
    from kibitz.features.code_actions.run import Services


def _title(context: ActionContext) -> str | None:
    written = find_instruction(context.snapshot, context.span)
    if written is not None:
        return f"Edit: {shortened(written.text)}"
    return "Edit by instruction…" if context.can_prompt else None


async def _run(request: ActionRequest, services: Services) -> Result:
    written = find_instruction(request.snapshot, request.span)
    instruction = (request.instruction or (written.text if written else "")).strip()
    if not instruction:
        services.user.tell("Say what to do in a comment there, such as `kibitz: add type hints`.")
        return "nothing"
    renamed = None if written else await _rename(instruction, request, services)
    if renamed is not None:
        return renamed
    task = EditTask(
        snapshot=request.snapshot,
        span=request.span,
        title=f"Edit: {shortened(instruction)}",
        instruction=instruction,
        written=None if request.instruction else written,
        form=services.settings().edits.format,
        above=request.neighbours.above,
    )
    whole_files = await _files(task, services)
    if whole_files is not None:
        return whole_files
    outcome = await edit(
        task,
        models=services.models,
        parser=services.parser,
        user=services.user,
        door=services.door,
        project=services.project,
    )
    return outcome or "nothing"


async def _files(task: EditTask, services: Services) -> Result | None:
    """What an instruction orders of whole files, or of several; None when it is about the code here."""
    snapshot, workspace = task.snapshot, services.workspace
    path = workspace.label(snapshot.uri) if workspace else ""
    home = workspace.uri_for(path) if workspace else None
    if workspace is None or home is None or services.files.get(home) != snapshot:
        return None
    files = FilesTask(
        task=task,
        path=path,
        place=Place(uri_for=workspace.uri_for, document=services.files.get),
        operations=services.editor.abilities.file_operations,
    )
    if not await concerns_files(files, services.models):
        return None
    return await propose_with(
        services,
        title=task.title,
        work=lambda progress: propose_files(
            files, models=services.models, parser=services.parser, progress=progress, project=services.project
        ),
    )


async def _rename(instruction: str, request: ActionRequest, services: Services) -> Result | None:
    """A plain rename needs no model; None when it is not one, or syntax alone cannot be sure of it."""
    names = ordered_rename(instruction)
    proposal = names and rename(
        request.snapshot, request.span, *names, title=shortened(instruction), parser=services.parser
    )
    return await services.door.submit(proposal) if proposal else None


ACTION = CodeAction(id="edit", kind="refactor.rewrite.kibitz.edit", title=_title, run=_run)
