"""Asks a model for a diagram of some code and opens it as Markdown. What is not Mermaid is never shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kibitz.features.diagram.mermaid import HEADERS, kind_of, problem_in, quoted
from kibitz.features.edits.ask import converse
from kibitz.features.edits.pointed import pointed_at
from kibitz.syntax.parts import definition_at
from kibitz.text.span import Span

if TYPE_CHECKING:
    from kibitz.backends.model import ModelSource
    from kibitz.base.ports import User
    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.diagram.mermaid import Kind
    from kibitz.features.edits.editor import Editor
    from kibitz.features.edits.pointed import Pointed
    from kibitz.syntax.parser import Parser
    from kibitz.syntax.tree import SyntaxTree

ANSWER_TOKENS: Final = 600
CODE_CHARS: Final = 12_000
NOT_VALID: Final = "Diagram: what the model drew is not valid Mermaid, twice. Nothing is shown."

_ROLE: Final = (
    "You draw Mermaid diagrams of code: few boxes, short labels in quotes. You answer with the diagram alone "
    "in one fenced block."
)
_ASKED: Final = {
    "flow": (
        "Draw the control flow of this code as a Mermaid flow chart. The first line is `flowchart TD`. "
        'One step or edge a line, such as `A["read the file"] --> B{"is it empty?"}` and '
        '`B -->|yes| C["return"]`.'
    ),
    "sequence": (
        "Draw who calls whom in this code, in order, as a Mermaid sequence diagram. The first line is "
        "`sequenceDiagram`. One message a line, such as `Cart->>Stock: reserve(item)`."
    ),
    "class": (
        "Draw the classes of this code and how they depend on each other as a Mermaid class diagram. The "
        "first line is `classDiagram`. Such as `class Cart { +items list }` over several lines, `Cart --> "
        "Item`, `Base <|-- Derived`."
    ),
}

_BLOCK: Final = re.compile(r"^```[^\n]*\n(.*?)(?:^```|\Z)", re.DOTALL | re.MULTILINE)


async def diagram(
    snapshot: Snapshot,
    span: Span,
    *,
    instruction: str | None,
    models: ModelSource,
    parser: Parser,
    user: User,
    editor: Editor,
) -> bool:
    """Open a diagram of what the user points at; of the whole file where that is nothing.

    Returns:
        Whether one was shown; if not, the user was told why.

    Raises:
        UserActionNeeded, BackendFailure: there is no model, or it did not answer.
    """
    tree = parser.tree(snapshot.uri, snapshot.text, snapshot.language_id, near=span.start)
    target = target_of(snapshot, span, tree)
    kind = kind_for(tree, target.span if target else None, instruction)
    name = target.name if target else "this file"
    place = target.span if target else Span(0, len(snapshot.text))
    async with user.progress(f"Drawing {name}") as progress:
        talk = await converse(
            snapshot,
            snapshot.text[place.start : place.end][:CODE_CHARS],
            role=_ROLE,
            question=_ASKED[kind] + (f" {instruction.strip()}" if instruction else ""),
            max_tokens=ANSWER_TOKENS,
            models=models,
            progress=progress,
            job="chat",
        )
        drawn = read_diagram(await talk.answer(), kind)
        problem = problem_in(drawn)
        if problem is not None:
            hint = f"Line {problem.line} is not valid Mermaid: {problem.text}\nAnswer with the whole diagram."
            drawn = read_diagram(await talk.repair(hint), kind)
    if problem_in(drawn) is not None:
        user.tell(NOT_VALID, "warning")
        return False
    title = name[:1].upper() + name[1:]
    document = await editor.open_document(
        name=f"diagram {' '.join(re.findall(r'[a-zA-Z0-9_-]+', name))}.md",
        text=f"# {title}\n\n```mermaid\n{drawn}\n```\n",
        language_id="markdown",
    )
    await document.finish()
    return True


def target_of(snapshot: Snapshot, span: Span, tree: SyntaxTree | None) -> Pointed | None:
    """The selection, or the function or class at the cursor; None means the whole file."""
    target = pointed_at(snapshot, span, tree)
    return None if target is None or target.name == "this line" else target


def kind_for(tree: SyntaxTree | None, span: Span | None, instruction: str | None) -> Kind:
    """What the user names, else control flow for a function, classes for all else."""
    words = (instruction or "").lower()
    if "sequence" in words or "calls" in words:
        return "sequence"
    if "class" in words:
        return "class"
    if "flow" in words:
        return "flow"
    found = definition_at(tree, span) if tree and span else None
    return "flow" if span is not None and (found is None or found.is_function) else "class"


def read_diagram(answer: str, kind: Kind) -> str:
    """The diagram in an answer, with its first line and with the quotes it lacks."""
    blocks = _BLOCK.findall(answer.replace("\r\n", "\n"))
    text = "\n".join(line.rstrip() for line in (blocks[0] if blocks else answer).strip().split("\n"))
    if kind_of(text) is None:
        text = f"{HEADERS[kind]}\n{text}"
    return quoted(text)
