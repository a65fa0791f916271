r"""The text around the cursor, taken apart once for all the stages that look at it. Pure.

Bounded, so that no stage costs more in a document of 50,000 lines; lines end with `\n`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kibitz.context.window import Budget, cut

if TYPE_CHECKING:
    from kibitz.syntax.parser import Parser
    from kibitz.syntax.tree import Kind

Mode = Literal["line", "block", "span"]
"""How much is wanted: the rest of a line; up to the end of a statement or block; or, from the middle of a
line, as much as it takes to arrive at what follows the cursor."""

VICINITY = Budget(prefix_chars=16_000, suffix_chars=8_000)
"""What gates and filters see: a 250-line file as a whole; parsing it takes a millisecond."""

MOST_LINES_BELOW = 12
HEAD_CHARS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the cursor stands.

    Attributes:
        before: text up to the cursor, from the start of a line.
        after: text from the cursor on.
        line_before: the cursor's line up to the cursor.
        line_after: the rest of that line, without its ending.
        above: the nearest line above that is not blank.
        below: the next lines below that are not blank.
        head: the first lines of the document.
        indent: one level of indentation as the editor makes it, for a document that shows none; empty when
            that is not known.
    """

    before: str
    after: str
    language_id: str
    line_before: str
    line_after: str
    above: str
    below: tuple[str, ...]
    head: str = ""
    indent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """All that a filter may know besides the suggestion itself.

    Attributes:
        document: the whole text, for the parser, which keeps its trees; everybody else looks at `place`.
        offset: of the cursor in it.
        kind: of the text at the cursor, as the syntax tree has it; code when it has nothing to say.
        opens_block: a block starts right at the cursor.
        control_tokens: of the model; they are no part of an answer.
        model_ends: it mostly ends its answers itself.
    """

    document: str
    offset: int
    place: Place
    mode: Mode
    kind: Kind
    opens_block: bool
    control_tokens: tuple[str, ...]
    parser: Parser
    model_ends: bool = False


def look_around(text: str, offset: int, language_id: str, indent: str = "") -> Place:
    """The place at `offset`, in an editor that indents by `indent`."""
    window = cut(text, offset, VICINITY)
    before, after = window.prefix, window.suffix
    line_start = before.rfind("\n") + 1
    line_end = after.find("\n")
    rest = "" if line_end < 0 else after[line_end + 1 :]
    return Place(
        before=before,
        after=after,
        language_id=language_id,
        line_before=before[line_start:],
        line_after=after if line_end < 0 else after[:line_end],
        above=_last_line(before[:line_start]),
        below=_first_lines(rest),
        head=text[:HEAD_CHARS],
        indent=indent,
    )


def indentation(line: str) -> str:
    """The white space a line begins with."""
    return line[: len(line) - len(line.lstrip(" \t"))]


def _last_line(text: str) -> str:
    text = text.rstrip()
    return text[text.rfind("\n") + 1 :]


def _first_lines(text: str) -> tuple[str, ...]:
    lines = (line for line in text.split("\n", 40) if line.strip())
    return tuple(line for line, _ in zip(lines, range(MOST_LINES_BELOW), strict=False))
