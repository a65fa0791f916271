"""Turns what a question mentions into context: what was taken, what it costs, and what could not be found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from kibitz.context.privacy import is_private
from kibitz.features.chat.mentions import Mention, mentions_in
from kibitz.features.chat.workspace import Excerpt

if TYPE_CHECKING:
    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.chat.workspace import Workspace
    from kibitz.text.span import Span

CHARS_PER_TOKEN: Final = 3  # low for code (Qwen2.5-Coder on our own sources: 3.9), so that it always fits
LEAST_CHARS: Final = 200  # of a piece that is cut to fit; less says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the user was in code when turning to the chat.

    Attributes:
        problems: what other tools complain about in the document, `12: error: ...`.
        notebook: all cells as one text, when the document is one of them.
    """

    snapshot: Snapshot
    span: Span
    problems: tuple[str, ...] = ()
    notebook: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a mention. `remark` says why there is nothing, or that it was cut."""

    mention: str
    excerpts: tuple[Excerpt, ...] = ()
    remark: str = ""

    @property
    def n_tokens(self) -> int:
        """About what it costs of the model's window."""
        return sum(n_tokens(excerpt.text) for excerpt in self.excerpts)


def n_tokens(text: str) -> int:
    """About how many tokens a text has; rather too many."""
    return -(-len(text) // CHARS_PER_TOKEN)


async def gather(
    question: str, place: Place | None, workspace: Workspace, *, most_tokens: int
) -> tuple[Taken, ...]:
    """Resolve every mention of a question; together they take at most so many tokens."""
    left = most_tokens * CHARS_PER_TOKEN
    found: list[Taken] = []
    for mention in mentions_in(question):
        taken = _fitting(await _resolve(mention, question, place, workspace, left), left)
        left -= sum(len(excerpt.text) for excerpt in taken.excerpts)
        found.append(taken)
    return tuple(found)


async def _resolve(
    mention: Mention, question: str, place: Place | None, workspace: Workspace, most_chars: int
) -> Taken:
    name = str(mention)
    match mention.kind:
        case "file":
            return _file(mention, place, workspace)
        case "selection":
            return _selection(name, place, workspace)
        case "symbol":
            excerpt = await workspace.symbol(mention.argument) if mention.argument else None
            return _one(name, excerpt, f"no definition of {mention.argument or 'it'} was found")
        case "diff":
            return _one(name, await workspace.diff(), "nothing is changed, or this is no git repository")
        case "diagnostics":
            text = "\n".join(place.problems) if place else ""
            label = f"problems in {workspace.label(place.snapshot.uri)}" if place else ""
            return _one(name, Excerpt(label=label, text=text) if text else None, "there are none")
        case "codebase":
            pieces = await workspace.search(question, most_chars=most_chars)
            return Taken(mention=name, excerpts=pieces, remark="" if pieces else "nothing was found")


def _file(mention: Mention, place: Place | None, workspace: Workspace) -> Taken:
    name = str(mention)
    path, _, lines = mention.argument.rpartition(":")
    first, _, last = lines.partition("-")
    has_lines = bool(path) and first.isdigit() and (not last or last.isdigit())
    if not mention.argument:
        snapshot = place.snapshot if place else None
    else:
        snapshot = workspace.document(path if has_lines else mention.argument)
    if snapshot is None:
        return Taken(mention=name, remark="there is no such file in the workspace")
    if is_private(snapshot.uri):
        return Taken(mention=name, remark="by its name this file keeps secrets: nothing of it is sent")
    if not mention.argument and place and place.notebook:
        whole = Excerpt(label=workspace.file_label(snapshot.uri), text=place.notebook)
        return Taken(mention=name, excerpts=(whole,))
    text, start = snapshot.text, 1
    if has_lines:
        start = max(int(first), 1)
        text = "".join(text.splitlines(keepends=True)[start - 1 : int(last or first)])
    excerpt = Excerpt(label=workspace.label(snapshot.uri), uri=snapshot.uri, first_line=start, text=text)
    return _one(name, excerpt if text else None, "it is empty, or has no such lines")


def _selection(name: str, place: Place | None, workspace: Workspace) -> Taken:
    if place is None or not place.span:
        return Taken(mention=name, remark="nothing is selected in a file")
    snapshot = place.snapshot
    if is_private(snapshot.uri):
        return Taken(mention=name, remark="by its name this file keeps secrets: nothing of it is sent")
    first, last = snapshot.index.line_of(place.span.start), snapshot.index.line_of(place.span.end)
    text = snapshot.text[snapshot.index.line_start(first) : snapshot.index.line_span(last).end]
    return _one(
        name,
        Excerpt(label=workspace.label(snapshot.uri), uri=snapshot.uri, first_line=first + 1, text=text),
        "",
    )


def _one(name: str, excerpt: Excerpt | None, remark: str) -> Taken:
    return Taken(mention=name, remark=remark) if excerpt is None else Taken(mention=name, excerpts=(excerpt,))


def _fitting(taken: Taken, most_chars: int) -> Taken:
    """Whole lines only."""
    kept: list[Excerpt] = []
    left, was_cut = most_chars, False
    for excerpt in taken.excerpts:
        text = excerpt.text
        if len(text) > left:
            was_cut = True
            text = text[: text.rfind("\n", 0, left) + 1] if left >= LEAST_CHARS else ""
        if text:
            kept.append(replace(excerpt, text=text))
            left -= len(text)
    return replace(
        taken, excerpts=tuple(kept), remark="cut to fit the model's window" if was_cut else taken.remark
    )
