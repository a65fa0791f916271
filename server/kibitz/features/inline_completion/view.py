"""The document as a suggestion is to see it. Pure.

With the cells around it, when it is a cell; with what the completion menu would insert; and who asks for a
suggestion right before a line's text wants lines above it, so there the cursor is given an empty line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kibitz.features.inline_completion.gate import is_word
from kibitz.text.span import Span

if TYPE_CHECKING:
    from kibitz.features.inline_completion.request import InlineRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Where to complete, and what to say about it to the editor.

    Attributes:
        text: the document and its neighbours, the menu's choice taken.
        offset: of the cursor in `text`, behind the menu's choice.
        span: in the real document, from the start of the menu's choice (else the cursor) to the cursor.
        menu_text: the menu's choice, with which every suggestion begins; empty without a menu.
        tail: what every suggestion ends with: the end of the line that was opened; mostly empty.
    """

    text: str
    offset: int
    span: Span
    menu_text: str
    tail: str = ""

    @property
    def is_as_typed(self) -> bool:
        """Whether it is the document itself, so that the next keys may go on with what is suggested."""
        return not self.menu_text and not self.tail


def view_of(request: InlineRequest) -> View:
    """What `request` is about."""
    text, lead = request.whole_text, len(request.neighbours.above)
    offset = lead + request.offset
    if not request.menu_text:
        tail = _end_of_opened_line(text, offset) if request.trigger == "invoked" else ""
        opened = f"{text[:offset]}\n{text[offset:]}" if tail else text
        return View(
            text=opened, offset=offset, span=Span(request.offset, request.offset), menu_text="", tail=tail
        )
    span = request.menu_span or Span(_word_start(text, offset) - lead, request.offset)
    return View(
        text="".join((text[: lead + span.start], request.menu_text, text[lead + span.end :])),
        offset=lead + span.start + len(request.menu_text),
        span=span,
        menu_text=request.menu_text,
    )


def line_ending(text: str) -> str:
    """What the lines of a document end with."""
    first = text.find("\n")
    return "\r\n" if first > 0 and text[first - 1] == "\r" else "\n"


def _end_of_opened_line(text: str, offset: int) -> str:
    """The line break and indentation that put the text behind the cursor on a line of its own."""
    line_start = text.rfind("\n", 0, offset) + 1
    indentation = text[line_start:offset]
    rest = text[offset : text.find("\n", offset) + 1 or len(text)]
    return f"\n{indentation}" if rest.strip() and not indentation.strip() else ""


def _word_start(text: str, offset: int) -> int:
    while offset and is_word(text[offset - 1]):
        offset -= 1
    return offset
