"""Some code with replacements of quoted lines carried out: what blocks and diffs have in common. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from kibitz.features.edits.formats.locate import locate
from kibitz.features.edits.parse import ELIDED, Code, Refused, elides

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kibitz.features.edits.formats.locate import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """Put the new lines where the old ones stand."""

    old: tuple[str, ...] = field(repr=False)
    new: tuple[str, ...] = field(repr=False)


NOT_FOUND: Final = Refused(
    "quotes lines that are not in the code, or that are there several times",
    "The old lines must be copied from the code exactly, with enough of them to be there only once.",
)
OVERLAPPING: Final = Refused(
    "changes the same lines twice", "Change each line in one place of your answer only."
)


def applied(replacements: Sequence[Replacement], shown: str) -> Code | Refused:
    """The code after all of them, or why not: none is carried out unless all can be."""
    lines = shown.split("\n")
    places: list[tuple[Place, Replacement]] = []
    for replacement in replacements:
        if elides("\n".join(replacement.new), "\n".join((*replacement.old, shown))):
            return ELIDED
        place = locate(replacement.old, lines)
        if place is None and places:
            place = locate(replacement.old, lines, places[-1][0].end)  # the next of several
        if place is None:
            return NOT_FOUND
        places.append((place, replacement))
    places.sort(key=lambda pair: pair[0].start)
    done = 0
    new: list[str] = []
    for place, replacement in places:
        if place.start < done:
            return OVERLAPPING
        new += lines[done : place.start]
        new += _kept(lines[place.start : place.end], replacement, place)
        done = place.end
    return Code("\n".join((*new, *lines[done:])))


def _kept(own: Sequence[str], replacement: Replacement, place: Place) -> list[str]:
    """The new lines; those that the replacement only repeats come out as they are, however quoted."""
    matcher = SequenceMatcher(None, replacement.old, replacement.new, autojunk=False)
    kept: list[str] = []
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            kept += own[start:end]
        else:
            kept += (place.moved(line) for line in replacement.new[new_start:new_end])
    return kept
