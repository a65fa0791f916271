"""The document as it will be when the user has taken a suggestion: what is asked ahead of time. Pure.

A suggestion ends where its line does, and the next thing typed there is a line break. So the line break is
part of what is looked ahead to, and of what is shown at the end of the line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.features.inline_completion.view import View, line_ending
from kibitz.text.span import Span

if TYPE_CHECKING:
    from kibitz.features.inline_completion.candidate import Candidate


def after_accepting(view: View, suggestion: Candidate) -> View:
    """`view` with the suggestion in it, and a line break behind it where a line ends."""
    end = view.offset + suggestion.replaces
    text = f"{view.text[: view.offset]}{suggestion.text}{view.text[end:]}"
    taken = view_at(text, view.offset + len(suggestion.text))
    return after_line_break(taken) or taken


def after_line_break(view: View) -> View | None:
    """`view` with the line broken at the cursor; None when something is behind it, or the line is blank."""
    text, offset = view.text, view.offset
    line_end = text.find("\n", offset)
    rest, line_start = text[offset : line_end if line_end >= 0 else None], text.rfind("\n", 0, offset) + 1
    if rest.strip() or not text[line_start:offset].strip():
        return None
    line_break = line_ending(text)
    return view_at(f"{text[:offset]}{line_break}{text[offset:]}", offset + len(line_break))


def view_at(text: str, offset: int) -> View:
    """A document without a menu."""
    return View(text=text, offset=offset, span=Span(offset, offset), menu_text="")
