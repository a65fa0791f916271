"""Brings the lines of a suggestion to the indentation of the document, of the editor where it shows none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kibitz.features.inline_completion.mode import looks_like_block_start
from kibitz.features.inline_completion.place import indentation

if TYPE_CHECKING:
    from kibitz.features.inline_completion.candidate import Candidate
    from kibitz.features.inline_completion.place import Place, Situation

ONE_WAY = frozenset({"yaml", "make", "makefile"})  # their grammar says how to indent, whatever an editor does


def fit_indentation(candidate: Candidate, situation: Situation) -> Candidate:
    """Tabs or spaces as in the document; the first line starts where the cursor is."""
    place = situation.place
    text = _in_units_of_document(candidate.text, place)
    is_blank = not place.line_before.strip()
    goes_below = situation.opens_block and situation.mode == "block" and not text.startswith("\n")
    if _uses_tabs(place) is None and place.language_id not in ONE_WAY:
        text = _in_units_of_editor(text, place.indent, first=0 if is_blank or goes_below else 1)
    if is_blank:
        is_header = situation.opens_block and looks_like_block_start(place.above)
        block_in = indentation(place.above) if is_header else None
        text = _start_at_cursor(text, place.line_before, block_in=block_in)
    elif goes_below:
        text = _below_opening_line(text, place)
    return candidate if text == candidate.text else replace(candidate, text=text)


def _start_at_cursor(text: str, cursor_indent: str, *, block_in: str | None) -> str:
    """On an empty line, white space before the cursor counts as the first line's own.

    But for where the body of a block begins (`block_in` has the indentation of its header, right above) and
    the cursor is not as deep yet.
    """
    lines = text.lstrip("\n").split("\n") if text.strip() else [""]
    lead = indentation(lines[0])
    if not cursor_indent or not lead:
        return "\n".join(lines)
    if block_in is not None and block_in.startswith(cursor_indent) and not text.startswith("\n"):
        if len(lead) > len(block_in) and lead.startswith(cursor_indent):
            lines[0] = lines[0].removeprefix(cursor_indent)
        return "\n".join(lines)
    lines[0] = lines[0][len(lead) :]
    if lead.startswith(cursor_indent) and text.startswith("\n"):
        return "\n".join(lines)  # its lines stand where they belong, the first one began below
    # The model went on at the cursor as if the line were empty: every line is too deep by as much.
    return "\n".join((lines[0], *(line.removeprefix(lead) for line in lines[1:])))


def _below_opening_line(text: str, place: Place) -> str:
    """Line `def f():`, text `    return 1` -> a new line first; line `if (a) {`, text `b();` -> likewise."""
    own = indentation(place.line_before)
    deeper = indentation(text)
    if place.line_after.strip() or not text.strip() or text[0] in ")]}":
        return text
    if not deeper:
        return f"\n{own}{_unit(place)}{text}"
    return f"\n{text}" if len(deeper) > len(own) and deeper != " " else text


def _in_units_of_document(text: str, place: Place) -> str:
    if "\n" not in text and text[:1] not in (" ", "\t"):
        return text
    tabs = _uses_tabs(place)
    if tabs is None:
        return text
    lines = text.split("\n")
    first = 1 if place.line_before.strip() else 0
    wrong = "  " if tabs else "\t"
    if not any(wrong in indentation(line) for line in lines[first:]):
        return text
    width = _width(lines[first:]) if tabs else _width(place.before.split("\n")[-200:])
    return "\n".join((*lines[:first], *(_converted(line, width, tabs=tabs) for line in lines[first:])))


def _in_units_of_editor(text: str, indent: str, *, first: int) -> str:
    """The lines from the `first` on, by levels of `indent`."""
    lines = text.split("\n")
    width = _width(lines[first:])
    own = "\t" if any(line.startswith("\t") for line in lines[first:]) else " " * width
    if indent in ("", own):
        return text
    return "\n".join((*lines[:first], *(_by_levels(line, indent, width) for line in lines[first:])))


def _by_levels(line: str, indent: str, width: int) -> str:
    lead = indentation(line)
    whole, rest = divmod(len(lead.expandtabs(width)), width)
    return indent * whole + " " * rest + line[len(lead) :]


def _converted(line: str, width: int, *, tabs: bool) -> str:
    return _by_levels(line, "\t" if tabs else " " * width, width)


def _uses_tabs(place: Place) -> bool | None:
    """What most indented lines above the cursor (else below it) begin with; None when there are none."""
    for text in (place.before, place.after):
        tabs, spaces = text.count("\n\t"), text.count("\n  ")
        if tabs or spaces:
            return tabs > spaces
    return None


def _unit(place: Place) -> str:
    """One level in the document, else in the editor."""
    tabs = _uses_tabs(place)
    if tabs is None and place.indent:
        return place.indent
    return "\t" if tabs else " " * _width(place.before.split("\n")[-200:])


def _width(lines: list[str]) -> int:
    """Columns of one level: the smallest indentation by spaces; 4 when there is none."""
    widths = (len(lead) for line in lines if line.strip() and (lead := indentation(line)).startswith("  "))
    return min(min(widths, default=4), 8)
