"""Fits the end of a suggestion to the brackets and quotes that already stand after the cursor."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kibitz.features.inline_completion.brackets import CLOSER_OF, left_open, open_quote, unmatched_closers
from kibitz.features.inline_completion.candidate import Drop

if TYPE_CHECKING:
    from kibitz.features.inline_completion.candidate import Candidate
    from kibitz.features.inline_completion.place import Situation


LONG_QUOTES = ('"""', "'''", "`")


def fit_closers(candidate: Candidate, situation: Situation) -> Candidate | Drop:
    """`f(|)`: `a, b)` -> `a, b`. `def f(|)`: `a, b):` -> all of it, in place of the bracket.

    `f(|)`: `() => {` -> `() => {}`, because the line goes on behind it.
    """
    place, text = situation.place, candidate.text
    rest = place.line_after.strip()
    if situation.kind == "string":
        text = _up_to_end_of_string(text, place.after)
    if not rest:
        return replace(candidate, text=text, replaces=len(place.line_after))
    if situation.mode == "span" and "\n" in text:
        return replace(candidate, text=text)  # `stop.py` has seen that the rest of the line follows it
    text = text.split("\n", 1)[0]
    if text.rstrip().endswith(rest) and any(char.isalnum() for char in rest):
        return replace(candidate, text=text.rstrip().removesuffix(rest))  # asked for inside a line
    quote = open_quote(place.line_before, place.line_after)
    unmatched = unmatched_closers(text, quote=quote)
    if unmatched:
        whole = _in_place_of(text, rest, quote=quote)
        if whole is not None:
            return replace(candidate, text=whole, replaces=len(place.line_after))
        return replace(candidate, text=text[: unmatched[0]])
    text = _without_repeated_end(text, rest)
    missing = left_open(text, quote=quote)
    if not missing or _is_closed_by(rest, place.line_before, missing):
        return replace(candidate, text=text)
    if text.rstrip().endswith(tuple(CLOSER_OF)):
        return replace(candidate, text=text.rstrip() + missing)
    return Drop(reason="leaves something open")


def _in_place_of(text: str, rest: str, *, quote: str) -> str | None:
    """What to put in place of `rest` when `text` closes the same brackets, but says more than they do.

    `"|");`: `{}", a);` -> all of it. `f(g(|))`: `a), b` -> `a), b)`. None when nothing would be lost by
    ending `text` before its first closing bracket, or when it closes others.
    """
    ours, theirs = unmatched_closers(text, quote=quote), unmatched_closers(rest, quote=quote)
    if _marks(rest).startswith(_marks(text[ours[0] :])):
        return None
    closed = "".join(text[at] for at in ours)
    if len(theirs) < len(ours) or _marks(rest[: theirs[len(ours) - 1] + 1]) != closed:
        return None
    end, remains = ours[-1] + 1, rest[theirs[len(ours) - 1] + 1 :]
    said = _marks(text[end:])
    if said.endswith(_marks(remains)):
        return text
    return (text[:end] if _marks(remains).startswith(said) else text) + remains


def _is_closed_by(rest: str, line_before: str, missing: str) -> bool:
    """`f(|g(x))`: the line's last bracket closes what nothing on it opens."""
    line = line_before + rest
    return "".join(line[at] for at in unmatched_closers(line)) == missing


def _up_to_end_of_string(text: str, after: str) -> str:
    """A string of several lines that is closed further down is not closed here as well.

    That is so where an odd number of its quotes follows: they come in pairs.
    """
    ends = [text.find(quote) for quote in LONG_QUOTES if after.count(quote) % 2]
    return text[: min((end for end in ends if end >= 0), default=len(text))]


def _without_repeated_end(text: str, rest: str) -> str:
    """`;`, `:` or a closing tag that follows the cursor already."""
    if rest.startswith("</"):
        return text.partition(rest.partition(">")[0] + ">")[0]
    if rest in (">", "/>"):
        opened = text.count("<") + text.count("=>") + text.count("->")
        return text.removesuffix(rest) if text.count(">") > opened else text
    if set(rest) <= set(",;:{"):
        return text.rstrip().removesuffix(rest) if text.rstrip().endswith(rest) else text
    return text


def _marks(text: str) -> str:
    return "".join(text.split())
