"""The user's own actions: a title, a prompt and a scope, from the settings and from `.kibitz/actions/*.md`.

A file is a prompt with a small head, of which nothing is required (the title is the file's name else):

    ---
    title: Make it idiomatic
    scope: function        (or selection, file)
    answer: edit           (or text)
    ---
    Rewrite this code the way an experienced programmer of this language would.

They are prompts and nothing else: what a project brings along can run nothing. Links are not followed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, cast, get_args

from kibitz.features.code_actions.action import CodeAction
from kibitz.features.code_actions.menu import shortened
from kibitz.features.code_actions.rewrite import rewrite
from kibitz.features.edits.ask import converse
from kibitz.features.edits.pointed import pointed_at
from kibitz.settings.model import ActionAnswer, ActionScope, OwnAction
from kibitz.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.code_actions.action import ActionContext, ActionRequest, Result
    from kibitz.features.code_actions.run import Services
    from kibitz.settings.model import Settings
    from kibitz.syntax.tree import SyntaxTree

PREFIX: Final = "own:"
FOLDER: Final = ".kibitz/actions"
MOST_ACTIONS: Final = 20
MOST_BYTES: Final = 20_000
ANSWER_TOKENS: Final = 800

_HEAD: Final = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)(.*)", re.DOTALL)
_ROLE: Final = "You help a programmer with code. You answer short and exactly, in Markdown."


class OwnActions:
    """Those there are now. A file is read again when its time or size changes."""

    def __init__(self, *, settings: Callable[[], Settings], folders: Iterable[Path]) -> None:
        """`folders` are those of the workspace."""
        self._settings = settings
        self.folders = tuple(folders)
        self._read: dict[Path, tuple[tuple[int, int], tuple[str, OwnAction] | None]] = {}

    def all(self) -> Mapping[str, CodeAction]:
        """By their ids, the settings' first."""
        found = dict(self._settings().actions)
        for folder in self.folders:
            for path in _files(folder / FOLDER):
                told = self._file(path)
                if told is not None:
                    found.setdefault(*told)
        named = list(found.items())[:MOST_ACTIONS]
        return {f"{PREFIX}{title}": _action(title, own) for title, own in named if own.prompt.strip()}

    def _file(self, path: Path) -> tuple[str, OwnAction] | None:
        try:
            state = path.stat()
        except OSError:
            return None
        stamp = state.st_mtime_ns, state.st_size
        known = self._read.get(path)
        if known is None or known[0] != stamp:
            known = self._read[path] = stamp, _parsed(path)
        return known[1]


def _files(folder: Path) -> list[Path]:
    try:
        if folder.is_symlink() or folder.parent.is_symlink():
            return []
        return sorted(path for path in folder.glob("*.md") if path.is_file() and not path.is_symlink())
    except OSError:
        return []


def _parsed(path: Path) -> tuple[str, OwnAction] | None:
    try:
        if path.stat().st_size > MOST_BYTES:
            return None
        text = path.read_text("utf-8")
    except (OSError, ValueError):
        return None
    return parse_action(text, path.stem)


def parse_action(text: str, name: str) -> tuple[str, OwnAction]:
    """The title and the action in the text of a file; what is not understood has its default."""
    match = _HEAD.match(text.replace("\r\n", "\n"))
    head, prompt = (match[1], match[2]) if match else ("", text)
    fields = {
        key.strip().lower(): value.strip().strip("\"'")
        for key, colon, value in (line.partition(":") for line in head.split("\n"))
        if colon
    }
    scope, answer = fields.get("scope", ""), fields.get("answer", "")
    defaults = OwnAction()
    return shortened(fields.get("title") or name.replace("-", " ").replace("_", " ")), OwnAction(
        prompt=prompt.strip(),
        scope=cast("ActionScope", scope) if scope in get_args(ActionScope) else defaults.scope,
        answer=cast("ActionAnswer", answer) if answer in get_args(ActionAnswer) else defaults.answer,
    )


def _action(title: str, own: OwnAction) -> CodeAction:
    def offered(context: ActionContext) -> str | None:
        return shortened(title) if _place(own, context.snapshot, context.span, context.tree) else None

    async def run(request: ActionRequest, services: Services) -> Result:
        snapshot = request.snapshot
        tree = services.parser.tree(
            snapshot.uri, snapshot.text, snapshot.language_id, near=request.span.start
        )
        place = _place(own, snapshot, request.span, tree)
        if place is None:
            services.user.tell(f"{title}: there is no code here that it is about.")
            return "nothing"
        prompt = f"{own.prompt} {request.instruction}" if request.instruction else own.prompt
        if own.answer == "edit":
            return await rewrite(request, services, title=shortened(title), instruction=prompt, span=place)
        return await _answer(title, prompt, snapshot, place, services)

    kind = "refactor.rewrite.kibitz.own" if own.answer == "edit" else "kibitz.own"
    return CodeAction(id=f"{PREFIX}{title}", kind=kind, title=offered, run=run)


def _place(own: OwnAction, snapshot: Snapshot, span: Span, tree: SyntaxTree | None) -> Span | None:
    if own.scope == "file":
        return Span(0, len(snapshot.text)) if snapshot.text.strip() else None
    if own.scope == "selection" and not snapshot.text[span.start : span.end].strip():
        return None
    target = pointed_at(snapshot, span, tree)
    return None if target is None else target.span


async def _answer(title: str, prompt: str, snapshot: Snapshot, place: Span, services: Services) -> Result:
    async with services.user.progress(title) as progress:
        talk = await converse(
            snapshot,
            snapshot.text[place.start : place.end],
            role=_ROLE,
            question=prompt,
            max_tokens=ANSWER_TOKENS,
            models=services.models,
            project=services.project,
            progress=progress,
            job="chat",
            whole=True,
        )
        answer = await talk.answer()
    name = f"{' '.join(re.findall(r'[a-zA-Z0-9_-]+', title)) or 'answer'}.md"
    document = await services.editor.open_document(
        name=name, text=f"# {title}\n\n{answer.strip()}\n", language_id="markdown"
    )
    await document.finish()
    return "shown"
