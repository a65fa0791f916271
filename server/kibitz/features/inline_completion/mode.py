"""How much to suggest: the rest of the line, up to the end of a block, or what a hole lacks. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kibitz.features.inline_completion.place import Mode, Place
    from kibitz.syntax.tree import Kind


def choose_mode(
    place: Place, *, kind: Kind, opens_block: bool, multi_line: bool, invoked: bool = False
) -> Mode:
    """A line where the line has text already; a block where one starts and on an empty line.

    Args:
        place: where the cursor is.
        kind: what the syntax tree says of the text there. Prose comes line by line.
        opens_block: a block starts at the cursor.
        multi_line: the user wants blocks.
        invoked: somebody asked for it, and may have to wait for some more lines.
    """
    if not multi_line or kind in ("comment", "string"):
        return "line"
    if not place.line_after.strip() and (opens_block or not place.line_before.strip()):
        return "block"
    return "span" if invoked else "line"


def looks_like_block_start(line_before: str) -> bool:
    """A guess for languages without a grammar."""
    return line_before.rstrip().endswith(("{", ":", "=>", " do", " then"))
