"""Brings the lines of a suggestion to the indentation of the document."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kibitz.features.inline_completion.place import indentation

if TYPE_CHECKING:
    from kibitz.features.inline_completion.candidate import Candidate
    from kibitz.features.inline_completion.place import Place, Situation


def fit_indentation(candidate: Candidate, situation: Situation) -> Candidate:
    """Tabs or spaces as in the document; the first line starts where the cursor is."""
    place = situation.place
    text = _in_units_of_document(candidate.text, place)
    if not place.line_before.strip():
        text = _start_at_cursor(text, place.line_before)
    elif situation.opens_block and situation.mode == "block" and not text.startswith("\n"):
        text = _below_opening_line(text, place)
    return candidate if text == candidate.text else replace(candidate, text=text)


def _start_at_cursor(text: str, cursor_indent: str) -> str:
    """On an empty line, white space before the cursor counts as the first line's own."""
    lines = text.lstrip("\n").split("\n") if text.strip() else [""]
    lead = indentation(lines[0])
    if not cursor_indent or not lead:
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
        unit = "\t" if _uses_tabs(place) else " " * _width(place.before.split("\n")[-200:])
        return f"\n{own}{unit}{text}"
    return f"\n{text}" if len(deeper) > max(len(own), 1) else text


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


def _converted(line: str, width: int, *, tabs: bool) -> str:
    lead = indentation(line)
    columns = len(lead.expandtabs(width))
    whole, rest = divmod(columns, width)
    return ("\t" * whole + " " * rest if tabs else " " * columns) + line[len(lead) :]


def _uses_tabs(place: Place) -> bool | None:
    """What most indented lines above the cursor (else below it) begin with; None when there are none."""
    for text in (place.before, place.after):
        tabs, spaces = text.count("\n\t"), text.count("\n  ")
        if tabs or spaces:
            return tabs > spaces
    return None


def _width(lines: list[str]) -> int:
    """Columns of one level: the smallest indentation by spaces; 4 when there is none."""
    widths = (len(lead) for line in lines if line.strip() and (lead := indentation(line)).startswith("  "))
    return min(min(widths, default=4), 8)
